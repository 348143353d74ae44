//! What a product says about one of its SKUs that somebody may order.

use domain::{
    kernel::{Sku, Text},
    orders::LineDetails,
    quotes::Described,
};

use super::{images, row};
use crate::{CorruptItem, Item, ItemExt as _};

/// What [`read`] reads.
pub(crate) const ATTRIBUTES: &str = "id, #name, image, tax_class, variants";
/// What the names with `#` stand for.
pub(crate) const NAMES: [(&str, &str); 1] = [("#name", "name")];

/// What the product in `row` says about `sku`. A SKU that is none of its variants any more has the product's name.
pub(crate) fn read(row: &Item, sku: &Sku) -> Result<Described, CorruptItem> {
    let variant = row::read_variants(row)?.into_iter().find(|variant| variant.sku == *sku);
    let details = LineDetails {
        product: row.parsed("id")?,
        name: Text::from_stored(row.text("name")?).ok_or(CorruptItem("name"))?,
        options: variant.as_ref().map(|variant| variant.options.clone()).unwrap_or_default(),
        image: images::read_card(row)?,
    };
    Ok(Described {
        details,
        main_currency: variant.as_ref().and_then(|variant| variant.prices.main_currency()),
        tax_class: row.parsed("tax_class")?,
        weight_grams: variant.and_then(|variant| variant.weight_grams).unwrap_or(0),
    })
}
