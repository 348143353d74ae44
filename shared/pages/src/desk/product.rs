//! One product: its words, its state, its prices, and the stock of its SKUs.

use std::collections::BTreeMap;

use askama::Template;
use domain::accounts::Permission;
use serde_json::Value;

use super::{
    Attempt, Frame, STATES, ShapeError,
    form::{Field, Form},
    shapes::{SavedProduct, SavedVariant},
    words::{money, plain_amount},
};

/// The page of a product.
#[derive(Debug, Template)]
#[template(path = "desk/product.html")]
pub struct ProductForm<'a> {
    frame: Frame<'a>,
    product: SavedProduct,
    state: String,
    skus: Vec<SkuRow>,
    form: Option<Form>,
}

#[derive(Debug)]
struct SkuRow {
    href: String,
    sku: String,
    options: String,
    prices: Vec<String>,
    available: String,
}

impl<'a> ProductForm<'a> {
    /// The product of an answer of `GET /v1/merchant/products/{id}`, in the version of this `ETag`; how many units of its SKUs are available,
    /// where that is known.
    pub fn new(
        frame: Frame<'a>,
        product: Value,
        version: &str,
        available: &BTreeMap<String, u64>,
        attempt: Option<&Attempt>,
    ) -> Result<Self, ShapeError> {
        let product: SavedProduct = serde_json::from_value(product)?;
        let row = |variant: &SavedVariant| SkuRow {
            href: format!("/desk/products/{}/skus/{}", product.id, variant.sku),
            sku: variant.sku.clone(),
            options: variant.options.join(" / "),
            prices: variant.prices.iter().map(|it| money(frame.language, it.price_minor, &it.currency)).collect(),
            available: available.get(&variant.sku).map_or_else(|| "–".to_owned(), u64::to_string),
        };
        Ok(Self {
            state: frame.word("product", &product.state),
            skus: product.variants.iter().map(row).collect(),
            form: frame.may(Permission::CatalogueWrite).then(|| form(&frame, &product, version, attempt)),
            product,
            frame,
        })
    }
}

fn form(frame: &Frame<'_>, product: &SavedProduct, version: &str, attempt: Option<&Attempt>) -> Form {
    let states = STATES.map(|state| (state.to_owned(), frame.word("product", state)));
    // Where somebody else changed it meanwhile, what it says now stands beside what was typed.
    let now = |field: Field, now: &str| {
        let typed = attempt.and_then(|attempt| attempt.typed(field.name()));
        match typed.filter(|typed| typed.replace("\r\n", "\n").trim() != now.trim()) {
            Some(_) => field.hint(frame.language.with("desk-says-now", &[("now", now)])),
            None => field,
        }
    };
    let prices = product.variants.iter().flat_map(|variant| {
        variant.prices.iter().map(move |price| {
            let options = variant.options.join(" / ");
            let of = if options.is_empty() { &variant.sku } else { &options };
            let label = frame.language.with("desk-price-of", &[("name", of), ("currency", &price.currency)]);
            let value = plain_amount(price.price_minor, &price.currency);
            now(Field::amount(&variant.price_field(price), label, &value).required(), &value)
        })
    });
    Form::new(frame, &format!("/desk/products/{}", product.id), "product", "", attempt)
        .hidden("version", version)
        .field(now(Field::text("name", frame.t("desk-name"), &product.name).required(), &product.name))
        .field(now(Field::area("description", frame.t("desk-description"), &product.description), &product.description))
        .field(now(Field::text("category", frame.t("desk-category"), &product.category).required(), &product.category))
        .field(Field::choice("state", frame.t("desk-state"), states.into(), &product.state).required())
        .fields(prices)
}
