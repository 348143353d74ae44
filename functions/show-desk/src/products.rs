//! Products: lists of them, one of them, and what is low.

use std::collections::BTreeMap;

use lambda::http::{Problem, Response, respond};
use pages::desk::{Attempt, LowStock, MerchantProducts, ProductForm, STATES, SavedProduct, SavedVariant, amount_minor};
use serde_json::{Value, json};
use visitor::{Call, Form, see_other};

use crate::{
    html,
    visit::{Refused, Visit, shaped},
};

const LIST: Call = Call::new("manage-products", "GET /v1/merchant/products");
const ONE: Call = Call::new("manage-products", "GET /v1/merchant/products/{id}");
const PATCH: Call = Call::new("manage-products", "PATCH /v1/products/{id}");
const ON_SALE: Call = Call::new("get-product", "GET /v1/products/{id}");
const LOW: Call = Call::new("manage-stock", "GET /v1/merchant/stock/low");
/// The place of the desk.
pub(crate) const AT: &str = "/desk/products";

impl Visit<'_> {
    /// `GET /desk/products`.
    pub(crate) async fn products(&mut self) -> Result<Response, Problem> {
        let query = self.request.query(&["state", "cursor"])?;
        let state = query.get("state").unwrap_or(STATES[0]);
        let cursor = query.get("cursor").unwrap_or_default();
        let call = LIST.query("state", state).query("cursor", cursor).query("limit", "50");
        let products = self.read(call).await?;
        html(&shaped(MerchantProducts::new(self.frame(AT), state, !cursor.is_empty(), products))?)
    }

    /// `GET /desk/stock`.
    pub(crate) async fn low_stock(&mut self) -> Result<Response, Problem> {
        let query = self.request.query(&["cursor"])?;
        let cursor = query.get("cursor").unwrap_or_default();
        let low = self.read(LOW.query("cursor", cursor).query("limit", "50")).await?;
        html(&shaped(LowStock::new(self.frame("/desk/stock"), !cursor.is_empty(), low))?)
    }

    /// `GET /desk/products/{id}`, or the same page with a form that was refused.
    pub(crate) async fn product(&mut self, refused: Option<(u16, Attempt)>) -> Result<Response, Problem> {
        let id: String = self.request.path("id")?;
        let query = self.request.query(&["done"])?;
        let (product, version) = self.saved_product(&id).await?;
        let available = self.available(&id).await?;
        let (status, attempt) = refused.map_or((200, None), |(status, attempt)| (status, Some(attempt)));
        let frame = self.frame(AT).with_done(query.get("done").filter(|_| attempt.is_none()));
        let page = shaped(ProductForm::new(frame, product, &version, &available, attempt.as_ref()))?;
        Ok(respond::with_status(html(&page)?, status))
    }

    /// `POST /desk/products/{id}`: changes the product, if nobody else has changed it since the form was made.
    pub(crate) async fn change_product(&mut self) -> Result<Response, Problem> {
        let id: String = self.request.path("id")?;
        let form = self.form()?;
        let (product, version) = self.saved_product(&id).await?;
        let product: SavedProduct = shaped(serde_json::from_value(product))?;
        let done = format!("{AT}/{id}?done=product");
        let refused = match self.changes(&form, &product) {
            Err(refused) => Err(refused),
            // So it is already, as after a double click.
            Ok(changes) if changes == json!({}) => return Ok(see_other(&done)),
            Ok(_) if form.get("version") != version => {
                let attempt = self.attempt_with(&form, "desk-wrong-version", Vec::new());
                return self.product(Some((412, attempt))).await;
            }
            Ok(changes) => self.act(PATCH.path("id", &id).header("if-match", &version).body(changes)).await?,
        };
        match refused {
            Ok(_) => Ok(see_other(&done)),
            Err(refused) => {
                let refused = self.attempt(&form, refused, &[]);
                self.product(Some(refused)).await
            }
        }
    }

    /// The product as it is, and its version.
    async fn saved_product(&mut self, id: &str) -> Result<(Value, String), Problem> {
        let answer = self.api.call(&mut self.visitor, ONE.path("id", id)).await?;
        let version = answer.header("etag").unwrap_or_default().to_owned();
        Ok((answer.found()?, version))
    }

    /// How many units of the product's SKUs can be ordered. What is not on sale, nobody is told of.
    pub(crate) async fn available(&mut self, id: &str) -> Result<BTreeMap<String, u64>, Problem> {
        let answer = self.api.call(&mut self.visitor, ON_SALE.path("id", id)).await?;
        let variants = answer.ok()?.ok().and_then(|product| product["variants"].as_array().cloned());
        let units = |variant: &Value| Some((variant["sku"].as_str()?.to_owned(), variant["available"].as_u64()?));
        Ok(variants.iter().flatten().filter_map(units).collect())
    }

    /// The members of the product that the form changes, as a merge patch.
    fn changes(&self, form: &Form, product: &SavedProduct) -> Result<Value, Refused> {
        let mut changes = json!({});
        // A browser sends a line's end as CR LF, and the API takes LF.
        let description = form.raw("description").replace("\r\n", "\n");
        for (name, typed, saved) in [
            ("name", form.get("name"), &product.name),
            ("description", description.trim(), &product.description),
            ("category", form.get("category"), &product.category),
            ("state", form.get("state"), &product.state),
        ] {
            if typed != saved.trim() {
                changes[name] = typed.into();
            }
        }
        let mut errors = Vec::new();
        let priced = |variant: &SavedVariant| {
            let mut variant = variant.clone();
            for at in 0..variant.prices.len() {
                let field = variant.price_field(&variant.prices[at]);
                match amount_minor(form.get(&field), &variant.prices[at].currency) {
                    Some(minor) => variant.prices[at].price_minor = minor,
                    None => errors.push((field, self.language.text("desk-wrong-amount"))),
                }
            }
            variant
        };
        let variants: Vec<SavedVariant> = product.variants.iter().map(priced).collect();
        if !errors.is_empty() {
            return Err(Refused::Here(Box::new(self.attempt_with(form, "desk-wrong-fields", errors))));
        }
        if variants != product.variants {
            changes["variants"] = json!(variants);
        }
        Ok(changes)
    }
}
