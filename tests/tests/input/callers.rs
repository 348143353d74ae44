//! Every route times everybody who may stand before it: who is served, who is refused and how, and that no one touches what is
//! another's.

use std::collections::BTreeSet;

use tests::{Answer, Audience, Caller, Cast, ENDPOINTS, Endpoint, declared_routes};

/// What `caller` gets from `endpoint`: a status, and the code of a refusal.
fn due(endpoint: &Endpoint, caller: Caller) -> (u16, &'static str) {
    match (endpoint.audience, caller) {
        (Audience::Anybody, _) | (Audience::Merchant, Caller::Merchant) => (endpoint.served, ""),
        (Audience::Themselves(_) | Audience::Owner, Caller::Owner) => (endpoint.served, ""),
        (_, caller) if !caller.is_known() => (401, "unauthorized"),
        (Audience::Themselves(422), _) => (422, "invalid_code"),
        (Audience::Themselves(status), _) => (status, ""),
        (Audience::Owner, _) => (404, "not_found"),
        (Audience::Merchant, _) => (403, "forbidden"),
    }
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let rows: BTreeSet<_> = ENDPOINTS.iter().map(Endpoint::route).collect();
    let routes: BTreeSet<_> = declared_routes().into_iter().collect();
    assert_eq!(rows, routes, "ENDPOINTS in tests/src/endpoints.rs, and the routes of template.yaml");
}

/// Checks one answer; what is refused has changed nothing, and nobody but the owner has touched what is the owner's.
async fn check(endpoint: &Endpoint, caller: Caller) -> Answer {
    let cast = Cast::before(endpoint).await;
    let (before, owners) = (cast.shop.state(), cast.rows_of_the_owner());
    assert!(!owners.is_empty());
    let answer = cast.ask(endpoint, caller).await;
    let (status, code) = due(endpoint, caller);
    let place = format!("{} by {caller:?}", endpoint.route());
    assert_eq!((answer.status, answer.code().as_str()), (status, code), "{place}: {}", answer.body);
    if status >= 400 {
        answer.expect_problem(status, code);
        // A code that is tried is counted.
        assert!(cast.shop.state() == before || code == "invalid_code", "{place} changed something");
    }
    if endpoint.is_guarded() && caller != Caller::Owner && caller != Caller::Merchant {
        assert_eq!(cast.rows_of_the_owner(), owners, "{place} touched what is not theirs");
        let marks = ["ada@example.com", cast.shop.buyer_id("ada").as_str()].map(str::to_owned);
        assert!(!marks.iter().any(|mark| answer.body.contains(mark)), "{place} tells: {}", answer.body);
    }
    if endpoint.audience == Audience::Owner && status == 404 {
        let unknown = endpoint.call();
        let function = cast.start(endpoint.function()).await;
        assert_eq!(
            cast.shop.call(&function, cast.by(caller, unknown)).await,
            answer,
            "{place}: not as if there were none"
        );
    }
    answer
}

#[tokio::test(start_paused = true)]
async fn every_route_serves_whom_it_is_for_and_nobody_else() {
    for endpoint in ENDPOINTS {
        for caller in Caller::ALL {
            check(endpoint, caller).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn where_nobody_needs_a_token_a_token_makes_no_difference() {
    for endpoint in ENDPOINTS.iter().filter(|endpoint| !endpoint.is_guarded()) {
        let expected = check(endpoint, Caller::Anonymous).await;
        for caller in [Caller::Stranger, Caller::Merchant, Caller::Garbage] {
            assert_eq!(check(endpoint, caller).await, expected, "{} by {caller:?}", endpoint.route());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_merchant_changes_a_buyers_rows_only_where_that_is_a_merchants_work() {
    for endpoint in ENDPOINTS.iter().filter(|it| it.is_guarded() && it.audience != Audience::Merchant) {
        let cast = Cast::before(endpoint).await;
        let owners = cast.rows_of_the_owner();
        cast.ask(endpoint, Caller::Merchant).await;
        assert_eq!(cast.rows_of_the_owner(), owners, "{}", endpoint.route());
    }
}

#[tokio::test(start_paused = true)]
async fn no_token_is_an_event_of_the_provider() {
    let endpoint = ENDPOINTS.iter().find(|it| it.sample == "receive-stripe-event").expect("the provider's route");
    for caller in Caller::ALL {
        let cast = Cast::before(endpoint).await;
        let function = cast.start(endpoint.function()).await;
        let before = cast.shop.state();
        let unsigned = cast.by(caller, cast.good(endpoint.call()));
        cast.shop.call(&function, unsigned).await.expect_problem(400, "invalid_signature");
        assert_eq!(cast.shop.state(), before);
    }
}
