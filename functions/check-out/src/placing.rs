//! `POST /checkout`: places the order, or says at its field or line why not.

use std::collections::BTreeMap;

use lambda::http::{Problem, Response};
use pages::{CheckoutFields, FIELDS, LineProblem};
use serde_json::{Map, Value, json};
use visitor::{Answer, Call, Form, Refusal, log_in_first, see_other};

use crate::{
    cart::{asked, lines},
    checkout::Shown,
    reading::{Quote, Wanted},
    visit::Visit,
};

/// What the form sent.
#[derive(Debug)]
struct Placing {
    key: String,
    currency: String,
    /// The total that the buyer saw, in minor units.
    total_minor: String,
    wanted: Vec<Wanted>,
    /// The price of each line that the buyer saw, in minor units.
    prices: Vec<u64>,
    values: BTreeMap<&'static str, String>,
}

impl Visit<'_> {
    /// `POST /checkout`.
    pub(crate) async fn place_order(&mut self) -> Result<Response, Problem> {
        let form = Form::of(self.request, &self.visitor)?;
        let placing = Placing::of(&form);
        if !placing.is_whole() {
            return Ok(see_other("/checkout"));
        }
        if !self.begin().await? {
            return Ok(log_in_first("/checkout"));
        }
        let quote = self.quoted(&placing).await?;
        if quote.is_good() && !placing.is_total(&quote) {
            return self.changed(&placing, quote);
        }
        // What cannot be bought any more may have been bought by this very form: the API knows its key.
        let answer = self.ask(placing.order(&quote, self.visitor.has_account())).await?;
        self.placed(&placing, answer).await
    }

    /// The order was placed, or why it was not.
    async fn placed(&mut self, placing: &Placing, answer: Answer) -> Result<Response, Problem> {
        let is_new = answer.header("idempotency-replayed").is_none();
        match answer.ok()? {
            Ok(order) => {
                if is_new {
                    self.empty_cart().await;
                }
                Ok(see_other(&format!("/orders/{}/pay", order["id"].as_str().unwrap_or_default())))
            }
            Err(refusal) if refusal.status == 401 => Ok(log_in_first("/checkout")),
            Err(refusal) => self.refused(placing, &refusal).await,
        }
    }

    /// What is ordered is in the cart no more. Should that fail, it stays there: the order is placed all the same.
    async fn empty_cart(&mut self) {
        if let Err(problem) = self.ask(Call::new("manage-cart", "DELETE /v1/cart")).await {
            lambda::report(&problem);
        }
    }

    /// What the lines cost now, where they go; nothing for an address that breaks a rule, about which the order's refusal says more.
    async fn quoted(&mut self, placing: &Placing) -> Result<Quote, Problem> {
        let mut body = json!({ "lines": lines(&placing.wanted), "currency": placing.currency });
        if !placing.value("country").is_empty() {
            body["address"] = placing.members(&["country", "postal_code", "region"]).into();
        }
        let answer = self.ask(Call::new("quote-order", "POST /v1/quotes").body(body)).await?;
        Ok(answer.ok()?.map(|body| Quote::read(&body)).unwrap_or_default())
    }

    /// The form again, with the reason.
    async fn refused(&mut self, placing: &Placing, refusal: &Refusal) -> Result<Response, Problem> {
        let wrong = wrong_fields(refusal);
        let notice = match refusal.code.as_str() {
            _ if !wrong.is_empty() => "checkout-check",
            "idempotency_key_reused" => "checkout-used",
            "too_many_orders" => "checkout-many",
            "account_blocked" => "checkout-refused",
            _ if refusal.about("/lines").is_some() => "checkout-amount",
            _ if refusal.status == 409 || refusal.code == "unknown_sku" => "checkout-changed",
            _ => "checkout-failed",
        };
        let is_used = notice == "checkout-used";
        let order_href = if is_used { self.newest_order().await? } else { None };
        let mut quote = self.priced(&placing.wanted).await?;
        placing.mark_changed_prices(&mut quote);
        let fields = CheckoutFields { values: placing.values.clone(), wrong };
        let key = if is_used { "" } else { placing.key.as_str() };
        self.checkout_page(&quote, &fields, Shown { key, notice: Some(notice), order_href, status: refusal.status })
    }

    /// The form again, for another amount would be paid than the buyer saw.
    fn changed(&self, placing: &Placing, mut quote: Quote) -> Result<Response, Problem> {
        placing.mark_changed_prices(&mut quote);
        let fields = CheckoutFields { values: placing.values.clone(), wrong: Vec::new() };
        let notice = Some("checkout-changed");
        self.checkout_page(&quote, &fields, Shown { key: &placing.key, notice, order_href: None, status: 409 })
    }

    /// Where the buyer's newest order is.
    async fn newest_order(&mut self) -> Result<Option<String>, Problem> {
        let listed = self.ask(Call::new("list-orders", "GET /v1/orders").query("limit", "1")).await?.ok()?;
        Ok(listed.ok().and_then(|list| Some(format!("/orders/{}", list["orders"][0]["id"].as_str()?))))
    }
}

