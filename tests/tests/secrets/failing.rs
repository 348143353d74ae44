//! When what the shop depends on fails, and its errors repeat what it was sent.

use tests::{ENDPOINTS, Fault, Fixture, Planned, Service};

use crate::{log::Log, served_caller, watched, worked_off};

/// What goes wrong, and how many calls go well before it. From then on it goes wrong with every call.
const FAILURES: &[(Fault, usize)] = &[
    (Fault::Refused, 0),
    (Fault::Failed, 0),
    (Fault::Failed, 1),
    (Fault::Failed, 2),
    (Fault::Throttled, 0),
    (Fault::AnswerLost, 1),
    (Fault::Conflict, 0),
    (Fault::InProgress, 0),
    (Fault::Hang, 1),
];
/// More calls than any request makes.
const MANY: usize = 100;

#[tokio::test(start_paused = true)]
async fn whatever_fails_what_is_logged_and_answered_repeats_nothing_that_was_sent() {
    let (log, _guard) = Log::open();
    let mut failed = 0;
    for endpoint in ENDPOINTS {
        for (fault, passing) in FAILURES.iter().copied() {
            let fixture = Fixture::before(endpoint).await;
            log.take();
            let call = fixture.by(served_caller(endpoint), fixture.request(endpoint));

            fixture.shop.plan(
                Planned::when(fault, move |call| call.service != Service::Ssm && fault.can_befall(call))
                    .after(passing)
                    .times(MANY),
            );
            let (answer, canaries) = watched(&fixture, endpoint, call, &log).await;
            failed += usize::from(answer.status >= 500);
            fixture.shop.faults.heal();
            worked_off(&fixture, endpoint, &canaries, &log).await;
        }
    }
    assert!(failed > 50, "only {failed} requests failed");
}
