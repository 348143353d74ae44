//! What people ask the `accounts_client` about their `self_service` accounts.

use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::accounts_client::AccountsClient;

impl AccountsClient {
    /// `POST /v1/password-reset`.
    pub(crate) async fn create_password_reset(&self, email: &str) -> Answer {
        let call = Call::post("/v1/password-reset").json(&json!({ "email": email }));
        self.shop.call(&self.reset_password, call).await
    }

    /// `POST /v1/password-reset` from another network address.
    pub(crate) async fn create_password_reset_from(&self, address: &str, email: &str) -> Answer {
        let call = Call::post("/v1/password-reset").from_address(address).json(&json!({ "email": email }));
        self.shop.call(&self.reset_password, call).await
    }

    /// `POST /v1/password-reset/confirm`.
    pub(crate) async fn reset(&self, token: &str, password: &str) -> Answer {
        let body = json!({ "token": token, "password": password });
        self.shop.call(&self.reset_password, Call::post("/v1/password-reset/confirm").json(&body)).await
    }

    /// `PUT /v1/me/password`.
    pub(crate) async fn change_password(&self, access_token: &str, current: &str, password: &str) -> Answer {
        let body = json!({ "current_password": current, "password": password });
        self.shop.call(&self.change_password, Call::put("/v1/me/password").bearer(access_token).json(&body)).await
    }

    /// `POST /v1/me/email`.
    pub(crate) async fn create_email_change(&self, access_token: &str, email: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "password": password });
        self.shop.call(&self.change_email, Call::post("/v1/me/email").bearer(access_token).json(&body)).await
    }

    /// `POST /v1/me/email` from another network address.
    pub(crate) async fn create_email_change_from(&self, address: &str, access_token: &str, email: &str) -> Answer {
        let body = json!({ "email": email, "password": crate::accounts_client::PASSWORD });
        let call = Call::post("/v1/me/email").from_address(address).bearer(access_token).json(&body);
        self.shop.call(&self.change_email, call).await
    }

    /// `POST /v1/me/email/confirm`.
    pub(crate) async fn apply_email_change(&self, access_token: &str, code: &str) -> Answer {
        let call = Call::post("/v1/me/email/confirm").bearer(access_token).json(&json!({ "code": code }));
        self.shop.call(&self.change_email, call).await
    }

    /// `GET /v1/me`.
    pub(crate) async fn me(&self, access_token: &str) -> Answer {
        self.shop.call(&self.edit_account, Call::get("/v1/me").bearer(access_token)).await
    }

    /// `PATCH /v1/me`.
    pub(crate) async fn edit(&self, access_token: &str, body: &Value) -> Answer {
        self.shop.call(&self.edit_account, Call::new("PATCH", "/v1/me").bearer(access_token).json(body)).await
    }

    /// `DELETE /v1/me`.
    pub(crate) async fn close(&self, access_token: &str, password: &str) -> Answer {
        let call = Call::new("DELETE", "/v1/me").bearer(access_token).json(&json!({ "password": password }));
        self.shop.call(&self.close_account, call).await
    }

    /// `GET /v1/me/sessions`: the sessions.
    pub(crate) async fn sessions(&self, access_token: &str) -> Vec<Value> {
        let call = Call::get("/v1/me/sessions").bearer(access_token);
        let answer = self.shop.call(&self.manage_sessions, call).await.expect(200);
        answer["sessions"].as_array().expect("sessions").clone()
    }

    /// `DELETE /v1/me/sessions`, or one of them with `/<id>` after it.
    pub(crate) async fn end_sessions(&self, access_token: &str, which: &str) -> Answer {
        let call = Call::new("DELETE", &format!("/v1/me/sessions{which}")).bearer(access_token);
        self.shop.call(&self.manage_sessions, call).await
    }
}
