//! The address book of an account: one row, an attribute for each address, so that a change of one leaves the others alone.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{
    error::BuildError,
    types::{AttributeValue, ConditionCheck, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem, Update},
};
use domain::{
    kernel::UserId,
    orders::{Address, AddressBook, AddressName, MAX_ADDRESSES},
};

use super::{AccountsTable, rows::Key};
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _, number,
    orders::{read_address, write_address},
    text,
    transaction::{commit, update},
};

/// How a change of an address book ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressChange {
    /// It is written.
    Applied,
    /// There are as many addresses as there may be.
    Full,
    /// There is no such account any more.
    NoAccount,
}

const PREFIX: &str = "a#";
const NAMES: &str = "address_names";
const CHOSEN: &str = "default_name";

impl AccountsTable {
    /// The address book of `user`, as of now.
    pub async fn addresses(&self, user: &UserId) -> Result<AddressBook, AwsError> {
        let row = self.get("accounts.addresses", Key::addresses(user)).await?;
        Ok(row.as_ref().map(read_book).transpose()?.unwrap_or_default())
    }

    /// Writes the address called `name` of an account that is still there, as the default if it `is_default`, or if there is none.
    pub async fn put_address(
        &self,
        user: &UserId,
        name: &AddressName,
        address: &Address,
        is_default: bool,
    ) -> Result<AddressChange, AwsError> {
        let chosen = if is_default { ":name" } else { "if_not_exists(default_name, :name)" };
        let change = self
            .change(Key::addresses(user))
            .update_expression(format!("SET #address = :address, {CHOSEN} = {chosen} ADD {NAMES} :names"))
            .condition_expression(format!(
                "attribute_not_exists({NAMES}) OR size({NAMES}) < :max OR contains({NAMES}, :name)"
            ))
            .expression_attribute_names("#address", attribute(name))
            .expression_attribute_values(":address", write_address(address))
            .expression_attribute_values(":name", text(name.as_str()))
            .expression_attribute_values(":names", AttributeValue::Ss(vec![name.as_str().to_owned()]))
            .expression_attribute_values(":max", number(MAX_ADDRESSES));
        self.change_book("accounts.put_address", user, change.build()).await
    }

    /// Removes the address called `name`, if there is one.
    pub async fn remove_address(&self, user: &UserId, name: &AddressName) -> Result<AddressChange, AwsError> {
        let change = self
            .change(Key::addresses(user))
            .update_expression(format!("REMOVE #address DELETE {NAMES} :names"))
            // What is not there is removed.
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#address", attribute(name))
            .expression_attribute_values(":names", AttributeValue::Ss(vec![name.as_str().to_owned()]));
        match self.change_book("accounts.remove_address", user, change.build()).await? {
            AddressChange::Full => Ok(AddressChange::Applied),
            change => Ok(change),
        }
    }

    /// Makes a change while the account is there: an access token outlives it by minutes, and nobody would erase what came after.
    async fn change_book(
        &self,
        operation: &'static str,
        user: &UserId,
        change: Result<Update, BuildError>,
    ) -> Result<AddressChange, AwsError> {
        let invalid = |error| AwsError::new(operation, &error);
        let account = ConditionCheck::builder()
            .table_name(&self.name)
            .set_key(Some(Key::profile(user).into()))
            .condition_expression("attribute_exists(pk)")
            .return_values_on_condition_check_failure(AllOld);
        let account = TransactWriteItem::builder().condition_check(account.build().map_err(invalid)?).build();
        let rows = vec![account, update(change.map_err(invalid)?)];
        Ok(match commit(&self.client, &self.random, operation, rows).await? {
            Ok(()) => AddressChange::Applied,
            Err(refused) if refused.failed(0) => AddressChange::NoAccount,
            Err(_) => AddressChange::Full,
        })
    }
}

/// The attribute of an address.
fn attribute(name: &AddressName) -> String {
    format!("{PREFIX}{}", name.as_str())
}

fn read_book(row: &Item) -> Result<AddressBook, CorruptItem> {
    let mut addresses = BTreeMap::new();
    for (name, value) in row {
        let Some(name) = name.strip_prefix(PREFIX) else { continue };
        let address = value.as_m().map_err(|_| CorruptItem(PREFIX))?;
        addresses.insert(name.parse().map_err(|_| CorruptItem(PREFIX))?, read_address(address)?);
    }
    let chosen = row.contains_key(CHOSEN).then(|| row.parsed(CHOSEN)).transpose()?;
    Ok(AddressBook::new(addresses, chosen))
}