impl Placing {
    fn of(form: &Form) -> Self {
        let prices = form.all("price").filter_map(|price| price.parse().ok());
        let field = |(name, ..): &(&'static str, &str, u16, bool)| (*name, form.get(name).to_owned());
        Self {
            key: form.get("key").to_owned(),
            currency: form.get("currency").to_owned(),
            total_minor: form.get("total").to_owned(),
            wanted: asked(form),
            prices: prices.collect(),
            values: FIELDS.iter().map(field).collect(),
        }
    }

    /// Whether it is a form of ours with something in it.
    fn is_whole(&self) -> bool {
        let is_key = (16..=128).contains(&self.key.len()) && self.key.bytes().all(|b| b.is_ascii_graphic());
        is_key && !self.wanted.is_empty() && self.wanted.len() == self.prices.len()
    }

    fn is_total(&self, quote: &Quote) -> bool {
        quote.totals.total.is_some_and(|total| total.amount_minor.to_string() == self.total_minor)
    }

    /// Marks the lines whose price is not the one that the buyer saw.
    fn mark_changed_prices(&self, quote: &mut Quote) {
        for line in quote.lines.iter_mut().filter(|line| line.problem.is_none()) {
            let seen = self.wanted.iter().zip(&self.prices).find(|(wanted, _)| wanted.sku == line.sku);
            let is_other = seen.is_some_and(|(_, seen)| line.unit_price.is_none_or(|now| now.amount_minor != *seen));
            line.problem = is_other.then_some(LineProblem::PriceChanged);
        }
    }

    fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// What was filled in of these fields. One that every order needs goes as it is, so that the API tells all that is wrong at once.
    fn members(&self, names: &[&str]) -> Map<String, Value> {
        let is_needed = |name: &str| FIELDS.iter().any(|(known, .., needed)| *known == name && *needed);
        let told = names.iter().filter(|name| is_needed(name) || !self.value(name).is_empty());
        told.map(|name| ((*name).to_owned(), self.value(name).into())).collect()
    }

    /// The call that places the order, at the prices that the buyer saw.
    fn order(&self, quote: &Quote, has_account: bool) -> Call {
        let line = |(wanted, price): (&Wanted, &u64)| json!({ "sku": wanted.sku, "quantity": wanted.quantity, "unit_price_minor": price });
        let lines: Vec<Value> = self.wanted.iter().zip(&self.prices).map(line).collect();
        let address: Vec<&str> = FIELDS.iter().map(|(name, ..)| *name).filter(|name| *name != "email").collect();
        let mut body = json!({ "currency": self.currency, "lines": lines, "shipping_address": self.members(&address) });
        if !has_account {
            body["email"] = self.value("email").into();
        }
        if let Some(token) = &quote.token {
            body["quote"] = token.as_str().into();
        }
        Call::new("place-order", "POST /v1/orders").key(&self.key).body(body)
    }
}

/// The fields that the API finds wrong.
fn wrong_fields(refusal: &Refusal) -> Vec<&'static str> {
    let names = FIELDS.iter().map(|(name, ..)| *name);
    let is_wrong = |name: &str| {
        let pointers = ["/", "/shipping_address/", "/address/"].map(|at| format!("{at}{name}"));
        pointers.iter().any(|pointer| refusal.about(pointer).is_some())
    };
    names.filter(|name| is_wrong(name)).collect()
}
