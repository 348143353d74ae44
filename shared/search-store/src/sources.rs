//! What the index is made of: products and their stock, as their tables have them now.

use std::collections::{BTreeMap, BTreeSet};

use app_context::{AppContext, Clock, StartError};
use aws::{AwsError, ProductsTable, StockTable, StockUnits};
use domain::{
    catalogue::Product,
    kernel::{ProductId, Sku},
};
use search::{Changes, Document, Units};

/// The tables.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    products: ProductsTable,
    stock: StockTable,
    clock: Clock,
}

impl Sources {
    pub(crate) fn new(context: &AppContext) -> Result<Self, StartError> {
        let (products, stock) = (ProductsTable::new(context)?, StockTable::new(context)?);
        Ok(Self { products, stock, clock: context.clock.clone() })
    }

    /// These products as they are now. One that cannot be read is not found, until somebody has mended its row.
    pub(crate) async fn some(&self, ids: &BTreeSet<ProductId>) -> Result<Changes, AwsError> {
        let read_at = self.clock.now();
        let wanted: Vec<ProductId> = ids.iter().cloned().collect();
        let products = self.products.many(&wanted, unreadable).await?;
        let skus: Vec<Sku> =
            products.iter().flat_map(|product| &product.details.variants).map(|it| it.sku.clone()).collect();
        let stock = self.stock.units(&skus).await?;
        let stock =
            stock.into_iter().map(|(sku, StockUnits { available, ordered })| (sku, Units { available, ordered }));
        let stock: BTreeMap<Sku, Units> = stock.collect();
        let found = products.into_iter().filter_map(|product| {
            let units = of_all(&product, &stock);
            Document::of(product, units, read_at)
        });
        let documents: Vec<Document> = found.collect();
        let found: BTreeSet<&ProductId> = documents.iter().map(|document| &document.card.id).collect();
        let gone = ids.iter().filter(|id| !found.contains(id)).cloned().collect();
        Ok(Changes { documents, gone })
    }

    /// All products that are on sale. It reads both tables whole.
    pub(crate) async fn all(&self) -> Result<Vec<Document>, AwsError> {
        let read_at = self.clock.now();
        let totals = self.stock.totals(unreadable).await?;
        let units = totals.into_iter().map(|(sku, total)| {
            let count = |units: i64| units.max(0).unsigned_abs();
            (sku, Units { available: count(total.available), ordered: count(total.received - total.available) })
        });
        let stock: BTreeMap<Sku, Units> = units.collect();
        let mut documents = Vec::new();
        let found = |product: Result<Product, String>| match product {
            Ok(product) => {
                let units = of_all(&product, &stock);
                documents.extend(Document::of(product, units, read_at));
            }
            Err(reason) => unreadable(&reason),
        };
        self.products.each(found).await?;
        Ok(documents)
    }
}

/// The units of all variants of a product.
fn of_all(product: &Product, stock: &BTreeMap<Sku, Units>) -> Units {
    let each = product.details.variants.iter().filter_map(|variant| stock.get(&variant.sku));
    each.fold(Units::default(), |sum, units| Units {
        available: sum.available + units.available,
        ordered: sum.ordered + units.ordered,
    })
}

fn unreadable(reason: &str) {
    tracing::error!(reason, alarm = "record_unreadable", "a row was left out of the search index");
}
