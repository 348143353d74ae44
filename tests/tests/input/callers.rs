//! Every route times everybody who may stand before it: who is served, who is refused and how, and that no one touches what is
//! another's.

use std::collections::BTreeSet;

use domain::accounts::Permission;
use serde_json::Value;
use tests::{Answer, Audience, Caller, ENDPOINTS, Endpoint, Fixture, declared_routes};

/// What `caller` gets from `endpoint`: a status, and the code of a refusal.
fn due(endpoint: &Endpoint, caller: Caller) -> (u16, &'static str) {
    match (endpoint.audience, caller) {
        (Audience::Anybody, _) | (Audience::Themselves(_) | Audience::Owner, Caller::Owner) => (endpoint.served, ""),
        (Audience::Staff(permission), Caller::Staff(role)) if role.may(permission) => (endpoint.served, ""),
        (_, caller) if !caller.is_known() => (401, "unauthorized"),
        (Audience::Themselves(_), Caller::Guest) => {
            endpoint.guests.map_or((403, "account_required"), |status| (status, ""))
        }
        (Audience::Themselves(422), _) => (422, "invalid_code"),
        (Audience::Themselves(status), _) => (status, ""),
        (Audience::Owner, _) => (404, "not_found"),
        (Audience::Staff(_), _) => (403, "forbidden"),
    }
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let rows: BTreeSet<_> = ENDPOINTS.iter().map(Endpoint::route).collect();
    let routes: BTreeSet<_> = declared_routes().into_iter().collect();
    assert_eq!(rows, routes, "ENDPOINTS in tests/src/endpoints.rs, and the routes of template.yaml");
}

/// A row of the table, in a shop that is opened anew whenever a caller has changed something.
struct Row<'a> {
    endpoint: &'a Endpoint,
    fixture: Option<(Fixture, Value)>,
}

impl<'a> Row<'a> {
    fn of(endpoint: &'a Endpoint) -> Self {
        Self { endpoint, fixture: None }
    }

    /// Checks one answer; what is refused has changed nothing, and nobody but the owner has touched what is the owner's.
    async fn check(&mut self, caller: Caller) -> Answer {
        let endpoint = self.endpoint;
        let (fixture, before) = if let Some(unchanged) = self.fixture.take() {
            unchanged
        } else {
            let fixture = Fixture::before(endpoint).await;
            let state = fixture.shop.state();
            (fixture, state)
        };
        let owners = fixture.rows_of_the_owner();
        assert!(!owners.is_empty());
        let answer = fixture.ask(endpoint, caller).await;
        let (status, code) = due(endpoint, caller);
        let place = format!("{} by {caller:?}", endpoint.route());
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{place}: {}", answer.body);
        let unchanged = fixture.shop.state() == before;
        if status >= 400 {
            answer.expect_problem(status, code);
            if status == 403 {
                let missing = endpoint.permission().map(Permission::as_str);
                assert_eq!(answer.json()["permission"].as_str(), missing, "{place} does not say what is missing");
            }
            // A code that is tried is counted.
            assert!(unchanged || code == "invalid_code", "{place} changed something");
        }
        if endpoint.is_guarded()
            && caller != Caller::Owner
            && !(matches!(caller, Caller::Staff(_)) && endpoint.permission().is_some())
        {
            assert_eq!(fixture.rows_of_the_owner(), owners, "{place} touched what is not theirs");
            let told = ["ada@example.com", fixture.shop.buyer_id("ada").as_str()]
                .iter()
                .any(|mark| answer.body.contains(mark));
            assert!(!told, "{place} tells: {}", answer.body);
        }
        if endpoint.audience == Audience::Owner && status == 404 {
            let function = fixture.start(endpoint.function()).await;
            let unknown = fixture.shop.call(&function, fixture.by(caller, endpoint.call())).await;
            assert_eq!(unknown, answer, "{place}: not as if there were none");
        }
        self.fixture = unchanged.then_some((fixture, before));
        answer
    }
}

#[tokio::test(start_paused = true)]
async fn where_a_token_is_needed_everybody_gets_what_is_theirs_and_nothing_else() {
    for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.is_guarded()) {
        let mut row = Row::of(endpoint);
        for caller in Caller::ALL {
            row.check(caller).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn where_nobody_needs_a_token_a_token_makes_no_difference() {
    for endpoint in ENDPOINTS.iter().filter(|endpoint| !endpoint.is_guarded()) {
        let mut row = Row::of(endpoint);
        let expected = row.check(Caller::Anonymous).await;
        for caller in Caller::ALL {
            assert_eq!(row.check(caller).await, expected, "{} by {caller:?}", endpoint.route());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_token_is_an_event_of_the_provider() {
    let endpoint = ENDPOINTS.iter().find(|it| it.sample == "receive-stripe-event").expect("the provider's route");
    for caller in Caller::ALL {
        let fixture = Fixture::before(endpoint).await;
        let function = fixture.start(endpoint.function()).await;
        let before = fixture.shop.state();
        let unsigned = fixture.by(caller, fixture.good(endpoint.call()));
        fixture.shop.call(&function, unsigned).await.expect_problem(400, "invalid_signature");
        assert_eq!(fixture.shop.state(), before);
    }
}
