//! The columns of the shop's own format, and what stands in them.

use std::collections::HashMap;

use domain::{
    catalogue::{PriceDraft, VariantDraft},
    kernel::{Currency, ProductId},
};

use crate::{cells::restored, import::records::Shape};

/// The columns that must be there, in any order.
pub(crate) const REQUIRED: [&str; 7] = ["id", "name", "description", "category", "price_minor", "currency", "stock"];
/// The columns that need not be there.
pub(crate) const OPTIONAL: [&str; 13] = [
    "state",
    "sku",
    "slug",
    "tax_class",
    "weight_grams",
    "compare_at_minor",
    "option_1",
    "value_1",
    "option_2",
    "value_2",
    "option_3",
    "value_3",
    "prices",
];
/// Options and values by their columns.
pub(crate) const OPTIONS: [(&str, &str); 3] =
    [("option_1", "value_1"), ("option_2", "value_2"), ("option_3", "value_3")];
/// Where each column stands.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) count: usize,
    at: HashMap<&'static str, usize>,
}

impl Columns {
    /// Finds the columns in the header, which may have no others.
    pub(super) fn parse(header: &[String]) -> Result<Self, String> {
        let mut at = HashMap::new();
        for (index, column) in header.iter().enumerate() {
            let known = REQUIRED.iter().chain(&OPTIONAL).find(|name| **name == column.trim());
            let Some(name) = known else {
                let (required, optional) = (REQUIRED.join(","), OPTIONAL.join(","));
                return Err(format!(
                    "the first line names a column {column:?}; it must name {required}, and may name {optional}"
                ));
            };
            if at.insert(*name, index).is_some() {
                return Err(format!("the first line names the column {name:?} twice"));
            }
        }
        match REQUIRED.iter().find(|name| !at.contains_key(*name)) {
            Some(missing) => Err(format!("the first line names no column {missing:?}")),
            None => Ok(Self { count: header.len(), at }),
        }
    }

    /// The text in a column; empty if there is no such column.
    pub(super) fn cell<'a>(&self, fields: &'a [String], name: &str) -> &'a str {
        self.at.get(name).and_then(|at| fields.get(*at)).map_or("", |field| restored(field))
    }

    /// The text in a column that may be left out, and in which white space says nothing.
    pub(super) fn said(&self, fields: &[String], name: &str) -> Option<String> {
        let text = self.cell(fields, name).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Whether several lines can be one product: then they have to say in what their variants differ.
    pub(super) fn have_variants(&self) -> bool {
        self.at.contains_key("option_1")
    }

    /// The product that a line is about which cannot be read as a whole. What stands before the mistake can be believed: in a
    /// file whose first column it is, the identifier.
    pub(super) fn believed_id(&self, fields: &[String]) -> Option<String> {
        let id = restored(fields.first().filter(|_| self.at.get("id") == Some(&0))?);
        id.parse::<ProductId>().is_ok().then(|| id.to_owned())
    }
}

impl Shape for Columns {
    fn columns(&self) -> usize {
        self.count
    }

    fn multi_line(&self) -> usize {
        self.at.get("description").copied().unwrap_or_default()
    }

    /// A price, a currency or a stock stands where it must, and so does an identifier.
    fn is_record(&self, fields: &[String]) -> bool {
        let cell = |name: &str| self.cell(fields, name);
        let numbers = cell("price_minor").parse::<i64>().is_ok() || cell("stock").parse::<i64>().is_ok();
        fields.len() == self.count
            && cell("id").parse::<ProductId>().is_ok()
            && (numbers || Currency::parse(cell("currency")).is_some())
    }

    /// An identifier, a price, a currency or a stock stands where it must.
    fn may_begin(&self, fields: &[String]) -> bool {
        let cell = |name: &str| self.cell(fields, name);
        cell("id").parse::<ProductId>().is_ok()
            || Currency::parse(cell("currency")).is_some()
            || cell("price_minor").parse::<i64>().is_ok()
            || cell("stock").parse::<i64>().is_ok()
    }
}

/// The names of the options, which stand in the columns one after the other.
pub(super) fn options(columns: &Columns, first: &[String]) -> Result<Vec<String>, String> {
    let names = OPTIONS.map(|(option, _)| columns.said(first, option));
    let count = names.iter().take_while(|name| name.is_some()).count();
    match names.iter().skip(count).position(Option::is_some) {
        Some(after) => Err(format!("option_{} is named, but option_{} is not", count + after + 1, count + 1)),
        None => Ok(names.into_iter().flatten().collect()),
    }
}

pub(super) fn variant(columns: &Columns, fields: &[String], options: usize) -> Result<VariantDraft, String> {
    let text = |name: &str| columns.cell(fields, name).to_owned();
    if let Some(at) = OPTIONS.iter().skip(options).position(|(_, value)| columns.said(fields, value).is_some()) {
        return Err(format!("value_{0} is there, but option_{0} is not", options + at + 1));
    }
    let main = PriceDraft {
        currency: text("currency"),
        price_minor: text("price_minor"),
        compare_at_minor: columns.said(fields, "compare_at_minor"),
    };
    let further = columns.cell(fields, "prices").split_whitespace().map(further_price);
    Ok(VariantDraft {
        sku: columns.said(fields, "sku"),
        options: OPTIONS.iter().take(options).map(|(_, value)| text(value)).collect(),
        prices: std::iter::once(Ok(main)).chain(further).collect::<Result<_, String>>()?,
        weight_grams: columns.said(fields, "weight_grams"),
    })
}

/// A price in another currency: `EUR:1195`, or `EUR:1195/1495` with what it is compared with.
fn further_price(text: &str) -> Result<PriceDraft, String> {
    let wrong = || format!("prices must be like \"EUR:1195 GBP:1099/1299\", and {text:?} is not");
    let (currency, amounts) = text.split_once(':').ok_or_else(wrong)?;
    let (price, compared) = amounts.split_once('/').map_or((amounts, None), |(price, before)| (price, Some(before)));
    Ok(PriceDraft {
        currency: currency.to_owned(),
        price_minor: price.to_owned(),
        compare_at_minor: compared.map(str::to_owned),
    })
}
