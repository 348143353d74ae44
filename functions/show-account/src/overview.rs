//! What is in an account.

use lambda::http::{Problem, Response, respond};
use pages::{AccountPage, ClosePage, Overview};
use serde_json::{Value, json};
use visitor::{Call, Form, Refusal, log_in_first, see_other};

use crate::{Asked, ShowAccount, html};

const ACCOUNT: Call = Call::new("edit-account", "GET /v1/me");
const RENAME: Call = Call::new("edit-account", "PATCH /v1/me");
const ORDERS: Call = Call::new("list-orders", "GET /v1/orders");
const SESSIONS: Call = Call::new("manage-sessions", "GET /v1/me/sessions");
const END_SESSION: Call = Call::new("manage-sessions", "DELETE /v1/me/sessions/{id}");
const END_ALL: Call = Call::new("manage-sessions", "DELETE /v1/me/sessions");
const CHANGE_PASSWORD: Call = Call::new("change-password", "PUT /v1/me/password");
const EXPORT: Call = Call::new("export-account", "GET /v1/me/export");
const CLOSE: Call = Call::new("close-account", "DELETE /v1/me");

impl Asked<'_> {
    pub(crate) fn close_page(&self) -> Result<Response, Problem> {
        if !self.visitor.has_account() {
            return Ok(log_in_first("/account/close"));
        }
        let (shell, form) = (self.shell("/account"), self.form());
        html(&ClosePage { shell, form, is_closed: false, address_kept: Vec::new() })
    }
}

impl ShowAccount {
    /// The first page of the account; with `refusal`, why something there was not done.
    pub(crate) async fn overview(&self, asked: &mut Asked<'_>, refusal: Option<&Refusal>) -> Result<Response, Problem> {
        let query = asked.request.query(&["cursor", "done"])?;
        let cursor = query.get("cursor").unwrap_or_default();
        if !asked.visitor.has_account() {
            return Ok(log_in_first("/account"));
        }
        // The first call renews the session where that is due.
        let account = self.api.call(&mut asked.visitor, ACCOUNT).await?.found()?;
        let orders = self.api.call(&mut asked.visitor, ORDERS.query("limit", "20").query("cursor", cursor)).await?;
        let sessions = self.api.call(&mut asked.visitor, SESSIONS).await?.found()?;
        let told = Overview { account: &account, orders: &orders.found()?, sessions: &sessions };
        let form = refusal.map_or_else(|| asked.form(), |refusal| asked.refused(refusal, &[]));
        let page = AccountPage::new(asked.shell("/account"), form, told, query.get("done").unwrap_or_default());
        Ok(respond::with_status(html(&page)?, refusal.map_or(200, |refusal| refusal.status)))
    }

    pub(crate) async fn rename(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let form = Form::of(asked.request, &asked.visitor)?;
        let name = form.get("name");
        let name = if name.is_empty() { Value::Null } else { name.into() };
        self.done(asked, RENAME.body(json!({ "name": name })), "name").await
    }

    pub(crate) async fn change_password(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let form = Form::of(asked.request, &asked.visitor)?;
        let body = json!({ "current_password": form.raw("current_password"), "password": form.raw("password") });
        self.done(asked, CHANGE_PASSWORD.body(body), "password").await
    }

    pub(crate) async fn end_session(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        Form::of(asked.request, &asked.visitor)?;
        let id: String = asked.request.path("id")?;
        self.done(asked, END_SESSION.path("id", &id), "sessions").await
    }

    pub(crate) async fn end_all_sessions(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        Form::of(asked.request, &asked.visitor)?;
        self.api.call(&mut asked.visitor, END_ALL).await?.found()?;
        asked.visitor.sign_out();
        Ok(log_in_first("/account"))
    }

    /// Everything that the shop keeps about the visitor, as a file.
    pub(crate) async fn export(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let everything = self.api.call(&mut asked.visitor, EXPORT).await?.found()?;
        let file = respond::ok(&everything);
        Ok(respond::with_header(file, "content-disposition", "attachment; filename=\"account.json\""))
    }

    pub(crate) async fn close(&self, asked: &mut Asked<'_>) -> Result<Response, Problem> {
        let form = Form::of(asked.request, &asked.visitor)?;
        let body = json!({ "password": form.raw("password") });
        let (form, status, closed) = match self.api.call(&mut asked.visitor, CLOSE.body(body)).await?.ok()? {
            Ok(closed) => (asked.form(), 200, Some(closed)),
            Err(Refusal { status: 401, .. }) if !asked.visitor.is_signed_in() => return Ok(log_in_first("/account")),
            Err(refusal) => (asked.refused(&refusal, &[]), refusal.status, None),
        };
        if closed.is_some() {
            asked.visitor.sign_out();
        }
        let kept = closed.as_ref().and_then(|closed| closed["address_kept"].as_array());
        let number = |order: &Value| order["number"].as_str().unwrap_or_default().to_owned();
        let address_kept = kept.into_iter().flatten().map(number).collect();
        let page = ClosePage { shell: asked.shell("/account"), form, is_closed: closed.is_some(), address_kept };
        Ok(respond::with_status(html(&page)?, status))
    }

    /// Does what a form of the overview asks, and shows the overview again.
    async fn done(&self, asked: &mut Asked<'_>, call: Call, what: &str) -> Result<Response, Problem> {
        match self.api.call(&mut asked.visitor, call).await?.ok()? {
            Ok(_) => Ok(see_other(&format!("/account?done={what}"))),
            Err(_) if !asked.visitor.is_signed_in() => Ok(log_in_first("/account")),
            Err(refusal) => self.overview(asked, Some(&refusal)).await,
        }
    }
}
