//! What the forms of an order do.

use lambda::http::{Problem, Response};
use pages::desk::amount_minor;
use serde_json::{Value, json};
use visitor::{Call, Form, see_other};

use crate::visit::{Done, Refused, SentField, Visit};

const SHIP: Call = Call::new("manage-shipments", "POST /v1/merchant/orders/{id}/shipments");
const DELIVERED: Call = Call::new("manage-shipments", "POST /v1/merchant/orders/{id}/shipments/{shipment}/delivered");
const VOID: Call = Call::new("manage-shipments", "POST /v1/merchant/orders/{id}/shipments/{shipment}/void");
const REFUND: Call = Call::new("refund-order", "POST /v1/merchant/orders/{id}/refunds");
const DECIDE: Call = Call::new("refund-order", "POST /v1/merchant/orders/{id}/decide");
const CANCEL: Call = Call::new("cancel-order", "POST /v1/merchant/orders/{id}/cancel");
const ONE: Call = Call::new("order-desk", "GET /v1/merchant/orders/{id}");

/// Units of a field: how many, of which SKU, and whether they came back.
struct Units {
    field: String,
    sku: String,
    quantity: u32,
    returned: bool,
}

impl Visit<'_> {
    /// `POST /desk/orders/{id}`: does what the form wants, and shows the order again.
    pub(crate) async fn change_order(&mut self) -> Result<Response, Problem> {
        let id: String = self.request.path("id")?;
        let form = self.form()?;
        let mut sent = Vec::new();
        let outcome = match form.get("act") {
            "ship" => self.ship(&id, &form, &mut sent).await?,
            "delivered" => self.act(DELIVERED.path("id", &id).path("shipment", form.get("subject"))).await?,
            "void" => self.act(VOID.path("id", &id).path("shipment", form.get("subject"))).await?,
            "refund-lines" => self.refund_lines(&id, &form, &mut sent).await?,
            "refund-amount" => self.refund_amount(&id, &form).await?,
            "refund-all" => self.refund(&id, &form, json!({ "reason": form.get("reason") })).await?,
            "cancel" => self.act(CANCEL.path("id", &id)).await?,
            "decide" => self.decide(&id, &form).await?,
            _ => return Err(Problem::not_found()),
        };
        match outcome {
            Ok(done) => Ok(see_other(&format!("/desk/orders/{id}?done={}", done_of(form.get("act"), done.status)))),
            Err(refused) => {
                let refused = self.attempt(&form, refused, &sent);
                self.order(Some(refused)).await
            }
        }
    }

    async fn ship(
        &mut self,
        id: &str,
        form: &Form,
        sent: &mut Vec<SentField>,
    ) -> Result<Result<Done, Refused>, Problem> {
        let lines = match self.units(form, &["units"]) {
            Ok(units) => lines(units, sent, false),
            Err(refused) => return Ok(Err(refused)),
        };
        let text = |name: &str| Some(form.get(name)).filter(|text| !text.is_empty());
        let body = json!({
            "lines": lines, "carrier": form.get("carrier"), "tracking_number": text("tracking_number"),
            "tracking_url": text("tracking_url"),
        });
        self.act(SHIP.path("id", id).key(form.get("key")).body(body)).await
    }

    async fn refund_lines(
        &mut self,
        id: &str,
        form: &Form,
        sent: &mut Vec<SentField>,
    ) -> Result<Result<Done, Refused>, Problem> {
        let lines = match self.units(form, &["unsent", "returned"]) {
            Ok(units) => lines(units, sent, true),
            Err(refused) => return Ok(Err(refused)),
        };
        let restock = form.get("restock") == "yes";
        self.refund(id, form, json!({ "lines": lines, "reason": form.get("reason"), "restock": restock })).await
    }

    async fn refund_amount(&mut self, id: &str, form: &Form) -> Result<Result<Done, Refused>, Problem> {
        let minor = match self.amount(id, form, "amount").await? {
            Ok(minor) => minor,
            Err(refused) => return Ok(Err(refused)),
        };
        self.refund(id, form, json!({ "amount_minor": minor, "reason": form.get("reason") })).await
    }

    async fn refund(&mut self, id: &str, form: &Form, body: Value) -> Result<Result<Done, Refused>, Problem> {
        self.act(REFUND.path("id", id).key(form.get("key")).body(body)).await
    }

    async fn decide(&mut self, id: &str, form: &Form) -> Result<Result<Done, Refused>, Problem> {
        let (outcome, intent) = (form.get("outcome"), form.get("payment_intent"));
        let body = if outcome == "cancel" {
            json!({ "outcome": outcome })
        } else {
            match self.amount(id, form, "received").await? {
                Ok(minor) => json!({ "outcome": outcome, "payment_intent": intent, "received_minor": minor }),
                Err(refused) => return Ok(Err(refused)),
            }
        };
        self.act(DECIDE.path("id", id).body(body)).await
    }

    /// The amount that was typed, in minor units of the order's currency.
    async fn amount(&mut self, id: &str, form: &Form, field: &str) -> Result<Result<u64, Refused>, Problem> {
        let order = self.read(ONE.path("id", id)).await?;
        let minor = amount_minor(form.get(field), order["currency"].as_str().unwrap_or_default());
        Ok(minor.filter(|minor| *minor > 0).ok_or_else(|| {
            let error = (field.to_owned(), self.language.text("desk-wrong-amount"));
            Refused::Here(Box::new(self.attempt_with(form, "desk-wrong-fields", vec![error])))
        }))
    }

    /// The units that were typed into fields of these names; an empty field is none.
    fn units(&self, form: &Form, names: &[&str]) -> Result<Vec<Units>, Refused> {
        let (mut all, mut errors) = (Vec::new(), Vec::new());
        for (field, typed) in form.fields() {
            let Some((name, sku)) = field.split_once(' ').filter(|(name, _)| names.contains(name)) else { continue };
            let (field, sku, returned) = (field.to_owned(), sku.to_owned(), name == "returned");
            match typed.trim() {
                "" | "0" => {}
                typed => match typed.parse() {
                    Ok(quantity) => all.push(Units { field, sku, quantity, returned }),
                    Err(_) => errors.push((field, self.language.text("desk-wrong-units"))),
                },
            }
        }
        if !errors.is_empty() {
            return Err(Refused::Here(Box::new(self.attempt_with(form, "desk-wrong-fields", errors))));
        }
        if all.is_empty() {
            return Err(Refused::Here(Box::new(self.attempt_with(form, "desk-wrong-no-lines", Vec::new()))));
        }
        Ok(all)
    }
}

/// The lines of a body, and the fields that they were made of.
fn lines(units: Vec<Units>, sent: &mut Vec<SentField>, with_returned: bool) -> Vec<Value> {
    let line = |units: Units| {
        let mut line = json!({ "sku": units.sku, "quantity": units.quantity });
        if with_returned {
            line["returned"] = units.returned.into();
        }
        sent.push((units.field, units.sku));
        line
    };
    units.into_iter().map(line).collect()
}

/// What the page says once it is done.
fn done_of(act: &str, status: u16) -> &'static str {
    match (act, status) {
        ("ship", _) => "shipped",
        ("delivered", _) => "delivered",
        ("void", _) => "voided",
        ("cancel", 202) => "cancelling",
        ("cancel", _) => "cancelled",
        ("decide", _) => "decided",
        (_, 202) => "refunding",
        _ => "refunded",
    }
}
