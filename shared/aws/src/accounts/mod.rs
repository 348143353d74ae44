//! The accounts table: accounts by the digest of their address; profiles and sessions by user; pending sign-ups, password
//! resets and e-mail changes; rate limits.
//!
//! The SDK repeats a call whose answer was lost. Every write here may be repeated: it writes the same again, or recognises
//! its own effect.

mod addresses;
mod attempts;
mod blocking;
mod closing;
mod each;
mod email;
mod passwords;
mod rows;
mod sessions;
mod sign_up;
mod staff;

use app_context::{AppContext, StartError};
use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::update_item::UpdateItemError,
    types::{AttributeValue, Delete, Put, ReturnValue, Update, builders::UpdateBuilder},
};
use domain::{
    accounts::{Account, DisplayName, MAX_CODE_TRIES, Profile},
    kernel::{EmailDigest, Random, SessionId, UserId},
};

pub use self::addresses::AddressChange;
use self::rows::{Key, read_account, read_profile};
use super::{AwsError, Item, dynamodb, number, text};

/// The accounts table.
#[derive(Clone, Debug)]
pub struct AccountsTable {
    client: Client,
    name: String,
    random: Random,
}

impl AccountsTable {
    /// The table whose name stands in `ACCOUNTS_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let name = context.environment.required("ACCOUNTS_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), name, random: context.random.clone() })
    }

    /// The account under an address, as of now.
    pub async fn account(&self, email: &EmailDigest) -> Result<Option<Account>, AwsError> {
        let item = self.get("accounts.account", Key::account(email)).await?;
        Ok(item.as_ref().map(read_account).transpose()?)
    }

    /// The account of a user, as of now: two reads, one after the other.
    pub async fn account_of(&self, user: &UserId) -> Result<Option<Account>, AwsError> {
        match self.profile(user).await? {
            Some(profile) => self.account(&profile.email.digest()).await,
            None => Ok(None),
        }
    }

    /// A user's profile, by a consistent read.
    pub async fn profile(&self, user: &UserId) -> Result<Option<Profile>, AwsError> {
        let item = self.get("accounts.profile", Key::profile(user)).await?;
        Ok(item.as_ref().map(read_profile).transpose()?)
    }

    /// Sets the name by which a user wants to be called, or removes it. The profile as it is now; `None` if there is no
    /// such user any more.
    pub async fn rename(&self, user: &UserId, name: Option<&DisplayName>) -> Result<Option<Profile>, AwsError> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(Key::profile(user).into()));
        let update = update
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#name", "name")
            .return_values(ReturnValue::AllNew);
        let update = match name {
            Some(name) => {
                update.update_expression("SET #name = :name").expression_attribute_values(":name", text(name.as_str()))
            }
            None => update.update_expression("REMOVE #name"),
        };
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(done) => Ok(Some(read_profile(&done.attributes.unwrap_or_default())?)),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(None),
            Err(error) => Err(AwsError::new("accounts.rename", &error)),
        }
    }

    async fn get(&self, operation: &'static str, key: Key) -> Result<Option<Item>, AwsError> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(key.into())).consistent_read(true);
        Ok(get.send().await.map_err(|e| AwsError::new(operation, &e))?.item)
    }

    async fn put(&self, operation: &'static str, item: Item) -> Result<(), AwsError> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        put.send().await.map_err(|e| AwsError::new(operation, &e))?;
        Ok(())
    }

    /// Counts the try `id` of the code in a row, before the code is compared. The row; `None` if there is no code, its
    /// tries are used up, or another session than `asked_by` asked for it.
    async fn count_try(
        &self,
        operation: &'static str,
        key: Key,
        id: &str,
        asked_by: Option<&SessionId>,
    ) -> Result<Option<Item>, AwsError> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(key.into()));
        let mut condition = format!("attribute_exists(code) AND {}", has_room("code_tries", ":max"));
        let update = asked_by.into_iter().fold(update, |update, session| {
            condition += " AND session_id = :session";
            update.expression_attribute_values(":session", text(session.as_str()))
        });
        let update = update
            .update_expression("ADD code_tries :ids")
            .condition_expression(condition)
            .expression_attribute_values(":max", number(MAX_CODE_TRIES))
            .expression_attribute_values(":id", text(id))
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![id.to_owned()]))
            .return_values(ReturnValue::AllNew);
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(done) => Ok(Some(done.attributes.unwrap_or_default())),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(None),
            Err(error) => Err(AwsError::new(operation, &error)),
        }
    }

    /// A row to be written in a transaction, under a condition if there is one.
    fn row(&self, item: Item, condition: Option<&str>) -> Result<Put, BuildError> {
        let put = Put::builder().table_name(&self.name).set_item(Some(item));
        put.set_condition_expression(condition.map(str::to_owned)).build()
    }

    /// A row to be removed in a transaction, whether or not it is there.
    fn removal(&self, key: Key) -> Result<Delete, BuildError> {
        Delete::builder().table_name(&self.name).set_key(Some(key.into())).build()
    }

    /// The row of a mailed code to be removed in a transaction: a code that was used cannot be used again.
    fn removal_of_code(&self, key: Key, code: &str) -> Result<Delete, BuildError> {
        let delete = Delete::builder().table_name(&self.name).set_key(Some(key.into()));
        delete.condition_expression("code = :code").expression_attribute_values(":code", text(code)).build()
    }

    /// A change of a row in a transaction.
    fn change(&self, key: Key) -> UpdateBuilder {
        Update::builder().table_name(&self.name).set_key(Some(key.into()))
    }
}

/// The condition that the set `name` has fewer members than `max`, or holds `:id` already.
fn has_room(name: &str, max: &str) -> String {
    format!("(attribute_not_exists({name}) OR size({name}) < {max} OR contains({name}, :id))")
}
