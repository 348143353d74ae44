//! Lists, newest first, a page at a time.
//!
//! Stripe: "Pagination", <https://docs.stripe.com/api/pagination>.

use serde_json::{Value, json};

use crate::Stripe;
use crate::errors::Refusal;
use crate::intents::Intent;
use crate::parameters::Page;

impl Stripe {
    /// With `charges`, each intent's latest charge is shown in full.
    pub(crate) fn list_intents(&self, charges: bool, page: &Page) -> Result<Value, Refusal> {
        let newest = self.store.intents.oldest_first().rev();
        let newest = newest.map(|intent| (intent.id.as_str(), move || self.shown_intent(intent, charges)));
        cut("/v1/payment_intents", "payment_intent", newest, page)
    }

    /// The intent; where `charge` is set, with its latest charge in full.
    pub(crate) fn shown_intent(&self, intent: &Intent, charge: bool) -> Value {
        let mut json = intent.json();
        let charge = intent.latest_charge.as_ref().filter(|_| charge).and_then(|id| self.store.charges.get(id));
        if let Some(charge) = charge {
            json["latest_charge"] = charge.json();
        }
        json
    }

    pub(crate) fn list_refunds(&self, intent: Option<&str>, page: &Page) -> Result<Value, Refusal> {
        let newest =
            self.store.refunds.oldest_first().rev().filter(|refund| intent.is_none_or(|id| refund.intent == id));
        cut("/v1/refunds", "refund", newest.map(|refund| (refund.id.as_str(), move || refund.json())), page)
    }

    pub(crate) fn list_charges(&self, intent: Option<&str>, page: &Page) -> Result<Value, Refusal> {
        let newest =
            self.store.charges.oldest_first().rev().filter(|charge| intent.is_none_or(|id| charge.intent == id));
        cut("/v1/charges", "charge", newest.map(|charge| (charge.id.as_str(), move || charge.json())), page)
    }

    pub(crate) fn list_events(&self, kind: Option<&str>, page: &Page) -> Result<Value, Refusal> {
        let newest = self.store.events.oldest_first().rev().filter(|event| kind.is_none_or(|name| event.kind == name));
        cut("/v1/events", "event", newest.map(|event| (event.id.as_str(), move || event.json())), page)
    }
}

pub(crate) fn cut<'a, F: Fn() -> Value>(
    url: &str,
    noun: &str,
    mut rows: impl Iterator<Item = (&'a str, F)>,
    page: &Page,
) -> Result<Value, Refusal> {
    if let Some(after) = &page.starting_after
        && !rows.any(|(id, _)| id == after)
    {
        return Err(Refusal::no_such_reference(noun, after, "starting_after"));
    }
    let data: Vec<Value> = rows.by_ref().take(page.limit).map(|(_, json)| json()).collect();
    Ok(json!({ "object": "list", "url": url, "has_more": rows.next().is_some(), "data": data }))
}
