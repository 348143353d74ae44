//! Everybody who handles accounts, at one `accounts_client`.

use std::{collections::BTreeMap, sync::Mutex};

use serde_json::{Value, json};
use tests::{Answer, Call, Function, Mail, Shop};

/// An address, and a good password for it.
pub(crate) const ADA: &str = "ada@example.com";
pub(crate) const PASSWORD: &str = "a long walk along the mill race";
/// Another good password.
pub(crate) const OTHER_PASSWORD: &str = "seven herons over the weir";

/// The functions around accounts.
pub(crate) struct AccountsClient {
    pub(crate) shop: Shop,
    sign_up: Function,
    verify: Function,
    log_in: Function,
    refresh: Function,
    log_out: Function,
    pub(crate) reset_password: Function,
    pub(crate) change_password: Function,
    pub(crate) change_email: Function,
    pub(crate) edit_account: Function,
    pub(crate) manage_sessions: Function,
    pub(crate) close_account: Function,
    notify: Function,
    get_order: Function,
    /// The newest sign-up with each address.
    sign_ups: Mutex<BTreeMap<String, String>>,
}

impl AccountsClient {
    pub(crate) async fn open() -> Self {
        Self::of(Shop::open()).await
    }

    pub(crate) async fn of(shop: Shop) -> Self {
        let accounts_client = Self {
            sign_up: shop.start("sign-up").await,
            verify: shop.start("verify-email").await,
            log_in: shop.start("log-in").await,
            reset_password: shop.start("reset-password").await,
            change_password: shop.start("change-password").await,
            change_email: shop.start("change-email").await,
            edit_account: shop.start("edit-account").await,
            manage_sessions: shop.start("manage-sessions").await,
            close_account: shop.start("close-account").await,
            sign_ups: Mutex::default(),
            refresh: shop.start("refresh-session").await,
            log_out: shop.start("log-out").await,
            notify: shop.start("send-notification").await,
            get_order: shop.start("get-order").await,
            shop,
        };
        accounts_client.shop.journal.take();
        accounts_client
    }

    /// `POST /v1/signup`.
    pub(crate) async fn sign_up(&self, email: &str, password: &str) -> Answer {
        let answer = self.sign_up_with(&json!({ "email": email, "password": password })).await;
        if answer.status == 202 {
            let id = answer.json()["sign_up_id"].as_str().expect("a sign-up").to_owned();
            self.sign_ups.lock().expect("sign-ups").insert(email.trim().to_lowercase(), id);
        }
        answer
    }

    /// The newest sign-up with this address; where there is none, one that nobody made.
    pub(crate) fn sign_up_of(&self, email: &str) -> String {
        let known = self.sign_ups.lock().expect("sign-ups").get(&email.trim().to_lowercase()).cloned();
        known.unwrap_or_else(|| format!("sup_{}", "a".repeat(26)))
    }

    /// `POST /v1/signup` from another network address.
    pub(crate) async fn sign_up_from(&self, address: &str, email: &str, password: &str) -> Answer {
        let call = Call::post("/v1/signup").from_address(address);
        self.shop.call(&self.sign_up, call.json(&json!({ "email": email, "password": password }))).await
    }

    /// `POST /v1/signup` with any body.
    pub(crate) async fn sign_up_with(&self, body: &Value) -> Answer {
        self.shop.call(&self.sign_up, Call::post("/v1/signup").json(body)).await
    }

    /// Lets the mails go out that wait. Those to `email`, oldest first.
    pub(crate) async fn mails_to(&self, email: &str) -> Vec<Mail> {
        self.shop.queue("notifications").work_off(&self.notify).await;
        self.shop.mail.to(email)
    }

    /// The code in the newest mail to `email`.
    pub(crate) async fn code_of(&self, email: &str) -> String {
        let mail = self.mails_to(email).await.pop().expect("a mail");
        let code: String = mail.text.chars().filter(char::is_ascii_digit).take(8).collect();
        assert_eq!(code.len(), 8, "{mail:?}");
        code
    }

    /// The reset token in the newest mail to `email`.
    pub(crate) async fn reset_token_of(&self, email: &str) -> String {
        self.mails_to(email).await;
        self.shop.mail.reset_token(email)
    }

    /// The code of any sign-up, as its row has it: for a mailbox that got several.
    pub(crate) fn code_of_sign_up(&self, id: &str) -> String {
        let waiting = self.rows(&format!("SIGNUP#{id}"));
        waiting[0]["code"].as_str().expect("a code").to_owned()
    }

