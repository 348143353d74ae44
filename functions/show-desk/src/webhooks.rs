//! Webhooks: where events are sent, and sending one again.

use lambda::http::{Problem, Response, respond};
use pages::desk::{Attempt, EVENT_TYPES, WebhookPage, Webhooks};
use serde_json::{Value, json};
use visitor::{Call, see_other};

use crate::{
    html,
    visit::{Visit, shaped},
};

const LIST: Call = Call::new("manage-webhooks", "GET /v1/merchant/webhooks");
const ADD: Call = Call::new("manage-webhooks", "POST /v1/merchant/webhooks");
const ONE: Call = Call::new("manage-webhooks", "GET /v1/merchant/webhooks/{id}");
const CHANGE: Call = Call::new("manage-webhooks", "PATCH /v1/merchant/webhooks/{id}");
const SENT: Call = Call::new("manage-webhooks", "GET /v1/merchant/webhooks/{id}/deliveries");
const AGAIN: Call = Call::new("manage-webhooks", "POST /v1/merchant/webhooks/{id}/deliveries/{delivery}/redeliver");
/// The place of the desk.
const AT: &str = "/desk/webhooks";

impl Visit<'_> {
    /// `GET /desk/webhooks`, or the same page with a form that was refused.
    pub(crate) async fn webhooks(&mut self, refused: Option<(u16, Attempt)>) -> Result<Response, Problem> {
        let webhooks = self.read(LIST).await?;
        let (status, attempt) = refused.map_or((200, None), |(status, attempt)| (status, Some(attempt)));
        let page = shaped(Webhooks::new(self.frame(AT), webhooks, attempt.as_ref()))?;
        Ok(respond::with_status(html(&page)?, status))
    }

    /// `POST /desk/webhooks`: makes an endpoint. Its secret is shown on the page that answers, and never again.
    pub(crate) async fn add_webhook(&mut self) -> Result<Response, Problem> {
        let form = self.form()?;
        let types: Vec<&str> =
            EVENT_TYPES.into_iter().filter(|event| !form.get(&format!("type {event}")).is_empty()).collect();
        match self.act(ADD.body(json!({ "url": form.get("url"), "event_types": types }))).await? {
            Ok(done) => {
                let none = json!({ "deliveries": [], "next_cursor": null });
                html(&shaped(WebhookPage::new(self.frame(AT), done.body, none, false, None))?)
            }
            Err(refused) => {
                let refused = self.attempt(&form, refused, &[]);
                self.webhooks(Some(refused)).await
            }
        }
    }

    /// `GET /desk/webhooks/{id}`, or the same page with a form that was refused.
    pub(crate) async fn webhook(&mut self, refused: Option<(u16, Attempt)>) -> Result<Response, Problem> {
        let id: String = self.request.path("id")?;
        let query = self.request.query(&["cursor", "done"])?;
        let cursor = query.get("cursor").unwrap_or_default();
        let webhook = self.read(ONE.path("id", &id)).await?;
        let sent = self.read(SENT.path("id", &id).query("cursor", cursor).query("limit", "50")).await?;
        let (status, attempt) = refused.map_or((200, None), |(status, attempt)| (status, Some(attempt)));
        let frame = self.frame(AT).with_done(query.get("done").filter(|_| attempt.is_none()));
        let page = shaped(WebhookPage::new(frame, webhook, sent, !cursor.is_empty(), attempt.as_ref()))?;
        Ok(respond::with_status(html(&page)?, status))
    }

    /// `POST /desk/webhooks/{id}`: lets events be sent there or not, or sends one again.
    pub(crate) async fn change_webhook(&mut self) -> Result<Response, Problem> {
        let id: String = self.request.path("id")?;
        let form = self.form()?;
        let state = |state: &str| -> Value { json!({ "state": state }) };
        let (call, done) = match form.get("act") {
            "enable" => (CHANGE.body(state("enabled")), "enabled"),
            "disable" => (CHANGE.body(state("disabled")), "disabled"),
            "redeliver" => (AGAIN.path("delivery", form.get("subject")), "redelivered"),
            _ => return Err(Problem::not_found()),
        };
        match self.act(call.path("id", &id)).await? {
            Ok(_) => Ok(see_other(&format!("{AT}/{id}?done={done}"))),
            Err(refused) => {
                let refused = self.attempt(&form, refused, &[]);
                self.webhook(Some(refused)).await
            }
        }
    }
}
