//! Every request about an account, sent again after its answer was lost: what the description says of repeats.

use tests::{Caller, ENDPOINTS, Fixture};

/// What the repeat of each request is answered with, by sample: as the first, or that it was done.
const REPEATED: &[(&str, u16, &str)] = &[
    ("sign-up", 202, ""),
    ("start-guest", 201, ""),
    ("verify-email", 422, "invalid_code"),
    ("log-in", 200, ""),
    ("refresh-session", 200, ""),
    ("log-out", 204, ""),
    ("reset-password", 202, ""),
    ("reset-password-confirm", 422, "invalid_reset_token"),
    ("change-password", 403, "wrong_password"),
    ("change-email", 202, ""),
    ("change-email-confirm", 422, "invalid_code"),
    ("edit-account", 200, ""),
    ("edit-account-show", 200, ""),
    ("manage-addresses", 204, ""),
    ("manage-addresses-list", 200, ""),
    ("manage-addresses-remove", 204, ""),
    ("manage-sessions", 200, ""),
    ("manage-sessions-end", 204, ""),
    ("manage-sessions-end-all", 204, ""),
    ("close-account", 401, "session_ended"),
];

#[tokio::test(start_paused = true)]
async fn a_request_about_an_account_that_is_sent_again_is_done_once() {
    // The first route about something else.
    let accounts = ENDPOINTS.iter().take_while(|endpoint| endpoint.sample != "list-products");
    for endpoint in accounts {
        let known = REPEATED.iter().find(|(sample, ..)| *sample == endpoint.sample);
        let (_, status, code) = known.unwrap_or_else(|| panic!("{} is tried with no repeat", endpoint.sample));
        let fixture = Fixture::before(endpoint).await;
        fixture.ask(endpoint, Caller::Owner).await.expect(endpoint.served);
        let repeat = fixture.ask(endpoint, Caller::Owner).await;
        assert_eq!(repeat.status, *status, "{}: {repeat:?}", endpoint.sample);
        if !code.is_empty() {
            repeat.expect_problem(*status, code);
        }
    }
}