    /// `POST /v1/signup/verify` for the newest sign-up with this address.
    pub(crate) async fn verify(&self, email: &str, code: &str) -> Answer {
        self.verify_sign_up(&self.sign_up_of(email), code).await
    }

    /// The same for any sign-up.
    pub(crate) async fn verify_sign_up(&self, id: &str, code: &str) -> Answer {
        let call = Call::post("/v1/signup/verify").json(&json!({ "sign_up_id": id, "code": code }));
        self.shop.call(&self.verify, call).await
    }

    /// Signs somebody up and proves their address. Their first tokens.
    pub(crate) async fn enrol(&self, email: &str, password: &str) -> Value {
        self.sign_up(email, password).await.expect(202);
        let code = self.code_of(email).await;
        self.verify(email, &code).await.expect(200)
    }

    /// `POST /v1/login`.
    pub(crate) async fn log_in(&self, email: &str, password: &str) -> Answer {
        self.log_in_from("203.0.113.7", email, password).await
    }

    /// The same from another network address.
    pub(crate) async fn log_in_from(&self, address: &str, email: &str, password: &str) -> Answer {
        let call = Call::post("/v1/login").from_address(address);
        self.log_in_with(call.json(&json!({ "email": email, "password": password }))).await
    }

    /// Any request to the function that logs in.
    pub(crate) async fn log_in_with(&self, call: Call) -> Answer {
        self.shop.call(&self.log_in, call).await
    }

    /// `POST /v1/sessions/refresh`.
    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        let call = Call::post("/v1/sessions/refresh").json(&json!({ "refresh_token": token }));
        self.shop.call(&self.refresh, call).await
    }

    /// `POST /v1/logout` with an access token.
    pub(crate) async fn log_out(&self, access_token: &str) -> Answer {
        self.shop.call(&self.log_out, Call::post("/v1/logout").bearer(access_token)).await
    }

    /// `POST /v1/logout` with a refresh token.
    pub(crate) async fn log_out_by(&self, refresh_token: &str) -> Answer {
        let call = Call::post("/v1/logout").json(&json!({ "refresh_token": refresh_token }));
        self.shop.call(&self.log_out, call).await
    }

    /// Whether the shop serves whoever brings this access token: the order that they ask for does not exist.
    pub(crate) async fn serves(&self, access_token: &str) -> bool {
        let call = Call::get("/v1/orders/ord_aaaaaaaaaaaaaaaaaaaaaaaaaa").bearer(access_token);
        let answer = self.shop.call(&self.get_order, call).await;
        assert!([401, 404].contains(&answer.status), "{answer:?}");
        answer.status == 404
    }

    /// The rows of the accounts table whose key starts like this: `EMAIL#`, `USER#`, `LIMIT#`.
    pub(crate) fn rows(&self, kind: &str) -> Vec<Value> {
        let mut rows = self.shop.tables.rows("accounts");
        rows.retain(|row| row["pk"].as_str().is_some_and(|key| key.starts_with(kind)));
        rows
    }

    /// The one sign-up that waits.
    pub(crate) fn waiting(&self) -> Value {
        let mut waiting = self.rows("SIGNUP#");
        assert_eq!(waiting.len(), 1, "{waiting:?}");
        waiting.remove(0)
    }

    /// The one account that there is.
    pub(crate) fn account(&self) -> Value {
        let mut accounts = self.rows("EMAIL#");
        accounts.retain(|row| row["sk"] == "ACCOUNT");
        assert_eq!(accounts.len(), 1, "{accounts:?}");
        accounts.remove(0)
    }
}

/// An answer to a sign-up without what names the sign-up, which is random.
#[track_caller]
pub(crate) fn without_its_name(answer: &Answer) -> Answer {
    let id = answer.expect(202)["sign_up_id"].as_str().expect("a sign-up").to_owned();
    assert_eq!(id.len(), 30, "{id}");
    Answer { body: answer.body.replace(&id, "sup_"), ..answer.clone() }
}

/// The refresh token of an answer with tokens, whose form is checked.
#[track_caller]
pub(crate) fn refresh_token(tokens: &Value) -> String {
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(300)), "{tokens}");
    tokens["refresh_token"].as_str().expect("a refresh token").to_owned()
}

/// The access token of an answer with tokens.
#[track_caller]
pub(crate) fn access_token(tokens: &Value) -> String {
    tokens["access_token"].as_str().expect("an access token").to_owned()
}

/// A code that is not this one.
pub(crate) fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("a number");
    format!("{:08}", (number + 1) % 100_000_000)
}
