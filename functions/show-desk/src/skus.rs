//! The stock of a SKU: counting it, and what comes and goes.

use lambda::http::{Problem, Response, respond};
use pages::desk::{Attempt, SkuPage};
use serde_json::{Value, json};
use visitor::{Call, Form, see_other};

use crate::{
    html, products,
    visit::{Visit, shaped},
};

const MOVEMENTS: Call = Call::new("manage-stock", "GET /v1/merchant/skus/{sku}/movements");
const COUNT: Call = Call::new("manage-stock", "POST /v1/merchant/skus/{sku}/counts");
const ADJUST: Call = Call::new("manage-stock", "POST /v1/merchant/skus/{sku}/adjustments");
const THRESHOLD: Call = Call::new("manage-stock", "PUT /v1/merchant/skus/{sku}/low-stock-threshold");

impl Visit<'_> {
    /// `GET /desk/products/{id}/skus/{sku}`, or the same page with a form that was refused.
    pub(crate) async fn sku(&mut self, refused: Option<(u16, Attempt)>) -> Result<Response, Problem> {
        let (id, sku): (String, String) = (self.request.path("id")?, self.request.path("sku")?);
        let query = self.request.query(&["done"])?;
        let movements = self.read(MOVEMENTS.path("sku", &sku).query("limit", "50")).await?;
        let available = self.available(&id).await?.get(&sku).copied();
        let (status, attempt) = refused.map_or((200, None), |(status, attempt)| (status, Some(attempt)));
        let frame = self.frame(products::AT).with_done(query.get("done").filter(|_| attempt.is_none()));
        let page = shaped(SkuPage::new(frame, &id, &sku, available, movements, attempt.as_ref()))?;
        Ok(respond::with_status(html(&page)?, status))
    }

    /// `POST /desk/products/{id}/skus/{sku}`.
    pub(crate) async fn change_sku(&mut self) -> Result<Response, Problem> {
        let (id, sku): (String, String) = (self.request.path("id")?, self.request.path("sku")?);
        let form = self.form()?;
        let reason = form.get("reason");
        let (call, body, done) = match form.get("act") {
            "count" => {
                let body =
                    json!({ "counted": number(&form, "counted"), "seen": number(&form, "seen"), "reason": reason });
                (COUNT, body, "counted")
            }
            "adjust" => (ADJUST, json!({ "quantity": number(&form, "quantity"), "reason": reason }), "adjusted"),
            "threshold" => (THRESHOLD, json!({ "threshold": number(&form, "threshold") }), "threshold"),
            _ => return Err(Problem::not_found()),
        };
        let typed = ["counted", "seen", "quantity", "threshold"].map(|name| (name, form.get(name)));
        let wrong = typed.iter().filter(|(_, typed)| !typed.is_empty() && typed.parse::<i64>().is_err());
        let is_missing = |name: &str| body.get(name).is_some_and(Value::is_null) && name != "threshold";
        let missing = typed.iter().filter(|(name, typed)| typed.is_empty() && is_missing(name));
        let words = self.language.text("desk-wrong-units");
        let errors: Vec<_> = wrong.chain(missing).map(|(name, _)| ((*name).to_owned(), words.clone())).collect();
        if !errors.is_empty() {
            let attempt = self.attempt_with(&form, "desk-wrong-fields", errors);
            return self.sku(Some((422, attempt))).await;
        }
        let call = call.path("sku", &sku).body(body);
        let call = if done == "threshold" { call } else { call.key(form.get("key")) };
        match self.act(call).await? {
            Ok(_) => Ok(see_other(&format!("{}/{id}/skus/{sku}?done={done}", products::AT))),
            Err(refused) => {
                let refused = self.attempt(&form, refused, &[]);
                self.sku(Some(refused)).await
            }
        }
    }
}

/// The whole number that was typed; null if nothing was, or no number.
fn number(form: &Form, name: &str) -> Value {
    form.get(name).parse::<i64>().map_or(Value::Null, Value::from)
}
