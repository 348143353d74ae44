//! What people do to their own accounts. What was acknowledged is so afterwards; what was not is wholly so, or not at all.

use std::time::Duration;

use domain::accounts::REFRESH_GRACE_SECONDS;
use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::{
    accounts::{PASSWORD, code_in_the_mail, enrol, must_have_ended, post, refresh},
    client::Client,
};

const NEW_PASSWORD: &str = "seven herons over the weir";
const LAST_PASSWORD: &str = "the miller counts in twelves";

/// A person with an account.
struct Person<'a> {
    client: &'a Client,
    email: String,
    password: &'static str,
    tokens: Value,
    /// When the access token came: it is good for five minutes, and mails can take longer.
    since: i64,
}

/// An access token of this age, in seconds, is not used any more.
const TOO_OLD: i64 = 200;

/// Somebody gives a name, ends the sessions on other devices, loses a token to a thief, and changes the password.
pub(crate) async fn seed_account(client: &Client) {
    let Some(mut person) = Person::new(client).await else { return };
    let _ = person.changes_the_name().await;
    let _ = person.ends_other_sessions().await;
    let _ = person.is_robbed().await;
    let _ = person.changes_the_password().await;
}

/// Somebody moves the account to another address, forgets the password, and closes the account.
pub(crate) async fn move_out(client: &Client) {
    let Some(mut person) = Person::new(client).await else { return };
    // Each step builds on the one before; who is in a hurry goes away at the first that is not answered.
    if person.moves().await.is_some() && person.resets_the_password().await.is_some() {
        let _ = person.leaves().await;
    }
}

impl<'a> Person<'a> {
    async fn new(client: &'a Client) -> Option<Self> {
        let email = format!("{}.account@example.com", client.name());
        let tokens = enrol(client, &email).await?;
        Some(Self { client, email, password: PASSWORD, tokens, since: client.run_state.now().seconds() })
    }

    /// Sends what `call` makes of an access token.
    async fn send(&mut self, function: &'static str, call: impl Fn(&str) -> Call) -> Option<Answer> {
        if self.client.run_state.now().seconds() > self.since + TOO_OLD {
            self.logs_in().await?;
        }
        let access = self.tokens["access_token"].as_str().unwrap_or_default();
        self.client.persist(function, || call(access)).await
    }

    /// Notes that something is not as it was acknowledged.
    fn must(&self, holds: bool, what: &str) {
        if !holds {
            self.client.run_state.violated("I5", what);
        }
    }

    async fn try_to_log_in(&self, email: &str, password: &str) -> Option<Answer> {
        post(self.client, "log-in", "/v1/login", &json!({ "email": email, "password": password })).await
    }

    async fn logs_in(&mut self) -> Option<()> {
        let answer = self.try_to_log_in(&self.email, self.password).await?;
        self.must(answer.status == 200, &format!("a right password is answered {} {}", answer.status, answer.code()));
        self.tokens = answer.json();
        self.since = self.client.run_state.now().seconds();
        Some(())
    }

    /// Logs in with what is right by now, and not with what was right before.
    async fn logs_in_again(&mut self, before: (&str, &str), what: &str) -> Option<()> {
        if let Some(answer) = self.try_to_log_in(before.0, before.1).await {
            self.must(answer.status == 401, &format!("{what}, and what was right before still opens the account"));
        }
        self.logs_in().await
    }

    /// A good answer, or the refusal that a repeat gets after its first answer was lost: then what was asked for is so,
    /// as the next log-in shows.
    fn is_done(&self, what: &str, answer: &Answer, good: u16, spent: &str) {
        let (status, code) = (answer.status, answer.code());
        let was_lost = code == spent && self.client.run_state.state().struck(|_, _| true) > 0;
        self.must(status == good || was_lost, &format!("{what} is answered {status} {code}"));
    }

    async fn changes_the_name(&mut self) -> Option<()> {
        let name = json!({ "name": "Ada Miller" });
        let answer = self.send("edit-account", |token| Call::new("PATCH", "/v1/me").bearer(token).json(&name)).await?;
        self.must(answer.status == 200, "a name is refused");
        let shown = self.send("edit-account", |token| Call::get("/v1/me").bearer(token)).await?;
        self.must(shown.json()["name"] == name["name"], "a name was acknowledged, and is not shown");
        Some(())
    }

    async fn ends_other_sessions(&mut self) -> Option<()> {
        let elsewhere = self.try_to_log_in(&self.email, self.password).await.filter(|it| it.status == 200)?.json();
        let list = self.send("manage-sessions", |token| Call::get("/v1/me/sessions").bearer(token)).await?.json();
        let sessions = list["sessions"].as_array().cloned().unwrap_or_default();
        self.must(sessions.len() >= 2, "two devices are logged in, and fewer are listed");
        for session in sessions.iter().filter(|session| session["current"] == false) {
            let path = format!("/v1/me/sessions/{}", session["id"].as_str().unwrap_or_default());
            let answer = self.send("manage-sessions", |token| Call::new("DELETE", &path).bearer(token)).await?;
            self.must(answer.status == 204, "a session cannot be ended");
        }
        must_have_ended(self.client, &elsewhere, "after its end on another device").await;
        Some(())
    }

