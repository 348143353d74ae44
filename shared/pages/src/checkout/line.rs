//! A line of a cart, a checkout or an order.

use domain::kernel::{Money, ProductId};

use crate::{Language, Picture, drawing::drawing, links::product_href, price};

/// The most units that a line may have.
const MAX_QUANTITY: u64 = 99;

/// A line, as the shop's answers tell it.
#[derive(Debug)]
pub struct Line {
    /// What is bought.
    pub sku: String,
    /// What it is called.
    pub name: String,
    /// Its options, such as `M / Red`.
    pub variant: Option<String>,
    /// The product whose page shows it.
    pub product: Option<ProductId>,
    /// A picture of it.
    pub picture: Option<Picture>,
    /// How many.
    pub quantity: u64,
    /// What one costs; unknown for what is not sold.
    pub unit_price: Option<Money>,
    /// What all of them cost.
    pub total: Option<Money>,
    /// Why it cannot be bought as it is.
    pub problem: Option<LineProblem>,
}

/// Why a line cannot be bought as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineProblem {
    /// There is no such thing, or it is not for sale, or not in this currency.
    NotSold,
    /// No unit is left.
    SoldOut,
    /// So many are left, which is fewer than are wanted.
    Only(u64),
    /// The price is another than the one that was shown. It can be bought at the new one.
    PriceChanged,
}

impl LineProblem {
    /// Whether the line has to change before it can be bought.
    #[must_use]
    pub const fn is_blocking(self) -> bool {
        !matches!(self, Self::PriceChanged)
    }
}

/// A line as a page shows it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) variant: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) picture: Option<Picture>,
    pub(crate) drawing: String,
    pub(crate) quantity: u64,
    pub(crate) most: u64,
    pub(crate) unit_price: Option<String>,
    pub(crate) unit_minor: u64,
    pub(crate) total: Option<String>,
    pub(crate) problem: Option<String>,
    pub(crate) is_blocked: bool,
}

impl Row {
    pub(crate) fn new(line: &Line, language: &Language) -> Self {
        let most = match line.problem {
            Some(LineProblem::Only(left)) => left.min(MAX_QUANTITY),
            _ => MAX_QUANTITY,
        };
        Self {
            sku: line.sku.clone(),
            name: line.name.clone(),
            variant: line.variant.clone(),
            href: line.product.as_ref().map(product_href),
            drawing: drawing("", &line.name),
            picture: line.picture.clone(),
            quantity: line.quantity,
            most,
            unit_price: line.unit_price.map(|money| price::price(money, language)),
            unit_minor: line.unit_price.map_or(0, |money| money.amount_minor),
            total: line.total.map(|money| price::price(money, language)),
            problem: line.problem.map(|problem| words(problem, language)),
            is_blocked: line.problem.is_some_and(LineProblem::is_blocking),
        }
    }
}

fn words(problem: LineProblem, language: &Language) -> String {
    match problem {
        LineProblem::NotSold => language.text("line-not-sold"),
        LineProblem::SoldOut => language.text("line-sold-out"),
        LineProblem::Only(left) => language.counted("line-only", left),
        LineProblem::PriceChanged => language.text("line-price-changed"),
    }
}
