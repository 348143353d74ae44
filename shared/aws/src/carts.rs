//! The carts table: one row a user, an account's or a guest's.
//!
//! A line is two attributes of the row, so that a change of one line leaves the others alone, whoever else changes them:
//!
//! ```text
//! n#<sku>    how many
//! t#<sku>    when the SKU came into the cart, in milliseconds
//! skus       the set of all of them, by whose size the lines are bounded
//! ver        how often the row was written
//! ```

use app_context::{AppContext, Retry, StartError};
use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::{
        delete_item::DeleteItemError,
        update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    },
    types::{AttributeValue, Delete, Put, ReturnValue, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem},
};
use domain::{
    accounts::Role,
    carts::{Cart, CartFull, CartLine, MAX_CART_LINES, cart_lifetime_seconds},
    kernel::{Random, Sku, Timestamp, UserId},
    orders::Quantity,
};
use futures::future::try_join;

use super::{
    AwsError, CorruptItem, Item, ItemExt as _, dynamodb,
    item::{attributes, number, read_number, text},
    transaction::{commit, contended, delete, put},
};

/// The carts table.
#[derive(Clone, Debug)]
pub struct CartsTable {
    client: Client,
    table: String,
    random: Random,
}

/// A row as it was read: the cart, and the version; 0 where there is none.
struct Stored {
    cart: Cart,
    version: u64,
}

impl CartsTable {
    /// The table whose name stands in `CARTS_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("CARTS_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }

    /// The cart of `user`, as of now; an empty one where there is none.
    pub async fn get(&self, user: &UserId, now: Timestamp) -> Result<Cart, AwsError> {
        Ok(self.stored(user, now).await?.cart)
    }

    /// Sets how many of `sku` are in the cart of `user`, whose token says `role`: the cart since. One call, but where the row's time
    /// is over and nobody has removed it.
    pub async fn set(
        &self,
        (user, role): (&UserId, Role),
        sku: &Sku,
        quantity: Quantity,
        now: Timestamp,
    ) -> Result<Result<Cart, CartFull>, AwsError> {
        loop {
            let set = self
                .change(user, role, sku, now)
                .update_expression("SET #n = :n, #t = if_not_exists(#t, :t), #ttl = :ttl ADD skus :sku, ver :one")
                .condition_expression(
                    "attribute_not_exists(user_id) OR (#ttl > :now AND \
                     (attribute_not_exists(skus) OR size(skus) < :max OR contains(skus, :one_sku)))",
                )
                .expression_attribute_names("#t", added(sku))
                .expression_attribute_values(":t", number(now.millis()))
                .expression_attribute_values(":n", number(quantity.get()))
                .expression_attribute_values(":max", number(MAX_CART_LINES))
                .expression_attribute_values(":one_sku", text(sku.as_str()));
            match set.send().await.map_err(SdkError::into_service_error) {
                Ok(done) => return Ok(Ok(read_lines(&done.attributes.unwrap_or_default())?)),
                Err(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                    if !is_over(&refused.item.unwrap_or_default(), now) {
                        return Ok(Err(CartFull));
                    }
                    self.clear_away(user, now).await?;
                }
                Err(error) => return Err(AwsError::new("carts.set", &error)),
            }
        }
    }

    /// Takes `sku` out of the cart of `user`: the cart since.
    pub async fn remove(&self, (user, role): (&UserId, Role), sku: &Sku, now: Timestamp) -> Result<Cart, AwsError> {
        let remove = self
            .change(user, role, sku, now)
            .update_expression("SET #ttl = :ttl REMOVE #n, #t DELETE skus :sku ADD ver :one")
            .condition_expression("attribute_exists(user_id) AND #ttl > :now")
            .expression_attribute_names("#t", added(sku));
        match remove.send().await.map_err(SdkError::into_service_error) {
            Ok(done) => Ok(read_lines(&done.attributes.unwrap_or_default())?),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(Cart::default()),
            Err(error) => Err(AwsError::new("carts.remove", &error)),
        }
    }

