//! From a request to the one thing that it asks for.

use http::Method;
use serde_json::Value;

use crate::Stripe;
use crate::auth::Caller;
use crate::disputes::Evidence;
use crate::errors::Refusal;
use crate::events::Origin;
use crate::form::Form;
use crate::intents::Intent;
use crate::parameters::{Confirmation, NewIntent, NewRefund, Page, take_cancellation_reason, take_expanded_charge};
use crate::wire::Request;

/// Everything that the model can be asked.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    CreateIntent(NewIntent),
    ReadIntent { id: String, client_secret: Option<String>, charge: bool },
    ListIntents { charges: bool, page: Page },
    ConfirmIntent { id: String, client_secret: Option<String>, confirmation: Confirmation },
    CancelIntent { id: String, reason: Option<String> },
    CreateRefund(NewRefund),
    ReadRefund(String),
    ListRefunds { payment_intent: Option<String>, page: Page },
    ReadDispute(String),
    ListDisputes { payment_intent: Option<String>, charge: Option<String>, page: Page },
    AnswerDispute { id: String, evidence: Evidence },
    CloseDispute(String),
    ReadCharge(String),
    ListCharges { payment_intent: Option<String>, page: Page },
    ReadEvent(String),
    ListEvents { kind: Option<String>, page: Page },
}

/// The parameters of a request: the query of a GET, the form body of a POST.
pub(crate) fn form(request: &Request) -> Result<Form, Refusal> {
    if request.method == Method::GET {
        return Form::parse(request.query().as_bytes());
    }
    let form_encoded =
        request.header("content-type").is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if !request.body.is_empty() && !form_encoded {
        return Err(Refusal::invalid(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have questions, we can \
             help at https://support.stripe.com/.",
        ));
    }
    Form::parse(&request.body)
}

impl Command {
    pub(crate) fn parse(request: &Request, mut form: Form, caller: Caller) -> Result<Self, Refusal> {
        let route = request.route();
        let segments: Vec<&str> = route.trim_start_matches('/').split('/').collect();
        let post = match request.method {
            Method::POST => true,
            Method::GET => false,
            _ => return Err(Refusal::unknown_url(&request.method, route)),
        };
        let form = &mut form;
        let command = match (post, segments.as_slice()) {
            (false, ["v1", "payment_intents", id]) => {
                let charge = caller == Caller::Server && take_expanded_charge(form, "latest_charge")?;
                Self::ReadIntent { id: (*id).into(), client_secret: caller.client_secret(form)?, charge }
            }
            (true, ["v1", "payment_intents", id, "confirm"]) => {
                let (client_secret, confirmation) = (caller.client_secret(form)?, Confirmation::take(form)?);
                caller.may_confirm_with(&confirmation)?;
                Self::ConfirmIntent { id: (*id).into(), client_secret, confirmation }
            }
            (_, ["v1", ..]) if caller == Caller::Browser => {
                return Err(crate::auth::secret_key_required());
            }
            (true, ["v1", "payment_intents"]) => {
                let new = NewIntent::take(form)?;
                caller.may_confirm_with(&new.confirmation)?;
                Self::CreateIntent(new)
            }
            (false, ["v1", "payment_intents"]) => Self::ListIntents {
                charges: take_expanded_charge(form, "data.latest_charge")?,
                page: Page::take(form)?,
            },
            (true, ["v1", "payment_intents", id, "cancel"]) => {
                Self::CancelIntent { id: (*id).into(), reason: take_cancellation_reason(form)? }
            }
            (true, ["v1", "refunds"]) => Self::CreateRefund(NewRefund::take(form)?),
            (false, ["v1", "refunds"]) => {
                Self::ListRefunds { payment_intent: form.text("payment_intent")?, page: Page::take(form)? }
            }
            (false, ["v1", "refunds", id]) => Self::ReadRefund((*id).into()),
            (false, ["v1", "disputes"]) => Self::ListDisputes {
                payment_intent: form.text("payment_intent")?,
                charge: form.text("charge")?,
                page: Page::take(form)?,
            },
            (false, ["v1", "disputes", id]) => Self::ReadDispute((*id).into()),
            (true, ["v1", "disputes", id]) => Self::AnswerDispute { id: (*id).into(), evidence: Evidence::take(form)? },
            (true, ["v1", "disputes", id, "close"]) => Self::CloseDispute((*id).into()),
            (false, ["v1", "charges"]) => {
                Self::ListCharges { payment_intent: form.text("payment_intent")?, page: Page::take(form)? }
            }
            (false, ["v1", "charges", id]) => Self::ReadCharge((*id).into()),
            (false, ["v1", "events"]) => Self::ListEvents { kind: form.text("type")?, page: Page::take(form)? },
            (false, ["v1", "events", id]) => Self::ReadEvent((*id).into()),
            _ => return Err(Refusal::unknown_url(&request.method, route)),
        };
        std::mem::take(form).finish()?;
        Ok(command)
    }
}

impl Stripe {
    pub(crate) fn execute(&mut self, command: Command, origin: &Origin) -> Result<Value, Refusal> {
        match command {
            Command::CreateIntent(new) => self.create_intent(new, origin),
            Command::ConfirmIntent { id, client_secret, confirmation } => {
                self.readable_intent(&id, client_secret.as_deref())?;
                let confirmed = self.confirm_intent(&id, confirmation, origin);
                if client_secret.is_none() {
                    return confirmed;
                }
                confirmed.map(Intent::for_browser).map_err(Refusal::for_browser)
            }
            Command::CancelIntent { id, reason } => self.cancel_intent(&id, reason, origin),
            Command::ReadIntent { id, client_secret, charge } => {
                let shown = self.shown_intent(self.readable_intent(&id, client_secret.as_deref())?, charge);
                Ok(if client_secret.is_some() { Intent::for_browser(shown) } else { shown })
            }
            Command::CreateRefund(new) => self.create_refund(new, origin),
            Command::ReadRefund(id) => {
                self.store.refunds.get(&id).map(crate::Refund::json).ok_or_else(|| Refusal::no_such("refund", &id))
            }
            Command::ReadDispute(id) => self.dispute(&id).map(|dispute| dispute.json()),
            Command::AnswerDispute { id, evidence } => self.answer_dispute(&id, evidence, origin),
            Command::CloseDispute(id) => self.close_dispute(&id, origin),
            Command::ListDisputes { payment_intent, charge, page } => {
                self.list_disputes(payment_intent.as_deref(), charge.as_deref(), &page)
            }
            Command::ReadCharge(id) => {
                self.store.charges.get(&id).map(crate::Charge::json).ok_or_else(|| Refusal::no_such("charge", &id))
            }
            Command::ReadEvent(id) => {
                self.store.events.get(&id).map(crate::Event::json).ok_or_else(|| Refusal::no_such("event", &id))
            }
            Command::ListIntents { charges, page } => self.list_intents(charges, &page),
            Command::ListRefunds { payment_intent, page } => self.list_refunds(payment_intent.as_deref(), &page),
            Command::ListCharges { payment_intent, page } => self.list_charges(payment_intent.as_deref(), &page),
            Command::ListEvents { kind, page } => self.list_events(kind.as_deref(), &page),
        }
    }
}
