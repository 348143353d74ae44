//! Somebody opens an account, logs in and out, and is guessed at meanwhile.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{Answer, Call, count_hashes};

use crate::client::Client;

pub(crate) const PASSWORD: &str = "a long walk along the mill race";

/// Signs somebody up, proves the address, and logs them in. The tokens.
pub(crate) async fn enrol(client: &Client, email: &str) -> Option<Value> {
    let credentials = json!({ "email": email, "password": PASSWORD });
    let answer = post(client, "sign-up", "/v1/signup", &credentials).await.filter(|it| it.status == 202)?;
    let sign_up_id = answer.json()["sign_up_id"].clone();
    // An acknowledged sign-up is told to the mailbox, sooner or later; one whose answer was lost may have left a code
    // there, too.
    let code = code_in_the_mail(client, email, |row| row["id"] == sign_up_id).await?;
    // A repeat after a lost answer finds the code used up: then the password opens the session.
    post(client, "verify-email", "/v1/signup/verify", &json!({ "sign_up_id": sign_up_id, "code": code })).await?;
    expect(client, "log-in", post(client, "log-in", "/v1/login", &credentials).await, 200)
}

/// A person's first hour, and, `much_later`, their return.
pub(crate) async fn act(client: &Client, much_later: bool) {
    let email = format!("{}.account@example.com", client.name());
    let credentials = json!({ "email": email, "password": PASSWORD });
    let Some(tokens) = enrol(client, &email).await else { return };
    let wrong = json!({ "email": email, "password": "seven herons over the weir" });
    expect(client, "log-in", post(client, "log-in", "/v1/login", &wrong).await, 401);
    let Some(fresh) = post(client, "refresh-session", "/v1/sessions/refresh", &refresh(&tokens)).await else { return };
    let newest = if fresh.status == 200 { fresh.json() } else { tokens };
    let access = newest["access_token"].as_str().unwrap_or_default().to_owned();
    let logged_out = client.persist("log-out", || Call::post("/v1/logout").bearer(&access)).await;
    if logged_out.is_some_and(|answer| answer.status == 204) {
        must_have_ended(client, &newest, "after a log-out").await;
    }
    if much_later {
        outlive(client, &credentials).await;
    }
}

/// Guesses cost a hash each, whoever they are about, until there were too many; then they cost none.
pub(crate) async fn guess(client: &Client) {
    let run_state = &client.run_state;
    let email = format!("{}.account@example.com", client.name());
    if enrol(client, &email).await.is_none() {
        return;
    }
    let wrong = |email: &str| json!({ "email": email, "password": "seven herons over the weir" });
    let mut refused = false;
    for email in std::iter::once("nobody@example.com").chain(std::iter::repeat_n(email.as_str(), GUESSES)) {
        let call = Call::post("/v1/login").json(&wrong(email));
        let (answer, hashes) = count_hashes(run_state.request("log-in", &client.actor, &call)).await;
        let Some(answer) = answer else { continue };
        match answer.status {
            401 if hashes == 0 => run_state.violated("hashes", "a guess was answered without a hash"),
            429 if hashes > 0 => run_state.violated("hashes", "a guess too many cost a hash"),
            200 => run_state.violated("answers", "a wrong password opens a session"),
            status => refused |= status == 429,
        }
    }
    if !refused {
        run_state.violated("answers", format!("{GUESSES} wrong passwords are not too many"));
    }
}

/// More than an account bears in a quarter of an hour, some of them lost on the way.
const GUESSES: usize = 14;

/// A session ends by its age even where nothing ever deletes its row.
async fn outlive(client: &Client, credentials: &Value) {
    let Some(tokens) = post(client, "log-in", "/v1/login", credentials).await.filter(|it| it.status == 200) else {
        return;
    };
    client.run_state.shop.wait_seconds(400 * 86_400);
    must_have_ended(client, &tokens.json(), "after 400 days").await;
}

pub(crate) async fn must_have_ended(client: &Client, tokens: &Value, when: &str) {
    let answer = post(client, "refresh-session", "/v1/sessions/refresh", &refresh(tokens)).await;
    if answer.is_some_and(|answer| answer.status == 200) {
        client.run_state.violated("I12", format!("an ended session was refreshed {when}"));
    }
}

pub(crate) fn refresh(tokens: &Value) -> Value {
    json!({ "refresh_token": tokens["refresh_token"] })
}

pub(crate) async fn post(client: &Client, function: &'static str, path: &str, body: &Value) -> Option<Answer> {
    client.persist(function, || Call::post(path).json(body)).await
}

fn expect(client: &Client, what: &str, answer: Option<Answer>, status: u16) -> Option<Value> {
    let answer = answer?;
    if answer.status == status {
        return Some(answer.json());
    }
    client
        .run_state
        .violated("answers", format!("{what} is answered {} {}, not {status}", answer.status, answer.code()));
    None
}

/// The code of the row that `is_its_row`, once a mail has brought it.
pub(crate) async fn code_in_the_mail(
    client: &Client,
    email: &str,
    is_its_row: impl Fn(&Value) -> bool,
) -> Option<String> {
    for _ in 0..400 {
        let rows = client.run_state.shop.tables.rows("accounts");
        let code = rows.iter().find(|row| is_its_row(row))?["code"].as_str()?;
        if client.run_state.shop.mail.to(email).iter().any(|mail| mail.text.contains(code)) {
            return Some(code.to_owned());
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    client.run_state.violated("I5", "a code was acknowledged, and none came".to_owned());
    None
}
