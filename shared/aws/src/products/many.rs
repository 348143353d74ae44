//! Several products at once, as they are now.

use domain::{catalogue::Product, kernel::ProductId};

use super::{ProductsTable, row};
use crate::{
    AwsError, CorruptItem, ItemExt as _, RowChange,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::attributes,
    text,
};

/// The product that a change is about; `None` of a row that is no product.
pub fn product_of(change: &RowChange) -> Result<Option<ProductId>, CorruptItem> {
    // Orders have an `id`, too, under their buyer's key; rows of stock have none.
    if change.keys.len() != 1 || !change.keys.contains_key("id") || super::is_category_count(&change.keys) {
        return Ok(None);
    }
    Ok(Some(change.keys.parsed("id")?))
}

/// What [`row::read`] reads; all of these names may be words that DynamoDB keeps for itself.
const NAMES: [(&str, &str); 12] = [
    ("#id", "id"),
    ("#name", "name"),
    ("#slug", "slug"),
    ("#description", "description"),
    ("#category", "category"),
    ("#tax_class", "tax_class"),
    ("#attributes", "attributes"),
    ("#state", "state"),
    ("#options", "options"),
    ("#variants", "variants"),
    ("#images", "images"),
    ("#ver", "ver"),
];

impl ProductsTable {
    /// The products called so that exist, active or not, by consistent reads, 100 a call. One that cannot be read is shown to
    /// `unreadable` with the reason, and left out.
    pub async fn many(&self, ids: &[ProductId], mut unreadable: impl FnMut(&str)) -> Result<Vec<Product>, AwsError> {
        let mut products = Vec::new();
        let read = NAMES.map(|(short, _)| short).join(", ");
        for ids in ids.chunks(MAX_KEYS) {
            let keys = ids.iter().map(|id| attributes([("id", text(id.as_str()))])).collect();
            let wanted = Wanted { table: &self.table, keys, attributes: &read, names: &NAMES, consistent: true };
            for item in batch_get(&self.client, &self.random, "products.many", wanted).await? {
                match row::read(&item) {
                    Ok(stored) => products.push(stored.product),
                    Err(error) => unreadable(&format!("product {}: {error}", item.text("id").unwrap_or("?"))),
                }
            }
        }
        Ok(products)
    }
}
