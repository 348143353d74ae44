//! Good requests to every route, changed as an attacker would: never a 5xx, each refusal a problem with a stable code, and nothing
//! changed by what is refused.

use std::cell::RefCell;

use domain::accounts::Role;
use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};
use serde_json::{Value, json};
use tests::{Answer, Call, Caller, Description, ENDPOINTS, Endpoint, Fixture};

use crate::spoiling::{KINDS, Spoil, spoil};

/// How many changed requests each row of the table gets.
const CASES: u32 = 20;
/// Refusals that are counted, in the accounts table.
const COUNTED: &[&str] = &["invalid_code", "invalid_credentials", "wrong_password"];

/// The shop that the next request meets, and its state; there is none after a request that changed something.
type Waiting = RefCell<Option<(Fixture, Value)>>;

async fn attack(endpoint: &Endpoint, waiting: &Waiting, spoils: &[Spoil]) -> Result<(), TestCaseError> {
    let there = waiting.borrow_mut().take();
    let (fixture, before) = if let Some(unchanged) = there {
        unchanged
    } else {
        let fixture = Fixture::before(endpoint).await;
        let state = fixture.shop.state();
        (fixture, state)
    };
    let caller = if endpoint.permission().is_some() { Caller::Staff(Role::Owner) } else { Caller::Owner };
    let good = fixture.by(caller, fixture.request(endpoint));
    let spoiled = spoils.iter().fold(good, |call, change| spoil(call, *change));
    // An attacker has no signature; whoever the provider signs for may still send anything.
    let signed = endpoint.sample == "receive-stripe-event" && spoils.len() % 2 == 1;
    let call = if signed { fixture.signed(spoiled) } else { spoiled };
    let event = call.event(fixture.shop.clock.now().millis());
    // The gateway lets nothing else through to this function; should it ever, nothing happens all the same.
    let routed = event["routeKey"] == endpoint.route();
    let answer = fixture.start(endpoint.function()).await.invoke(event).await.expect("HTTP functions always answer");
    let answer = Answer::of_event(&answer);
    if routed {
        Description::served().check_answer(&endpoint.route(), &answer).map_err(TestCaseError::fail)?;
    }
    let after = fixture.shop.state();
    check_intent(&answer, &before, &after).map_err(TestCaseError::fail)?;
    if after == before {
        *waiting.borrow_mut() = Some((fixture, before));
    }
    Ok(())
}

fn check_intent(answer: &Answer, before: &Value, after: &Value) -> Result<(), String> {
    if answer.status >= 500 {
        return Err(format!("a 5xx: {answer:?}"));
    }
    if answer.status < 400 {
        return Ok(());
    }
    answer.expect_refusal(answer.status);
    let code = answer.code();
    if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return Err(format!("no stable code: {answer:?}"));
    }
    let counted = COUNTED.contains(&code.as_str());
    let but_the_count = |state: &Value| {
        let mut state = state.clone();
        if counted {
            state[0][0] = Value::Null;
        }
        state
    };
    if but_the_count(before) == but_the_count(after) {
        Ok(())
    } else {
        Err(format!("refused, and changed something: {answer:?}"))
    }
}

/// Attacks the rows of the table from `first` on, each `step`th.
fn attack_each(first: usize, step: usize) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let seed = if let RngSeed::Fixed(seed) = config.rng_seed { seed } else { 1 };
    let config = Config { rng_seed: RngSeed::Fixed(seed), ..config };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime");
    for endpoint in ENDPOINTS.iter().skip(first).step_by(step) {
        let waiting = Waiting::default();
        let spoils = vec((any::<u8>(), any::<u16>(), any::<u16>()), 1..4);
        let outcome = TestRunner::new(config.clone())
            .run(&spoils, |spoils| runtime.block_on(attack(endpoint, &waiting, &spoils)));
        match outcome {
            Ok(()) => {}
            Err(TestError::Fail(reason, spoils)) => panic!(
                "{} ({}), changed by {spoils:?}: {reason}\nagain: PROPTEST_RNG_SEED={seed} cargo nextest run --workspace -E 'test(hostile)'",
                endpoint.route(),
                endpoint.sample,
            ),
            Err(TestError::Abort(reason)) => panic!("{reason}"),
        }
    }
}

#[test]
fn what_a_buyer_or_anybody_sends_to_a_route_is_served_or_refused_and_nothing_else() {
    attack_each(0, 2);
}

#[test]
fn and_so_it_is_at_the_other_routes() {
    attack_each(1, 2);
}

#[test]
fn the_judge_notices_a_failure_a_bad_problem_and_a_change() {
    let answer = |status: u16, body: &Value| Answer {
        status,
        headers: vec![
            ("content-type".to_owned(), "application/problem+json".to_owned()),
            ("cache-control".to_owned(), "no-store".to_owned()),
        ],
        cookies: Vec::new(),
        body: body.to_string(),
    };
    let problem = |code: &str| json!({ "type": "t", "title": "t", "detail": "d", "code": code, "status": 400 });
    let (before, after) = (json!([["accounts", "products"], "", ""]), json!([["accounts", "more"], "", ""]));
    let good = answer(400, &problem("malformed_body"));
    assert_eq!(check_intent(&good, &before, &before), Ok(()));
    assert!(check_intent(&good, &before, &after).is_err());
    assert!(check_intent(&answer(400, &problem("Malformed body")), &before, &before).is_err());
    assert!(check_intent(&answer(500, &problem("internal")), &before, &before).is_err());
    assert_eq!(check_intent(&answer(200, &json!({})), &before, &after), Ok(()));
}

#[test]
fn every_kind_of_change_changes_a_request() {
    let good = || Call::sample("pay-order").path_of_id("ord_aaaaaaaaaaaaaaaaaaaaaaaaaa");
    for kind in 0..KINDS {
        let changed = (0..8).any(|what| spoil(good(), (kind, 1, what)).event(0) != good().event(0));
        assert!(changed, "kind {kind} changes nothing");
    }
}
