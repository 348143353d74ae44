//! The accounts table: accounts by the digest of their address, profiles and sessions by buyer, attempts to log in.
//!
//! The SDK repeats a call whose answer was lost. Every write here may be repeated: it is the same again, or it knows its
//! own effect when it meets it.

mod rows;
mod sessions;

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::{put_item::PutItemError, update_item::UpdateItemError},
    types::{AttributeValue, Put, ReturnValue, ReturnValuesOnConditionCheckFailure::AllOld, Update},
};

use self::rows::{Key, account_item, full_windows, profile_item, read_account, read_profile, session_item};
use super::{
    Item, Unavailable, boolean, dynamodb, number, text,
    transaction::{commit, put, update},
};
use crate::{
    accounts::{Account, Attempt, Count, MAX_CODE_TRIES, PasswordHash, Profile, Session},
    kernel::{BuyerId, EmailDigest},
    world::{Random, StartError, World},
};

/// The accounts table.
#[derive(Clone, Debug)]
pub struct AccountsTable {
    client: Client,
    name: String,
    random: Random,
}

impl AccountsTable {
    /// The table whose name stands in `ACCOUNTS_TABLE`.
    pub fn new(world: &World) -> Result<Self, StartError> {
        let name = world.environment.required("ACCOUNTS_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(world), name, random: world.random.clone() })
    }

    /// The account under an address, verified or not, as of now.
    pub async fn account(&self, email: &EmailDigest) -> Result<Option<Account>, Unavailable> {
        let item = self.get("accounts.account", Key::account(email)).await?;
        Ok(item.as_ref().map(read_account).transpose()?)
    }

    /// What is kept about a buyer with a verified address, as of now.
    pub async fn profile(&self, buyer: &BuyerId) -> Result<Option<Profile>, Unavailable> {
        let item = self.get("accounts.profile", Key::profile(buyer)).await?;
        Ok(item.as_ref().map(read_profile).transpose()?)
    }

    /// Writes an unverified account, in place of an older unverified one. A verified one stays as it is, and nothing
    /// tells: to whoever signs up both are the same.
    pub async fn sign_up(&self, account: &Account) -> Result<(), Unavailable> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(account_item(account)));
        let put = put.condition_expression("attribute_not_exists(pk) OR verified = :no");
        match put.expression_attribute_values(":no", boolean(false)).send().await.map_err(SdkError::into_service_error)
        {
            Ok(_) | Err(PutItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Err(error) => Err(Unavailable::new("accounts.sign_up", &error)),
        }
    }

    /// Counts the try `id` of an unverified account's code. `None` if there is no such account, or the tries are used up.
    pub async fn count_try(&self, email: &EmailDigest, id: &str) -> Result<Option<Account>, Unavailable> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(Key::account(email).into()));
        let update = update
            .update_expression("ADD code_tries :ids")
            .condition_expression(format!("verified = :no AND {}", has_room("code_tries", ":max")))
            .expression_attribute_values(":no", boolean(false))
            .expression_attribute_values(":max", number(MAX_CODE_TRIES))
            .expression_attribute_values(":id", text(id))
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![id.to_owned()]))
            .return_values(ReturnValue::AllNew);
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(done) => Ok(Some(read_account(&done.attributes.unwrap_or_default())?)),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(None),
            Err(error) => Err(Unavailable::new("accounts.count_try", &error)),
        }
    }

    /// Marks `account` verified, with its profile and its first session, in one transaction. False if another sign-up
    /// or verification came first.
    pub async fn verify(&self, account: &Account, session: &Session) -> Result<bool, Unavailable> {
        let failed = |error: BuildError| Unavailable::new("accounts.verify", &error);
        let row = |item| Put::builder().table_name(&self.name).set_item(Some(item)).build().map(put).map_err(failed);
        let rows = vec![
            update(self.mark_verified(account).map_err(failed)?),
            row(profile_item(account))?,
            row(session_item(session))?,
        ];
        Ok(commit(&self.client, &self.random, "accounts.verify", rows).await?.is_ok())
    }

    fn mark_verified(&self, account: &Account) -> Result<Update, BuildError> {
        Update::builder()
            .table_name(&self.name)
            .set_key(Some(Key::account(&account.email.digest()).into()))
            .update_expression("SET verified = :yes REMOVE code, code_expires_ms, code_tries, #ttl")
            // Each sign-up makes a new buyer: this one is still the one whose code was tried.
            .condition_expression("verified = :no AND uid = :uid")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":yes", boolean(true))
            .expression_attribute_values(":no", boolean(false))
            .expression_attribute_values(":uid", text(account.buyer.as_str()))
            .build()
    }

    /// Counts an attempt in all of its windows, or in none when one is full.
    pub async fn count_attempt(&self, attempt: &Attempt) -> Result<Count, Unavailable> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(Key::limit(&attempt.row).into()));
        let mut update = update
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":ttl", number(attempt.expires().seconds()))
            .expression_attribute_values(":id", text(&attempt.id))
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![attempt.id.clone()]))
            .return_values_on_condition_check_failure(AllOld);
        let (mut additions, mut conditions) = (Vec::new(), Vec::new());
        for (i, window) in attempt.windows.iter().enumerate() {
            update = update
                .expression_attribute_names(format!("#w{i}"), &window.name)
                .expression_attribute_values(format!(":max{i}"), number(window.limit));
            additions.push(format!("#w{i} :ids"));
            conditions.push(has_room(&format!("#w{i}"), &format!(":max{i}")));
        }
        let update = update
            .update_expression(format!("SET #ttl = :ttl ADD {}", additions.join(", ")))
            .condition_expression(conditions.join(" AND "));
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(Count::Counted),
            Err(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                Ok(Count::Full(full_windows(attempt, &refused.item.unwrap_or_default())))
            }
            Err(error) => Err(Unavailable::new("accounts.count_attempt", &error)),
        }
    }

    /// Takes back an attempt that succeeded.
    pub async fn give_back(&self, attempt: &Attempt) -> Result<(), Unavailable> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(Key::limit(&attempt.row).into()));
        let mut update = update.expression_attribute_values(":ids", AttributeValue::Ss(vec![attempt.id.clone()]));
        let mut removals = Vec::new();
        for (i, window) in attempt.windows.iter().enumerate() {
            update = update.expression_attribute_names(format!("#w{i}"), &window.name);
            removals.push(format!("#w{i} :ids"));
        }
        let update = update.update_expression(format!("DELETE {}", removals.join(", ")));
        update.send().await.map_err(|e| Unavailable::new("accounts.give_back", &e))?;
        Ok(())
    }

    /// Puts a stronger hash of the same password in place of `old`, unless the password has changed meanwhile.
    pub async fn replace_hash(
        &self,
        email: &EmailDigest,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), Unavailable> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(Key::account(email).into()));
        let update = update
            .update_expression("SET password_hash = :new")
            .condition_expression("password_hash = :old")
            .expression_attribute_values(":new", text(new.as_str()))
            .expression_attribute_values(":old", text(old.as_str()));
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(_) | Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Err(error) => Err(Unavailable::new("accounts.replace_hash", &error)),
        }
    }

    async fn get(&self, operation: &'static str, key: Key) -> Result<Option<Item>, Unavailable> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(key.into())).consistent_read(true);
        Ok(get.send().await.map_err(|e| Unavailable::new(operation, &e))?.item)
    }
}

/// The condition that the set `name` has fewer members than `max`, or holds `:id` already.
fn has_room(name: &str, max: &str) -> String {
    format!("(attribute_not_exists({name}) OR size({name}) < {max} OR contains({name}, :id))")
}
