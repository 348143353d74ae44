//! Makes again what is derived from the products: where they are listed, and how many each category has.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    catalogue::{Category, Product},
    kernel::ProductId,
};

use super::{
    ProductsTable,
    categories::{self, CountRow, Counted, counted_in},
    listings, row,
    write::removal,
};
use crate::{
    AwsError, Item, ItemExt as _,
    item::{number, text},
    snapshot::scan,
    transaction::{commit, update},
};

/// Looks at all products while others change them. A category that changes in every one of them is left as it is.
const ROUNDS: u32 = 5;

/// What a recount found and did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    /// Products that were read.
    pub products: u64,
    /// Products that were not listed where they belong.
    pub relisted: u64,
    /// Counts that were wrong.
    pub corrected: u64,
    /// Counts that changed all the time, and may still be wrong.
    pub moving: u64,
    /// Products that cannot be read, with the reason. They count nowhere.
    pub unreadable: Vec<String>,
}

/// What one look at all products found.
#[derive(Default)]
struct Found {
    products: u64,
    counts: BTreeMap<CountRow, (Category, i64)>,
    /// Products that are not listed where they belong.
    misplaced: Vec<Product>,
    unreadable: Vec<String>,
}

impl ProductsTable {
    /// Lists every product where it belongs, and corrects the counts of the categories. The shop stays open: a product or a
    /// count that changes meanwhile is looked at again. It reads the whole table, as nothing but the operator's program does.
    pub async fn recount(&self) -> Result<Recount, AwsError> {
        let mut done = Recount::default();
        for _ in 0..ROUNDS {
            // The counts come first: one that nobody wrote until it is corrected is that of the products read in between.
            let before: HashMap<CountRow, Counted> = self.counted().await?.into_iter().collect();
            let found = self.look().await?;
            (done.products, done.unreadable, done.moving) = (found.products, found.unreadable, 0);
            for product in &found.misplaced {
                done.relisted += u64::from(self.relist(product).await?);
            }
            let gone = before.keys().filter(|row| !found.counts.contains_key(row));
            let gone = gone.filter_map(|row| Some((row, (before.get(row)?.category.clone(), 0))));
            let wanted = found.counts.iter().map(|(row, wanted)| (row, wanted.clone())).chain(gone);
            for (row, (category, products)) in wanted {
                let seen = before.get(row);
                if seen.map_or(0, |seen| seen.products) == products {
                    continue;
                }
                if self.correct(row, &category, products, seen).await? {
                    done.corrected += 1;
                } else {
                    done.moving += 1;
                }
            }
            if done.moving == 0 {
                break;
            }
        }
        Ok(done)
    }

    async fn look(&self) -> Result<Found, AwsError> {
        let mut found = Found::default();
        let enter = |item: &Item| {
            if !categories::is_count(item) {
                found.enter(item);
            }
        };
        scan(&self.client, &self.table, "products.recount", |_| {}, enter).await?;
        Ok(found)
    }

    /// Lists a product where it belongs, unless somebody has written it since it was read: then it is.
    async fn relist(&self, product: &Product) -> Result<bool, AwsError> {
        const OPERATION: &str = "products.relist";
        let listed = listings::keys(&product.details);
        let set: Vec<String> = listed.iter().map(|(name, _)| format!("{name} = :{name}")).collect();
        let set = if set.is_empty() { String::new() } else { format!("SET {}", set.join(", ")) };
        let mut values: Item = listed.iter().map(|(name, value)| (format!(":{name}"), value.clone())).collect();
        values.insert(":seen".to_owned(), number(product.version));
        let relisting = aws_sdk_dynamodb::types::Update::builder()
            .table_name(&self.table)
            .key("id", text(product.id.as_str()))
            .update_expression([set, removal(listings::others(&listed).into_iter())].concat().trim())
            .condition_expression("ver = :seen")
            .set_expression_attribute_values(Some(values))
            .build()
            .map_err(|error| AwsError::new(OPERATION, &error))?;
        self.is_written(OPERATION, update(relisting)).await
    }

    /// Corrects a count that nobody has written since it was `seen`; whether it was corrected.
    async fn correct(
        &self,
        row: &CountRow,
        category: &Category,
        products: i64,
        seen: Option<&Counted>,
    ) -> Result<bool, AwsError> {
        const OPERATION: &str = "products.correct";
        let correction = row
            .update(&self.table, category)
            .update_expression("SET tree = :tree, category = :category, products = :products ADD writes :one")
            .expression_attribute_values(":products", number(products));
        let correction = match seen {
            None => correction.condition_expression("attribute_not_exists(id)"),
            Some(seen) => correction
                .condition_expression("writes = :seen")
                .expression_attribute_values(":seen", number(seen.writes)),
        };
        let correction = correction.build().map_err(|error| AwsError::new(OPERATION, &error))?;
        self.is_written(OPERATION, update(correction)).await
    }

    async fn is_written(&self, operation: &'static str, row: TransactWriteItem) -> Result<bool, AwsError> {
        Ok(commit(&self.client, &self.random, operation, vec![row]).await?.is_ok())
    }
}

impl Found {
    fn enter(&mut self, item: &Item) {
        self.products += 1;
        let product = match row::read(item) {
            Ok(stored) => stored.product,
            Err(error) => {
                let id = item.text("id").unwrap_or("?");
                return self.unreadable.push(format!("product {id}: {error}"));
            }
        };
        self.count(&product.id, counted_in(&product.details));
        if !listings::is_listed(item, &listings::keys(&product.details)) {
            self.misplaced.push(product);
        }
    }

    fn count(&mut self, product: &ProductId, category: Option<&Category>) {
        if let Some(category) = category {
            let row = CountRow::of(&category.key(), product);
            self.counts.entry(row).or_insert_with(|| (category.clone(), 0)).1 += 1;
        }
    }
}
