//! Catalogues that other shops exported, read as they are.

mod assembly;
mod money;
mod names;
mod plain_text;
mod sheet;
mod shopify;
mod unpadded;
mod vendure;
mod woocommerce;

use std::io::Read;

use clap::ValueEnum;
use domain::kernel::Currency;

use super::product::Found;

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Origin {
    /// The shop's own format.
    Backroom,
    /// A product export of Shopify.
    Shopify,
    /// A product export of `WooCommerce`, in English.
    #[value(name = "woocommerce")]
    WooCommerce,
    /// A product file of Vendure.
    Vendure,
}

/// What such a file does not say.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// The currency of its prices.
    pub(super) currency: Currency,
    /// The category of products without one.
    pub(super) category: String,
}

/// The products of a file that another shop wrote; refuses one with other columns.
pub(super) fn open<R: Read + 'static>(
    origin: Origin,
    source: R,
    terms: Terms,
) -> Result<Box<dyn Iterator<Item = Found>>, String> {
    let sheet = sheet::Sheet::open(source)?;
    Ok(match origin {
        Origin::WooCommerce => Box::new(woocommerce::products(sheet, &terms)?),
        Origin::Vendure => Box::new(vendure::Vendure::new(sheet, terms)?),
        Origin::Shopify | Origin::Backroom => Box::new(shopify::Shopify::new(sheet, terms)?),
    })
}
