//! Filters, as a segment of the index has them; and the columns that they look at.

use tantivy::{
    DocId, SegmentReader,
    columnar::{Column, StrColumn},
};

use crate::{
    document::{SEPARATOR, attribute_key},
    question::Question,
    schema::column,
};

/// Which filters there are, and what a segment calls what they let pass.
#[derive(Debug)]
pub(crate) struct Filters {
    category: Option<Vec<u64>>,
    price: Option<(u64, u64)>,
    in_stock: bool,
    /// The ordinals of the attribute's name with any value are counted when only this filter keeps a product out.
    pub(crate) attributes: Vec<(String, Vec<u64>)>,
}

/// Which filters keep a product out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeptOut {
    Nothing,
    Category,
    Price,
    Stock,
    Attribute(usize),
    Several,
}

impl KeptOut {
    fn and(self, by: Self, passes: bool) -> Self {
        match (self, passes) {
            (before, true) => before,
            (Self::Nothing, false) => by,
            (_, false) => Self::Several,
        }
    }
}

/// The columns that are looked at for each product.
pub(crate) struct Columns {
    pub(crate) popularity: Column<u64>,
    pub(crate) price: Column<u64>,
    pub(crate) availability: Column<u64>,
    pub(crate) tie: Column<u64>,
    pub(crate) categories: Option<StrColumn>,
    pub(crate) attributes: Option<StrColumn>,
}

impl std::fmt::Debug for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Columns")
    }
}

impl Columns {
    pub(crate) fn of(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            popularity: columns.u64(column::POPULARITY)?,
            price: columns.u64(column::PRICE)?,
            availability: columns.u64(column::AVAILABILITY)?,
            tie: columns.u64(column::TIE)?,
            categories: columns.str(column::CATEGORIES)?,
            attributes: columns.str(column::ATTRIBUTES)?,
        })
    }
}

impl Filters {
    pub(crate) fn of(question: &Question, columns: &Columns) -> tantivy::Result<Self> {
        let category = question.category.as_ref().map(|key| beginning(columns.categories.as_ref(), key.as_str()));
        let prices = (question.price_from, question.price_to);
        let attribute = |(name, value): &(String, String)| {
            let key = attribute_key(name, value);
            let ordinals = beginning(columns.attributes.as_ref(), key.trim_end_matches(SEPARATOR))?;
            let name = key.split(SEPARATOR).next().unwrap_or_default().to_owned();
            Ok((name, ordinals))
        };
        Ok(Self {
            category: category.transpose()?,
            price: (prices != (None, None)).then(|| (prices.0.unwrap_or(0), prices.1.unwrap_or(u64::MAX))),
            in_stock: question.in_stock,
            attributes: question.attributes.iter().map(attribute).collect::<tantivy::Result<_>>()?,
        })
    }

    /// Which filters keep a product out.
    pub(crate) fn kept_out(&self, columns: &Columns, doc: DocId, price: u64, available: u64) -> KeptOut {
        let Filters { category, price: prices, in_stock, attributes } = self;
        let mut kept_out = KeptOut::Nothing;
        if let Some(wanted) = category {
            kept_out = kept_out.and(KeptOut::Category, has(columns.categories.as_ref(), doc, wanted));
        }
        if let Some((from, to)) = prices {
            kept_out = kept_out.and(KeptOut::Price, (*from..=*to).contains(&price));
        }
        kept_out = kept_out.and(KeptOut::Stock, !*in_stock || available > 0);
        for (at, (_, wanted)) in attributes.iter().enumerate() {
            kept_out = kept_out.and(KeptOut::Attribute(at), has(columns.attributes.as_ref(), doc, wanted));
        }
        kept_out
    }
}

fn has(column: Option<&StrColumn>, doc: DocId, wanted: &[u64]) -> bool {
    column.is_some_and(|column| column.term_ords(doc).any(|ordinal| wanted.contains(&ordinal)))
}

/// The ordinals of a column's values that begin with `key` and a separator.
fn beginning(column: Option<&StrColumn>, key: &str) -> tantivy::Result<Vec<u64>> {
    let Some(column) = column else { return Ok(Vec::new()) };
    let beginning = format!("{key}{SEPARATOR}");
    let mut values = column.dictionary().range().ge(beginning.as_bytes()).into_stream()?;
    let mut ordinals = Vec::new();
    while values.advance() && values.key().starts_with(beginning.as_bytes()) {
        ordinals.push(values.term_ord());
    }
    Ok(ordinals)
}
