//! Races for one account.

use std::sync::Arc;

use futures::{FutureExt as _, future::BoxFuture};
use serde_json::{Value, json};
use tests::Call;

use super::{fixture, nothing};
use crate::{
    client::Client,
    race::{Fixture, must},
    run_state::RunState,
    services,
};

const PASSWORDS: [&str; 2] = ["a long walk along the mill race", "seven herons over the weir"];

fn posting(client: &Client, function: &'static str, path: &'static str, body: Value) -> BoxFuture<'static, ()> {
    let client = client.clone();
    async move { drop(client.persist(function, || Call::post(path).json(&body)).await) }.boxed()
}

pub(super) async fn sign_up_twice(run_state: &Arc<RunState>) -> Fixture {
    let both = [Client::new(run_state, "ada", false), Client::new(run_state, "ben", false)];
    let acts = both.iter().zip(PASSWORDS).map(|(client, password)| {
        posting(client, "sign-up", "/v1/signup", json!({ "email": "mill@example.com", "password": password }))
    });
    fixture(acts.collect(), Vec::new(), nothing)
}

/// Signs somebody up and proves the address. The first tokens.
async fn account(run_state: &Arc<RunState>, client: &Client) -> Value {
    let body = json!({ "email": "mill@example.com", "password": PASSWORDS[0] });
    let answer = client.persist("sign-up", || Call::post("/v1/signup").json(&body)).await.expect("an answer");
    services::take_a_batch(run_state, "notifications", "send-notification", "post").await;
    let mail = run_state.shop.mail.to("mill@example.com").pop().expect("a code");
    let code: String = mail.text.chars().filter(char::is_ascii_digit).take(8).collect();
    let proof = json!({ "sign_up_id": answer.json()["sign_up_id"], "code": code });
    let answer = client.persist("verify-email", || Call::post("/v1/signup/verify").json(&proof)).await;
    answer.expect("an answer").json()
}

pub(super) async fn log_ins(run_state: &Arc<RunState>) -> Fixture {
    let guest = Client::new(run_state, "guest", false);
    account(run_state, &guest).await;
    let both = [Client::new(run_state, "ada", false), Client::new(run_state, "ben", false)];
    let acts = both.iter().zip(PASSWORDS.into_iter().rev()).map(|(client, password)| {
        posting(client, "log-in", "/v1/login", json!({ "email": "mill@example.com", "password": password }))
    });
    fixture(acts.collect(), Vec::new(), |run_state| {
        let rows = run_state.shop.tables.rows("accounts");
        let sessions =
            rows.iter().filter(|row| row["sk"].as_str().is_some_and(|it| it.starts_with("SESSION#"))).count();
        must(run_state, sessions == 2, || format!("a sign-up and one good log-in left {sessions} sessions"));
    })
}

fn refreshing(client: &Client, tokens: &Value) -> BoxFuture<'static, ()> {
    let body = json!({ "refresh_token": tokens["refresh_token"] });
    posting(client, "refresh-session", "/v1/sessions/refresh", body)
}

pub(super) async fn refresh_twice(run_state: &Arc<RunState>) -> Fixture {
    let ada = Client::new(run_state, "ada", false);
    let tokens = account(run_state, &ada).await;
    fixture(vec![refreshing(&ada.tab(1), &tokens), refreshing(&ada.tab(2), &tokens)], Vec::new(), one_session)
}

pub(super) async fn refresh_and_log_out(run_state: &Arc<RunState>) -> Fixture {
    let ada = Client::new(run_state, "ada", false);
    let tokens = account(run_state, &ada).await;
    let (client, access) = (ada.tab(2), tokens["access_token"].as_str().unwrap_or_default().to_owned());
    let leave = async move { drop(client.persist("log-out", || Call::post("/v1/logout").bearer(&access)).await) };
    fixture(vec![refreshing(&ada.tab(1), &tokens), leave.boxed()], Vec::new(), no_session)
}

/// A log-out ends the session, whatever is refreshed beside it.
fn no_session(run_state: &Arc<RunState>) {
    let alive = sessions(run_state);
    must(run_state, alive == 0, || format!("{alive} sessions outlived their end"));
}

/// Two tabs that refresh with one token within seconds both go on, in one session.
fn one_session(run_state: &Arc<RunState>) {
    let alive = sessions(run_state);
    must(run_state, alive == 1, || format!("{alive} sessions after two refreshes at once"));
}

fn sessions(run_state: &Arc<RunState>) -> usize {
    let rows = run_state.shop.tables.rows("accounts");
    rows.iter().filter(|row| row["sk"].as_str().is_some_and(|it| it.starts_with("SESSION#"))).count()
}
