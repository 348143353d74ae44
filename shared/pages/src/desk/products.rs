//! Lists of products, and of what is low.

use askama::Template;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Frame, ShapeError,
    words::{When, href, money, when},
};

/// The states of products, the usual one first.
pub const STATES: [&str; 3] = ["active", "draft", "archived"];

/// A page of the products in a state.
#[derive(Debug, Template)]
#[template(path = "desk/products.html")]
pub struct MerchantProducts<'a> {
    frame: Frame<'a>,
    states: Vec<(String, String, bool)>,
    rows: Vec<ProductRow>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Debug)]
struct ProductRow {
    href: String,
    name: String,
    category: String,
    prices: Vec<String>,
    stock: (String, String),
    changed: When,
}

#[derive(Deserialize)]
struct Products {
    products: Vec<Product>,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Product {
    id: String,
    name: String,
    category: String,
    prices: Vec<Range>,
    availability: String,
    updated_at: String,
}

#[derive(Deserialize)]
struct Range {
    currency: String,
    from_minor: u64,
    to_minor: u64,
}

impl<'a> MerchantProducts<'a> {
    /// The products of an answer of `GET /v1/merchant/products`, in this state; whether it is a later page.
    pub fn new(frame: Frame<'a>, state: &str, is_later: bool, products: Value) -> Result<Self, ShapeError> {
        let page: Products = serde_json::from_value(products)?;
        let here = |state: &str, cursor: &str| href("/desk/products", &[("state", state), ("cursor", cursor)]);
        let states = STATES.map(|other| (frame.word("product", other), here(other, ""), other == state));
        Ok(Self {
            states: states.into(),
            rows: page.products.iter().map(|product| ProductRow::new(&frame, product)).collect(),
            first: is_later.then(|| here(state, "")),
            next: page.next_cursor.map(|cursor| here(state, &cursor)),
            frame,
        })
    }
}

impl ProductRow {
    fn new(frame: &Frame<'_>, product: &Product) -> Self {
        let price = |range: &Range| {
            let written = |minor: u64| money(frame.language, minor, &range.currency);
            let (from, to) = (written(range.from_minor), written(range.to_minor));
            if from == to { from } else { format!("{from} – {to}") }
        };
        Self {
            href: format!("/desk/products/{}", product.id),
            name: product.name.clone(),
            category: product.category.clone(),
            prices: product.prices.iter().map(price).collect(),
            stock: (product.availability.clone(), frame.word("availability", &product.availability)),
            changed: when(frame.language, &product.updated_at),
        }
    }
}

/// A page of the SKUs of which few are left.
#[derive(Debug, Template)]
#[template(path = "desk/low.html")]
pub struct LowStock<'a> {
    frame: Frame<'a>,
    rows: Vec<LowSku>,
    first: Option<String>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct LowSku {
    sku: String,
    product_id: String,
    available: u64,
    threshold: u64,
}

#[derive(Deserialize)]
struct LowSkus {
    skus: Vec<LowSku>,
    next_cursor: Option<String>,
}

impl<'a> LowStock<'a> {
    /// The SKUs of an answer of `GET /v1/merchant/stock/low`; whether it is a later page.
    pub fn new(frame: Frame<'a>, is_later: bool, low: Value) -> Result<Self, ShapeError> {
        let page: LowSkus = serde_json::from_value(low)?;
        let here = |cursor: &str| href("/desk/stock", &[("cursor", cursor)]);
        let (first, next) = (is_later.then(|| here("")), page.next_cursor.as_deref().map(here));
        Ok(Self { frame, rows: page.skus, first, next })
    }
}
