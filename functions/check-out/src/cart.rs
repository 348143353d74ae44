//! `/cart`: what somebody means to buy.

use lambda::http::{Problem, Response};
use pages::CartPage;
use serde_json::{Value, json};
use visitor::{Call, Form, Refusal, see_other};

use crate::{
    reading::{Quote, Wanted, cart_lines},
    visit::{Visit, shown},
};

/// The most units of a line.
pub(crate) const MAX_QUANTITY: u64 = 99;
/// The most lines of a cart, and so of a form.
pub(crate) const MAX_LINES: usize = 98;

impl Visit<'_> {
    /// `GET /cart`.
    pub(crate) async fn show_cart(&mut self) -> Result<Response, Problem> {
        let query = self.request.query(&["note"])?;
        let notice = match query.get("note") {
            Some("added") => Some("cart-added"),
            Some("full") => Some("cart-full"),
            Some("failed") => Some("cart-not-added"),
            _ => None,
        };
        let wanted = self.basket().await?;
        let quote = if wanted.is_empty() { Quote::default() } else { self.priced(&wanted).await? };
        let (shell, token) = (self.shell("/cart"), self.visitor.form_token());
        shown(&CartPage::new(shell, token, &quote.lines, quote.totals.subtotal, notice), 200)
    }

    /// `POST /cart`: what the cart's form says, and what one of its buttons does.
    pub(crate) async fn change_cart(&mut self) -> Result<Response, Problem> {
        let form = Form::of(self.request, &self.visitor)?;
        let held = self.basket().await?;
        let asked = asked(&form);
        let mut note = "";
        for line in held.iter().filter_map(|line| changed(line, &asked, &form)) {
            if self.set_line(&line).await?.is_err() {
                note = "?note=failed";
            }
        }
        let is_done = form.get("do") == "checkout" && note.is_empty();
        Ok(see_other(&if is_done { "/checkout".to_owned() } else { format!("/cart{note}") }))
    }

    /// What is in the cart. A guest whose time is over has none any more.
    pub(crate) async fn basket(&mut self) -> Result<Vec<Wanted>, Problem> {
        if !self.visitor.is_signed_in() {
            return Ok(Vec::new());
        }
        let answer = self.ask(Call::new("manage-cart", "GET /v1/cart")).await?;
        if answer.status == 401 { Ok(Vec::new()) } else { Ok(cart_lines(&answer.found()?)) }
    }

    /// Sets how many of a SKU are in the cart; none takes it out.
    pub(crate) async fn set_line(&mut self, line: &Wanted) -> Result<Result<Value, Refusal>, Problem> {
        let call = Call::new("manage-cart", "PUT /v1/cart/lines/{sku}").path("sku", &line.sku);
        self.ask(call.body(json!({ "quantity": line.quantity }))).await?.ok()
    }

    /// What these cost now, in the currency of the first of them.
    pub(crate) async fn priced(&mut self, wanted: &[Wanted]) -> Result<Quote, Problem> {
        let call = Call::new("quote-order", "POST /v1/quotes").body(json!({ "lines": lines(wanted) }));
        Ok(Quote::read(&self.ask(call).await?.found()?))
    }
}

/// Lines as the API takes them.
pub(crate) fn lines(wanted: &[Wanted]) -> Vec<Value> {
    wanted.iter().map(|line| json!({ "sku": line.sku, "quantity": line.quantity })).collect()
}

/// The lines of a form: each SKU with the quantity beside it. What is no quantity is left out.
pub(crate) fn asked(form: &Form) -> Vec<Wanted> {
    let pairs = form.all("sku").zip(form.all("quantity")).take(MAX_LINES);
    let wanted = pairs.map(|(sku, quantity)| (sku.trim(), quantity.trim().parse::<u64>().ok()));
    let wanted = wanted.filter_map(|(sku, quantity)| Some(Wanted { sku: sku.to_owned(), quantity: quantity? }));
    wanted.filter(|line| !line.sku.is_empty() && line.quantity <= MAX_QUANTITY).collect()
}

/// A line of the cart as the form leaves it, if that is another quantity than it has.
fn changed(held: &Wanted, asked: &[Wanted], form: &Form) -> Option<Wanted> {
    let typed = asked.iter().find(|line| line.sku == held.sku).map_or(held.quantity, |line| line.quantity);
    let quantity = match held.sku.as_str() {
        sku if form.get("remove") == sku => 0,
        sku if form.get("less") == sku => typed.saturating_sub(1),
        sku if form.get("more") == sku => (typed + 1).min(MAX_QUANTITY),
        _ => typed,
    };
    (quantity != held.quantity).then(|| Wanted { sku: held.sku.clone(), quantity })
}
