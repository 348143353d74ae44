//! How many products are on sale in each category: rows of the products table, written in the transaction that writes a
//! product, so they are right at any moment.
//!
//! The products of a category are counted in up to four parts, by product, so that an import of many products of one category
//! does not wait for one row. Only the category that a product names is counted; the sums of those above it are made when they
//! are read.

use aws_sdk_dynamodb::{error::BuildError, types::Update};
use domain::{
    catalogue::{Category, CategoryCount, CategoryKey, ProductDetails, ProductState},
    kernel::{Digest, ProductId},
};

use super::{ProductsTable, row::read_category};
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _,
    item::{number, text},
};

/// The one partition of the index `categories`: every count is in it.
const TREE: &str = "categories";
/// So many rows count the products of a category.
const PARTS: u8 = 4;
/// What the identifier of a count begins with. No product's identifier has this character.
const PREFIX: &str = "category#";

/// One row that counts a category's products.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CountRow(String);

/// What a row that counts says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// The category, as the product writes it that was counted last.
    pub(super) category: Category,
    pub(super) products: i64,
    /// How often it was written: two looks that agree on it saw nothing happen between them.
    pub(super) writes: u64,
}

impl CountRow {
    /// The row that counts this product in a category.
    pub(super) fn of(category: &CategoryKey, product: &ProductId) -> Self {
        let digest = Digest::of(&[product.as_str().as_bytes()]);
        let [part, ..] = digest.bytes();
        Self(format!("{PREFIX}{}#{}", Digest::of(&[category.as_str().as_bytes()]).short(), part % PARTS))
    }

    /// The row's identifier.
    pub(super) fn id(&self) -> &str {
        &self.0
    }

    /// An update that notes the category and counts the write. What it adds to `products` is still to be said.
    pub(super) fn update(&self, table: &str, category: &Category) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder()
            .table_name(table)
            .key("id", text(self.id()))
            .expression_attribute_values(":tree", text(TREE))
            .expression_attribute_values(":category", text(category.as_str()))
            .expression_attribute_values(":one", number(1))
    }
}

/// Whether a row of the table counts products, and is none.
pub(crate) fn is_count(row: &Item) -> bool {
    row.text("id").is_ok_and(|id| id.starts_with(PREFIX))
}

/// The category in which a product is counted: none unless it is on sale.
pub(super) fn counted_in(details: &ProductDetails) -> Option<&Category> {
    (details.state == ProductState::Active).then_some(&details.category)
}

/// The counts that change with a product: none, one, or two where it moves.
pub(super) fn changes(
    table: &str,
    product: &ProductId,
    before: Option<&ProductDetails>,
    after: &ProductDetails,
) -> Vec<Result<Update, BuildError>> {
    let (from, to) = (before.and_then(counted_in), counted_in(after));
    if from.map(Category::key) == to.map(Category::key) {
        return Vec::new();
    }
    let change = |category: Option<&Category>, by: i64| category.map(|category| add(table, product, category, by));
    [change(from, -1), change(to, 1)].into_iter().flatten().collect()
}

fn add(table: &str, product: &ProductId, category: &Category, by: i64) -> Result<Update, BuildError> {
    CountRow::of(&category.key(), product)
        .update(table, category)
        .update_expression("SET tree = :tree, category = :category ADD products :by, writes :one")
        .expression_attribute_values(":by", number(by))
        .build()
}

impl ProductsTable {
    /// How many products are on sale in each category that has any, in several rows each: queries of one small index, which lags
    /// behind a change for a moment.
    pub async fn category_counts(&self) -> Result<Vec<CategoryCount>, AwsError> {
        let counted = self.counted().await?.into_iter().map(|(_, counted)| counted);
        let count = |Counted { category, products, .. }| CategoryCount {
            category,
            products: u64::try_from(products).unwrap_or(0),
        };
        Ok(counted.map(count).collect())
    }

    /// All rows that count, as the index has them.
    pub(super) async fn counted(&self) -> Result<Vec<(CountRow, Counted)>, AwsError> {
        let query = self.client.query().table_name(&self.table).index_name("categories");
        let query = query
            .key_condition_expression("tree = :tree")
            .expression_attribute_values(":tree", text(TREE))
            .into_paginator();
        let (mut pages, mut rows) = (query.send(), Vec::new());
        while let Some(page) = pages.next().await {
            let page = page.map_err(|e| AwsError::new("products.categories", &e))?;
            for row in page.items() {
                rows.push(read(row)?);
            }
        }
        Ok(rows)
    }
}

fn read(row: &Item) -> Result<(CountRow, Counted), CorruptItem> {
    let counted =
        Counted { category: read_category(row)?, products: row.number("products")?, writes: row.number("writes")? };
    Ok((CountRow(row.text("id")?.to_owned()), counted))
}
