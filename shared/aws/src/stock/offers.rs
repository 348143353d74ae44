//! What is offered of several SKUs: their stock and what their products say, read together.

use std::collections::{BTreeMap, HashMap, VecDeque};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    kernel::{Currency, Money, ProductId, Sku},
    orders::Shard,
    quotes::Offered,
};

use super::{
    StockTable,
    badges::{Row, further_rows, stocked},
};
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _, ProductsTable,
    batch_get::{MAX_KEYS, Wanted, batch_get_tables},
    item::{attributes, read_number},
    products::offered,
    stock::reshard::row_name,
    text,
};

const STOCK: &str = "sku, #row, available, #rows, product_id, prices, active";
const STOCK_NAMES: [(&str, &str); 2] = [("#row", "row"), ("#rows", "rows")];

/// A row that is still to be read.
enum Unread {
    Stock(Row),
    Product(ProductId),
}

/// What was read so far.
#[derive(Default)]
struct Found {
    unread: VecDeque<Unread>,
    offers: BTreeMap<Sku, Offered>,
    products: HashMap<ProductId, Item>,
}

impl StockTable {
    /// What is offered of each SKU as it is now; nothing of one that does not exist. One call where the SKUs' products are known to
    /// this process and all rows are at most 100, else two; a SKU's product never changes.
    pub async fn offers(&self, products: &ProductsTable, skus: &[Sku]) -> Result<BTreeMap<Sku, Offered>, AwsError> {
        let mut found = Found::default();
        for sku in skus {
            found.unread.push_back(Unread::Stock((sku.clone(), Shard(0))));
            if let Some(product) = self.products.get(sku) {
                found.want(product);
            }
        }
        while !found.unread.is_empty() {
            let next: Vec<Unread> = found.unread.drain(..found.unread.len().min(MAX_KEYS)).collect();
            let mut rows = self.read_together(products, next).await?;
            for row in rows.remove(&products.table).unwrap_or_default() {
                found.products.insert(row.parsed("id")?, row);
            }
            for row in rows.remove(&self.table).unwrap_or_default() {
                let product = found.enter(&row)?;
                self.products.learn(row.parsed("sku")?, product);
            }
        }
        found.described()
    }

    async fn read_together(
        &self,
        products: &ProductsTable,
        unread: Vec<Unread>,
    ) -> Result<HashMap<String, Vec<Item>>, AwsError> {
        let (mut stock_keys, mut product_keys) = (Vec::new(), Vec::new());
        for row in unread {
            match row {
                Unread::Stock((sku, shard)) => {
                    stock_keys.push(attributes([("sku", text(sku.as_str())), ("row", text(row_name(shard)))]));
                }
                Unread::Product(id) => product_keys.push(attributes([("id", text(id.as_str()))])),
            }
        }
        let stock =
            Wanted { table: &self.table, keys: stock_keys, attributes: STOCK, names: &STOCK_NAMES, consistent: true };
        let products = Wanted {
            table: &products.table,
            keys: product_keys,
            attributes: offered::ATTRIBUTES,
            names: &offered::NAMES,
            consistent: false,
        };
        batch_get_tables(&self.client, &self.random, "stock.offers", [stock, products]).await
    }
}

impl Found {
    /// Reads a product, once.
    fn want(&mut self, product: ProductId) {
        let is_unread = |unread: &Unread| matches!(unread, Unread::Product(known) if *known == product);
        if !self.products.contains_key(&product) && !self.unread.iter().any(is_unread) {
            self.unread.push_back(Unread::Product(product));
        }
    }

    /// Adds a row of stock to its SKU, and tells whose it is.
    fn enter(&mut self, row: &Item) -> Result<ProductId, CorruptItem> {
        let ((sku, shard), stocked) = stocked(row)?;
        let further = further_rows(&sku, shard, stocked).map(Unread::Stock);
        self.unread.extend(further);
        let product: ProductId = row.parsed("product_id")?;
        self.want(product.clone());
        if let Some(offer) = self.offers.get_mut(&sku) {
            offer.available += stocked.available;
        } else {
            let offer = Offered {
                product: product.clone(),
                is_active: row.boolean("active")?,
                prices: read_prices(row)?,
                available: stocked.available,
                described: None,
            };
            self.offers.insert(sku, offer);
        }
        Ok(product)
    }

    fn described(mut self) -> Result<BTreeMap<Sku, Offered>, AwsError> {
        for (sku, offer) in &mut self.offers {
            let row = self.products.get(&offer.product);
            offer.described = row.map(|row| offered::read(row, sku)).transpose()?;
        }
        Ok(self.offers)
    }
}

fn read_prices(row: &Item) -> Result<Vec<Money>, CorruptItem> {
    let price = |(code, amount): (&String, &AttributeValue)| {
        let currency = Currency::parse(code).ok_or(CorruptItem("prices"))?;
        Ok(Money::new(read_number(amount, "prices")?, currency))
    };
    row.map("prices")?.iter().map(price).collect()
}