    /// A token that was used already is used again, later, by whoever took it: nobody goes on with any token of its family.
    async fn is_robbed(&self) -> Option<()> {
        let stolen = self.try_to_log_in(&self.email, self.password).await.filter(|it| it.status == 200)?.json();
        let fresh = post(self.client, "refresh-session", "/v1/sessions/refresh", &refresh(&stolen)).await?;
        tokio::time::sleep(Duration::from_secs(REFRESH_GRACE_SECONDS.unsigned_abs() + 1)).await;
        must_have_ended(self.client, &stolen, "although it was used before").await;
        if fresh.status == 200 {
            must_have_ended(self.client, &fresh.json(), "after its family was robbed").await;
        }
        Some(())
    }

    async fn changes_the_password(&mut self) -> Option<()> {
        let elsewhere = self.try_to_log_in(&self.email, self.password).await.filter(|it| it.status == 200)?.json();
        let body = json!({ "current_password": self.password, "password": NEW_PASSWORD });
        let change = |token: &str| Call::put("/v1/me/password").bearer(token).json(&body);
        let answer = self.send("change-password", change).await?;
        self.is_done("a new password", &answer, 204, "wrong_password");
        let before = (self.email.clone(), std::mem::replace(&mut self.password, NEW_PASSWORD));
        must_have_ended(self.client, &elsewhere, "after a change of the password").await;
        self.logs_in_again((&before.0, before.1), "a password was changed").await?;
        self.is_told(&self.email, "was changed").await;
        Some(())
    }

    async fn moves(&mut self) -> Option<()> {
        let to = format!("{}.moved@example.com", self.client.name());
        let body = json!({ "email": to, "password": self.password });
        let asked = self.send("change-email", |token| Call::post("/v1/me/email").bearer(token).json(&body)).await?;
        self.must(asked.status == 202, "a move is refused");
        let code =
            code_in_the_mail(self.client, &to, |row| row["sk"] == "EMAIL-CHANGE" && row["to_email"] == *to).await?;
        let proof = json!({ "code": code });
        let confirm = |token: &str| Call::post("/v1/me/email/confirm").bearer(token).json(&proof);
        let moved = self.send("change-email", confirm).await?;
        self.is_done("a move", &moved, 204, "invalid_code");
        let before = std::mem::replace(&mut self.email, to);
        self.logs_in_again((&before, self.password), "an account has moved").await?;
        self.is_told(&before, "has moved").await;
        self.is_told(&self.email, "has moved").await;
        Some(())
    }

    async fn resets_the_password(&mut self) -> Option<()> {
        let asked = post(self.client, "reset-password", "/v1/password-reset", &json!({ "email": self.email })).await?;
        self.must(asked.status == 202, "a reset is refused");
        self.is_told(&self.email, "Reset your password").await;
        let token = self.client.run_state.shop.mail.reset_token(&self.email);
        let body = json!({ "token": token, "password": LAST_PASSWORD });
        let answer = post(self.client, "reset-password", "/v1/password-reset/confirm", &body).await?;
        self.is_done("a reset", &answer, 200, "invalid_reset_token");
        let before = (self.email.clone(), std::mem::replace(&mut self.password, LAST_PASSWORD));
        must_have_ended(self.client, &self.tokens, "after a reset").await;
        self.logs_in_again((&before.0, before.1), "a password was reset").await?;
        self.is_told(&self.email, "was changed").await;
        Some(())
    }

    /// All sessions end, and after another log-in so does the account.
    async fn leaves(&mut self) -> Option<()> {
        let ended = self.send("manage-sessions", |token| Call::new("DELETE", "/v1/me/sessions").bearer(token)).await?;
        self.must(ended.status == 204, "all sessions cannot be ended");
        must_have_ended(self.client, &self.tokens, "after the end of all").await;
        self.logs_in().await?;
        let body = json!({ "password": self.password });
        let closed =
            self.send("close-account", |token| Call::new("DELETE", "/v1/me").bearer(token).json(&body)).await?;
        self.is_done("the end of an account", &closed, 204, "session_ended");
        must_have_ended(self.client, &self.tokens, "after the end of its account").await;
        let answer = self.try_to_log_in(&self.email, self.password).await?;
        self.must(answer.status == 401, "a closed account can be opened");
        let rows = self.client.run_state.shop.tables.rows("accounts");
        let left = rows.iter().any(|row| row["sk"] != "LIMIT" && row.to_string().contains(&self.email));
        self.must(!left, "a closed account leaves an address behind");
        Some(())
    }

    /// The mailbox hears of it, sooner or later.
    async fn is_told(&self, email: &str, words: &str) {
        for _ in 0..400 {
            if self.client.run_state.shop.mail.to(email).iter().any(|mail| mail.subject.contains(words)) {
                return;
            }
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        self.must(false, &format!("nobody was told that something {words}"));
    }
}
