//! Closing an account.

use aws_sdk_dynamodb::{error::BuildError, types::Delete};
use domain::{
    accounts::{Account, AccountChange},
    kernel::UserId,
};

use super::{AccountsTable, rows::Key};
use crate::{
    AwsError, Item, ItemExt as _, number, text,
    transaction::{commit, delete},
};

impl AccountsTable {
    /// Removes every row of a user but the profile: sessions, and a pending e-mail change.
    pub async fn forget_sessions(&self, user: &UserId) -> Result<(), AwsError> {
        for row in self.rows_of("accounts.forget_sessions", user).await? {
            if row.text("sk")? == "PROFILE" {
                continue;
            }
            let key = row.into_iter().filter(|(name, _)| name == "pk" || name == "sk").collect();
            let delete = self.client.delete_item().table_name(&self.name).set_key(Some(key));
            delete.send().await.map_err(|e| AwsError::new("accounts.forget_sessions", &e))?;
        }
        Ok(())
    }

    /// Removes the account, its profile, its addresses and a pending e-mail change, in one transaction. Reset tokens name the user, so
    /// they are void without the account. Staff leave the lists of staff with it; a last owner stays.
    pub async fn close(&self, account: &Account) -> Result<AccountChange, AwsError> {
        let rows = || {
            let mut rows = vec![
                delete(self.removal_of_account(account)?),
                delete(self.removal(Key::profile(&account.user))?),
                delete(self.removal(Key::email_change(&account.user))?),
                delete(self.removal(Key::addresses(&account.user))?),
            ];
            rows.extend(self.staff_leaves(account)?);
            Ok(rows)
        };
        let rows = rows().map_err(|error: BuildError| AwsError::new("accounts.close", &error))?;
        let closed = commit(&self.client, &self.random, "accounts.close", rows).await?;
        Ok(if closed.is_ok() { AccountChange::Applied } else { AccountChange::Conflict })
    }

    /// Every row under a user, as of now.
    pub(super) async fn rows_of(&self, operation: &'static str, user: &UserId) -> Result<Vec<Item>, AwsError> {
        let user = Item::from(Key::profile(user)).remove("pk").unwrap_or_else(|| text(""));
        let query = self.client.query().table_name(&self.name).consistent_read(true);
        let query = query.key_condition_expression("pk = :user").expression_attribute_values(":user", user);
        let rows: Result<Vec<Item>, _> = query.into_paginator().items().send().collect().await;
        rows.map_err(|e| AwsError::new(operation, &e))
    }

    /// The row of `account` to be removed in a transaction, if it is still as it was read.
    pub(super) fn removal_of_account(&self, account: &Account) -> Result<Delete, BuildError> {
        Delete::builder()
            .table_name(&self.name)
            .set_key(Some(Key::account(&account.email.digest()).into()))
            .condition_expression(
                "uid = :uid AND session_epoch = :session_epoch AND password_hash = :hash AND #role IN (:role, :former)",
            )
            .expression_attribute_names("#role", "role")
            .expression_attribute_values(":uid", text(account.user.as_str()))
            .expression_attribute_values(":session_epoch", number(account.session_epoch.0))
            .expression_attribute_values(":hash", text(account.password_hash.as_str()))
            .expression_attribute_values(":role", text(account.role.as_str()))
            .expression_attribute_values(":former", text(account.role.former_name()))
            .build()
    }
}
