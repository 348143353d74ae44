//! `/orders/{id}`: where an order stands, how it is paid, and how it is given up.

use domain::kernel::OrderId;
use lambda::http::{Problem, Response, respond};
use pages::{OrderFacts, OrderPage, Page as _, PaymentPage, StripeKeys};
use serde_json::{Value, json};
use visitor::{Call, Form, see_other};

use crate::{
    reading,
    visit::{Visit, shown},
};

/// How often the page of an order that was just paid looks again, and after how many seconds.
const LOOKS: u8 = 10;
const LOOK_AGAIN_SECONDS: u8 = 2;
/// What Stripe adds to the address that it leads back to, beside what the page itself uses.
const QUERY: [&str; 6] = ["from", "look", "note", "payment_intent", "payment_intent_client_secret", "redirect_status"];

impl Visit<'_> {
    /// `GET /orders/{id}`. Whoever comes from a payment is told how it went; the API asks Stripe.
    pub(crate) async fn show_order(&mut self) -> Result<Response, Problem> {
        let id = self.order_id()?;
        let query = self.request.query(&QUERY)?;
        if query.get("from").is_some() {
            return self.back_from_payment(&id).await;
        }
        let look = query.get("look").and_then(|look| look.parse::<u8>().ok()).filter(|look| *look <= LOOKS);
        if look.is_some() {
            self.payment(&id).await?;
        }
        let notice = match query.get("note") {
            Some("not-paid") => Some("order-not-paid"),
            Some("not-cancelled") => Some("order-not-cancelled"),
            Some("unavailable") => Some("pay-unavailable"),
            _ => None,
        };
        let order = self.order(&id).await?;
        let is_settling = look.is_some() && order.state == "pending";
        let page = OrderPage::new(self.shell(""), self.visitor.form_token(), &order, is_settling, notice);
        let page = shown(&page, 200)?;
        Ok(match look.filter(|look| is_settling && *look < LOOKS) {
            Some(look) => {
                let next = format!("{LOOK_AGAIN_SECONDS}; url=/orders/{id}?look={}", look + 1);
                respond::with_header(page, "refresh", &next)
            }
            None => page,
        })
    }

    /// The address without what Stripe added, which says how the payment went.
    async fn back_from_payment(&mut self, id: &OrderId) -> Result<Response, Problem> {
        let note = match self.payment(id).await?["state"].as_str() {
            Some("requires_payment_method") => "?note=not-paid",
            Some("processing") => "?look=1",
            Some("requires_action") => "/pay",
            _ => "",
        };
        Ok(see_other(&format!("/orders/{id}{note}")))
    }

    /// `GET /orders/{id}/pay`. What need not or cannot be paid shows itself.
    pub(crate) async fn show_payment(&mut self) -> Result<Response, Problem> {
        self.request.query(&[])?;
        let id = self.order_id()?;
        let order = self.order(&id).await?;
        let at = format!("/orders/{id}");
        if order.state != "pending" {
            return Ok(see_other(&at));
        }
        let payment = self.payment(&id).await?;
        let Some(client_secret) = payment["client_secret"].as_str() else {
            let note = match payment["state"].as_str() {
                Some("paid") => "",
                Some("processing") => "?look=1",
                _ => "?note=unavailable",
            };
            return Ok(see_other(&format!("{at}{note}")));
        };
        let stripe = &self.shop.stripe;
        let keys = StripeKeys { script: &stripe.url, publishable: &stripe.publishable_key, client_secret };
        let page = PaymentPage::new(self.shell(""), &order, keys).render().map_err(Problem::unavailable)?;
        let page = respond::html(&page, &stripe.policy);
        // Some ways to pay open a window of their own, and speak to this one.
        Ok(respond::with_header(page, "cross-origin-opener-policy", "same-origin-allow-popups"))
    }

    /// `POST /orders/{id}/cancel`.
    pub(crate) async fn cancel_order(&mut self) -> Result<Response, Problem> {
        Form::of(self.request, &self.visitor)?;
        let id = self.order_id()?;
        let call = Call::new("cancel-order", "POST /v1/orders/{id}/cancel").path("id", id.as_str());
        let note = match self.ask(call).await?.ok()? {
            Ok(_) => "",
            Err(refusal) if refusal.status == 401 => return Err(Problem::unauthorized()),
            Err(refusal) if refusal.status == 404 => return Err(Problem::not_found()),
            Err(_) => "?note=not-cancelled",
        };
        Ok(see_other(&format!("/orders/{id}{note}")))
    }

    fn order_id(&self) -> Result<OrderId, Problem> {
        if self.visitor.is_signed_in() { self.request.path("id") } else { Err(Problem::unauthorized()) }
    }

    async fn order(&mut self, id: &OrderId) -> Result<OrderFacts, Problem> {
        let call = Call::new("get-order", "GET /v1/orders/{id}").path("id", id.as_str());
        let body = self.ask(call).await?.found()?;
        Ok(reading::order(&body, self.shop.clock.now()))
    }

    /// Where the payment stands, at Stripe as well; `client_secret` is there while the browser can pay. Empty, if the order cannot be paid.
    async fn payment(&mut self, id: &OrderId) -> Result<Value, Problem> {
        let call = Call::new("pay-order", "POST /v1/orders/{id}/payment").path("id", id.as_str()).body(json!({}));
        Ok(self.ask(call).await?.ok()?.unwrap_or_default())
    }
}
