//! The stock of a SKU: how many are available, what came and went, and counting.

use askama::Template;
use domain::accounts::Permission;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Attempt, Frame, ShapeError,
    form::{Field, Form},
    words::{When, short, when},
};

/// The page of a SKU.
#[derive(Debug, Template)]
#[template(path = "desk/sku.html")]
pub struct SkuPage<'a> {
    frame: Frame<'a>,
    sku: String,
    product: String,
    available: Option<u64>,
    count: Option<Form>,
    adjust: Option<Form>,
    threshold: Option<Form>,
    rows: Vec<MovementRow>,
}

#[derive(Debug)]
struct MovementRow {
    at: When,
    quantity: String,
    reason: String,
    by: String,
}

#[derive(Deserialize)]
struct Movements {
    movements: Vec<Movement>,
}

#[derive(Deserialize)]
struct Movement {
    quantity: i64,
    reason: String,
    by: String,
    at: String,
}

impl<'a> SkuPage<'a> {
    /// A SKU of the product called `product`: how many are available, if that is known, and the answer of
    /// `GET /v1/merchant/skus/{sku}/movements`.
    pub fn new(
        frame: Frame<'a>,
        product: &str,
        sku: &str,
        available: Option<u64>,
        movements: Value,
        attempt: Option<&Attempt>,
    ) -> Result<Self, ShapeError> {
        let page: Movements = serde_json::from_value(movements)?;
        let row = |movement: Movement| MovementRow {
            at: when(frame.language, &movement.at),
            quantity: format!("{:+}", movement.quantity),
            by: short(&movement.by),
            reason: movement.reason,
        };
        let action = format!("/desk/products/{product}/skus/{sku}");
        let may = frame.may(Permission::StockAdjust);
        let form = |act| Form::new(&frame, &action, act, "", attempt);
        let units = |name: &str, value: &str| Field::units(name, frame.t(&format!("desk-{name}")), value, None);
        let seen = available.map(|available| available.to_string()).unwrap_or_default();
        let reason = || Field::text("reason", frame.t("desk-reason"), "").required();
        let count = || {
            let seen = units("seen", &seen).required().hint(frame.t("desk-seen-hint"));
            form("count").field(seen).field(units("counted", "").required()).field(reason())
        };
        let quantity = Field::text("quantity", frame.t("desk-quantity"), "").required();
        let adjust = || form("adjust").field(quantity.clone().hint(frame.t("desk-quantity-hint"))).field(reason());
        let threshold = || form("threshold").field(units("threshold", "").hint(frame.t("desk-threshold-hint")));
        Ok(Self {
            sku: sku.to_owned(),
            product: product.to_owned(),
            available,
            count: may.then(count),
            adjust: may.then(adjust),
            threshold: may.then(threshold),
            rows: page.movements.into_iter().map(row).collect(),
            frame,
        })
    }
}