    /// Empties the cart of `user`.
    pub async fn empty(&self, user: &UserId) -> Result<(), AwsError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key(user)));
        delete.send().await.map_err(|e| AwsError::new("carts.empty", &e))?;
        Ok(())
    }

    /// Lets the guest's cart join that of `user`, and empties it, in one transaction: the cart of `user` since. A repeat finds the
    /// guest's cart empty.
    pub async fn merge(
        &self,
        (user, role): (&UserId, Role),
        guest: &UserId,
        now: Timestamp,
    ) -> Result<Result<Cart, CartFull>, AwsError> {
        const OPERATION: &str = "carts.merge";
        for _ in Retry::CART.tries() {
            let (own, other) = try_join(self.stored(user, now), self.stored(guest, now)).await?;
            if other.cart.lines().is_empty() {
                return Ok(Ok(own.cart));
            }
            let Ok(joined) = own.cart.joined_by(&other.cart) else { return Ok(Err(CartFull)) };
            let rows = [self.replacement(user, role, &joined, own.version, now), self.removal(guest, other.version)];
            let rows: Result<Vec<TransactWriteItem>, BuildError> = rows.into_iter().collect();
            let rows = rows.map_err(|error| AwsError::new(OPERATION, &error))?;
            if commit(&self.client, &self.random, OPERATION, rows).await?.is_ok() {
                return Ok(Ok(joined));
            }
        }
        Err(contended(OPERATION, "both carts were changed again and again"))
    }

    async fn stored(&self, user: &UserId, now: Timestamp) -> Result<Stored, AwsError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key(user))).consistent_read(true);
        let answer = get.send().await.map_err(|e| AwsError::new("carts.get", &e))?;
        let Some(row) = answer.item else { return Ok(Stored { cart: Cart::default(), version: 0 }) };
        let cart = if is_over(&row, now) { Cart::default() } else { read_lines(&row)? };
        Ok(Stored { cart, version: row.number("ver")? })
    }

    /// Removes a row whose time is over, if nobody has written it since.
    async fn clear_away(&self, user: &UserId, now: Timestamp) -> Result<(), AwsError> {
        let delete = self.client.delete_item().table_name(&self.table).set_key(Some(key(user)));
        let delete = delete
            .condition_expression("#ttl <= :now")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":now", number(now.seconds()));
        match delete.send().await.map_err(SdkError::into_service_error) {
            Ok(_) | Err(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Err(error) => Err(AwsError::new("carts.clear_away", &error)),
        }
    }

    /// An update of one line, which keeps the cart for another while and answers with the row.
    fn change(&self, user: &UserId, role: Role, sku: &Sku, now: Timestamp) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(user)))
            .expression_attribute_names("#n", quantity_of(sku))
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":ttl", number(ttl(role, now)))
            .expression_attribute_values(":now", number(now.seconds()))
            .expression_attribute_values(":sku", AttributeValue::Ss(vec![sku.to_string()]))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(AllOld)
    }

    /// The row of `cart`, in place of the version that was read.
    fn replacement(
        &self,
        user: &UserId,
        role: Role,
        cart: &Cart,
        version: u64,
        now: Timestamp,
    ) -> Result<TransactWriteItem, BuildError> {
        let mut row = key(user);
        let skus = cart.lines().iter().map(|line| line.sku.to_string()).collect();
        row.extend(attributes([
            ("skus", AttributeValue::Ss(skus)),
            ("ver", number(version + 1)),
            ("ttl", number(ttl(role, now))),
        ]));
        for line in cart.lines() {
            row.insert(quantity_of(&line.sku), number(line.quantity.get()));
            row.insert(added(&line.sku), number(line.added.millis()));
        }
        let row = Put::builder().table_name(&self.table).set_item(Some(row));
        let row = if version == 0 {
            row.condition_expression("attribute_not_exists(user_id)")
        } else {
            row.condition_expression("ver = :ver").expression_attribute_values(":ver", number(version))
        };
        row.build().map(put)
    }

    fn removal(&self, user: &UserId, version: u64) -> Result<TransactWriteItem, BuildError> {
        let row = Delete::builder().table_name(&self.table).set_key(Some(key(user)));
        row.condition_expression("ver = :ver").expression_attribute_values(":ver", number(version)).build().map(delete)
    }
}

fn key(user: &UserId) -> Item {
    attributes([("user_id", text(user.as_str()))])
}

/// The attribute that says how many of a SKU there are.
fn quantity_of(sku: &Sku) -> String {
    format!("{QUANTITY}{sku}")
}

/// The attribute that says when a SKU came.
fn added(sku: &Sku) -> String {
    format!("{ADDED}{sku}")
}

const QUANTITY: &str = "n#";
const ADDED: &str = "t#";

/// Until when the row is kept, in seconds.
fn ttl(role: Role, now: Timestamp) -> i64 {
    now.plus_seconds(cart_lifetime_seconds(role)).seconds()
}

/// Whether a row's time is over, though it may still be there.
fn is_over(row: &Item, now: Timestamp) -> bool {
    row.number::<i64>("ttl").is_ok_and(|ttl| ttl <= now.seconds())
}

fn read_lines(row: &Item) -> Result<Cart, CorruptItem> {
    let mut lines = Vec::new();
    for (name, value) in row {
        let Some(sku) = name.strip_prefix(QUANTITY) else { continue };
        let sku: Sku = sku.parse().map_err(|_| CorruptItem("n#"))?;
        let quantity = Quantity::new(read_number(value, "n#")?).ok_or(CorruptItem("n#"))?;
        let added = row.get(&added(&sku)).ok_or(CorruptItem("t#"))?;
        lines.push(CartLine { sku, quantity, added: Timestamp::from_millis(read_number(added, "t#")?) });
    }
    Ok(Cart::of(lines))
}
