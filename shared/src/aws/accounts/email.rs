//! Moving an account to another address.

use aws_sdk_dynamodb::error::BuildError;

use super::{
    AccountsTable,
    rows::{Key, account_item, email_change_item, email_move_item, read_email_change, read_email_move},
};
use crate::{
    accounts::{Account, AccountChange, EmailChange, EmailMove},
    aws::{
        AwsError, text,
        transaction::{commit, delete, put, update},
    },
    kernel::{Timestamp, UserId},
};

impl AccountsTable {
    /// Writes a wish for another address in place of an older one.
    pub async fn create_email_change(&self, change: &EmailChange) -> Result<(), AwsError> {
        self.put("accounts.create_email_change", email_change_item(change)).await
    }

    /// The wish that waits for its code, if there is one.
    pub async fn email_change(&self, user: &UserId) -> Result<Option<EmailChange>, AwsError> {
        let item = self.get("accounts.email_change", Key::email_change(user)).await?;
        Ok(item.as_ref().map(read_email_change).transpose()?)
    }

    /// The move that was made at this instant, if it was made.
    pub async fn email_move(&self, user: &UserId, at: Timestamp) -> Result<Option<EmailMove>, AwsError> {
        let item = self.get("accounts.email_move", Key::email_move(user, at)).await?;
        Ok(item.map(|item| read_email_move(&item, at)).transpose()?)
    }

    /// Counts the try `id` of a move's code. `None` if no move was asked for, or the tries are used up.
    pub async fn attempt_email_change(&self, user: &UserId, id: &str) -> Result<Option<EmailChange>, AwsError> {
        let item = self.count_try("accounts.attempt_email_change", Key::email_change(user), id).await?;
        Ok(item.as_ref().map(read_email_change).transpose()?)
    }

    /// Moves `account` to the address that `change` proves, and uses up its code, in one transaction. An address that has
    /// an account already is no different from a code that is used up.
    pub async fn apply_email_change(
        &self,
        account: &Account,
        change: &EmailChange,
        at: Timestamp,
    ) -> Result<AccountChange, AwsError> {
        let moved = Account { email: change.to.clone(), ..account.clone() };
        let done = EmailMove { from: change.from.clone(), to: change.to.clone(), at };
        let rows = || {
            let profile = self
                .change(Key::profile(&account.user))
                .update_expression("SET email = :to")
                .condition_expression("email = :from")
                .expression_attribute_values(":from", text(change.from.as_str()))
                .expression_attribute_values(":to", text(change.to.as_str()));
            Ok(vec![
                put(self.row(account_item(&moved), Some("attribute_not_exists(pk)"))?),
                delete(self.removal_of_code(Key::email_change(&account.user), change.code.code.reveal())?),
                delete(self.removal_of_account(account)?),
                update(profile.build()?),
                put(self.row(email_move_item(&account.user, &done), None)?),
            ])
        };
        let failed = |error: BuildError| AwsError::new("accounts.move", &error);
        Ok(match commit(&self.client, &self.random, "accounts.move", rows().map_err(failed)?).await? {
            Ok(()) => AccountChange::Applied,
            Err(refused) if refused.failed(0) || refused.failed(1) => AccountChange::CodeUsed,
            Err(_) => AccountChange::Conflict,
        })
    }
}
