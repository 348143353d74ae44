//! When all goes well.

use tests::{ENDPOINTS, Fixture, PASSWORD};

use crate::{
    canaries::{Canaries, spellings},
    log::Log,
    served_caller, watched, worked_off,
};

#[tokio::test(start_paused = true)]
async fn what_is_served_stays_between_the_shop_and_whom_it_serves() {
    let (log, _guard) = Log::open();
    let mut learnt = 0;
    for endpoint in ENDPOINTS {
        let fixture = Fixture::before(endpoint).await;
        log.take();
        let call = fixture.by(served_caller(endpoint), fixture.request(endpoint));
        let before = Canaries::of(&fixture, &call).count();
        let (answer, canaries) = watched(&fixture, endpoint, call, &log).await;
        assert_eq!(answer.status, endpoint.served, "{}: {}", endpoint.route(), answer.body);
        worked_off(&fixture, endpoint, &canaries, &log).await;
        learnt += canaries.count() - before;
    }
    // The three tokens of a verification and of a log-in, the two of a refresh, a reset's one for the device, a guest's, a
    // quote, and two secrets that sign webhooks.
    assert_eq!(learnt, 13);
}

#[tokio::test(start_paused = true)]
async fn the_secret_with_which_a_browser_pays_goes_to_the_browser_alone() {
    let (log, _guard) = Log::open();
    let endpoint = ENDPOINTS.iter().find(|it| it.sample == "pay-order").expect("a route");
    let fixture = Fixture::before(endpoint).await;
    log.take();
    let call = fixture.by(served_caller(endpoint), fixture.request(endpoint)).text("{}");
    let (answer, canaries) = watched(&fixture, endpoint, call, &log).await;
    assert!(answer.expect(200)["client_secret"].as_str().is_some_and(|secret| !secret.is_empty()));
    worked_off(&fixture, endpoint, &canaries, &log).await;
}

#[test]
fn what_is_logged_is_caught_however_it_is_spelled() {
    let (log, _guard) = Log::open();
    for spelling in spellings("4242 4242 4242 4242") {
        tracing::info!(told = spelling, "served");
        let lines = log.take();
        assert!(lines.contains("served") && lines.contains(&spelling), "{lines}");
        assert_eq!(log.take(), "");
    }
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "the log shows a long walk along the mill race")]
async fn a_leak_into_the_log_is_noticed() {
    let (log, _guard) = Log::open();
    let endpoint = &ENDPOINTS[0];
    let fixture = Fixture::before(endpoint).await;
    let canaries = Canaries::of(&fixture, &fixture.request(endpoint));
    tracing::debug!(target: "workflows", password = PASSWORD, "a careless line");
    canaries.absent_from_the_shop(&fixture, endpoint, &log.take());
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "a queue shows ada@example.com")]
async fn a_leak_into_a_queue_is_noticed() {
    let endpoint = &ENDPOINTS[0];
    let fixture = Fixture::before(endpoint).await;
    let canaries = Canaries::of(&fixture, &fixture.request(endpoint));
    fixture.shop.queue("notifications").send(r#"{"to":"ada@example.com"}"#);
    canaries.absent_from_the_shop(&fixture, endpoint, "");
}
