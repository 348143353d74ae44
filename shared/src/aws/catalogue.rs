//! Writing the catalogue: a product and its stock row change together, or not at all.

use aws_sdk_dynamodb::{
    error::BuildError,
    types::{TransactWriteItem, Update},
};

use super::{
    Item, ItemExt as _, ProductsTable, StockTable, Unavailable, boolean,
    item::attributes,
    number,
    products::SHELF,
    text,
    transaction::{commit, put, update},
};
use crate::{
    catalogue::{Availability, Expected, Imported, OpeningStock, ProductDetails, Refusal, name_key},
    kernel::{ProductId, Timestamp},
};

/// When a product is written.
#[derive(Clone, Copy)]
enum Condition {
    Expected(Expected),
    /// If anything about it would change.
    Different,
}

const SET: &str = "SET #name = :name, name_key = :name_key, description = :description, category = :category, \
    price_minor = :price, currency = :currency, active = :active, updated_ms = :now, \
    created_ms = if_not_exists(created_ms, :now), ver = if_not_exists(ver, :zero) + :one";
const SHOWN: &str = ", shelf = :shelf, shelf_category = :category";
const HIDDEN: &str = " REMOVE shelf, shelf_category";
const DIFFERENT: &str = "attribute_not_exists(id) OR #name <> :name OR description <> :description OR \
    category <> :category OR price_minor <> :price OR currency <> :currency OR active <> :active";

impl ProductsTable {
    /// Writes what the merchant says about a product, new or not, and what orders check into its stock row.
    pub async fn put(
        &self,
        stock: &StockTable,
        id: &ProductId,
        details: &ProductDetails,
        expected: Expected,
        now: Timestamp,
    ) -> Result<Result<(), Refusal>, Unavailable> {
        let rows = self.rows(stock, id, details, Condition::Expected(expected), now);
        let rows = rows.map_err(|error| Unavailable::new("products.put", &error))?;
        let done = commit(&self.client, &self.random, "products.put", rows).await?;
        Ok(done.map_err(|_| Refusal::Moved))
    }

    /// Writes one product of the operator's file and books its opening stock, which happens once however often the file
    /// is imported.
    pub async fn import(
        &self,
        stock: &StockTable,
        id: &ProductId,
        details: &ProductDetails,
        opening: OpeningStock,
        now: Timestamp,
    ) -> Result<Imported, Unavailable> {
        let failed = |error: BuildError| Unavailable::new("products.import", &error);
        let rows = vec![
            update(
                self.details(id, details, Condition::Expected(Expected::Anything), Some(opening), now)
                    .map_err(failed)?,
            ),
            update(stock.pricing(id, details, Some(opening)).map_err(failed)?),
            put(stock.opening(id, opening, now).map_err(failed)?),
        ];
        let Err(refused) = commit(&self.client, &self.random, "products.import", rows).await? else {
            return Ok(Imported::New);
        };
        let record = refused.existing(2);
        let record = record.ok_or_else(|| Unavailable::because("products.import", "refused without a reason"))?;
        let booked = record.number("quantity")?;
        let rows = self.rows(stock, id, details, Condition::Different, now).map_err(failed)?;
        Ok(match commit(&self.client, &self.random, "products.import", rows).await? {
            Ok(()) => Imported::Updated { booked },
            Err(_) => Imported::Unchanged { booked },
        })
    }

    fn rows(
        &self,
        stock: &StockTable,
        id: &ProductId,
        details: &ProductDetails,
        condition: Condition,
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, BuildError> {
        let product = self.details(id, details, condition, None, now)?;
        Ok(vec![update(product), update(stock.pricing(id, details, None)?)])
    }

    /// The product's own row. It stands on its shelves, and so in the indexes, exactly while it is active. Its badge
    /// stays as it is, unless an opening stock says more.
    fn details(
        &self,
        id: &ProductId,
        details: &ProductDetails,
        condition: Condition,
        opening: Option<OpeningStock>,
        now: Timestamp,
    ) -> Result<Update, BuildError> {
        let opening = opening.map_or(Availability::Out, |stock| Availability::of(stock.units()));
        let badge = match opening {
            Availability::Out => ", availability = if_not_exists(availability, :badge)",
            Availability::In | Availability::Low => ", availability = :badge",
        };
        let shelves = if details.active { SHOWN } else { HIDDEN };
        let (condition, seen) = match condition {
            Condition::Expected(Expected::Anything) => (None, None),
            Condition::Expected(Expected::Existing) => (Some("attribute_exists(id)"), None),
            Condition::Expected(Expected::Version(seen)) => (Some("ver = :seen"), Some(seen)),
            Condition::Different => (Some(DIFFERENT), None),
        };
        let mut values = values(details, opening, now);
        values.extend(seen.map(|seen| (":seen".to_owned(), number(seen))));
        Update::builder()
            .table_name(&self.table)
            .key("id", text(id.as_str()))
            .update_expression([SET, badge, shelves].concat())
            .set_condition_expression(condition.map(str::to_owned))
            .expression_attribute_names("#name", "name")
            .set_expression_attribute_values(Some(values))
            .build()
    }
}

fn values(details: &ProductDetails, badge: Availability, now: Timestamp) -> Item {
    let mut values = attributes([
        (":name", text(details.name.as_str())),
        (":name_key", text(name_key(&details.name))),
        (":description", text(details.description.as_str())),
        (":category", text(details.category.as_str())),
        (":price", number(details.price.amount_minor)),
        (":currency", text(details.price.currency.as_str())),
        (":active", boolean(details.active)),
        (":badge", text(badge.as_str())),
        (":now", number(now.millis())),
        (":zero", number(0)),
        (":one", number(1)),
    ]);
    if details.active {
        values.insert(":shelf".to_owned(), text(SHELF));
    }
    values
}
