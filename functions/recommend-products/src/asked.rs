//! What a request asks for.

use domain::{
    kernel::{Currency, Sku},
    orders::MAX_LINES,
};
use lambda::http::{Field, FieldErrors, Problem, Request, members};
use serde::Deserialize;
use serde_json::Number;

/// The most products of a list, and how many there are when nobody says.
const MOST: u8 = 20;
const USUAL: u8 = 10;

/// How many products of a list, and the currency of their prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) limit: u8,
    pub(crate) currency: Option<Currency>,
}

impl Asked {
    pub(crate) fn of(request: &Request) -> Result<Self, Problem> {
        let query = request.query(&["limit", "currency"])?;
        Ok(Self { limit: query.limit_up_to(MOST, USUAL)?, currency: query.currency()? })
    }
}

/// A basket, whether or not it will become an order.
#[derive(Debug)]
pub(crate) struct Basket {
    pub(crate) skus: Vec<Sku>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    lines: Field<Vec<LineBody>>,
}

/// As an order has it, without the price.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineBody {
    #[serde(default)]
    sku: Field<String>,
    #[serde(default)]
    quantity: Field<Number>,
}

impl Basket {
    pub(crate) fn of(request: &Request) -> Result<(Self, Asked), Problem> {
        let asked = Asked::of(request)?;
        let body: Body = request.json()?;
        let mut errors = FieldErrors::default();
        let lines = errors.take(body.lines.required("/lines")).unwrap_or_default();
        // Before each line is looked at: a long list costs no more than a short one.
        if lines.len() > MAX_LINES {
            return Err(domain::orders::InvalidOrder::TooManyLines.into());
        }
        let skus = lines.into_iter().enumerate().filter_map(|(at, line)| line.parse(at, &mut errors)).collect();
        errors.none()?;
        Ok((Self { skus }, asked))
    }
}

impl LineBody {
    fn parse(self, at: usize, errors: &mut FieldErrors) -> Option<Sku> {
        let field = |name: &str| format!("/lines/{at}/{name}");
        if matches!(self.quantity, Field::Given(_)) {
            errors.take(members::quantity(self.quantity, field("quantity")));
        }
        errors.take(members::sku(self.sku, field("sku")))
    }
}
