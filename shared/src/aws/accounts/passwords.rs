//! Passwords: stronger hashes, resets, changes. A new password ends all sessions, for the account's next session_epoch begins.

use aws_sdk_dynamodb::{
    error::{BuildError, SdkError},
    operation::update_item::UpdateItemError,
    types::{TransactWriteItem, builders::UpdateBuilder},
};

use super::{
    AccountsTable,
    rows::{Key, password_reset_item, read_code},
};
use crate::{
    accounts::{Account, AccountChange, MailedCode, PasswordHash},
    aws::{
        AwsError, number, text,
        transaction::{commit, delete, update},
    },
    kernel::{EmailDigest, SessionId},
};

impl AccountsTable {
    /// Puts a stronger hash of the same password in place of `old`, unless the password has changed meanwhile.
    pub async fn replace_hash(
        &self,
        email: &EmailDigest,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), AwsError> {
        let update = self.client.update_item().table_name(&self.name).set_key(Some(Key::account(email).into()));
        let update = update
            .update_expression("SET password_hash = :new")
            .condition_expression("password_hash = :old")
            .expression_attribute_values(":new", text(new.as_str()))
            .expression_attribute_values(":old", text(old.as_str()));
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(_) | Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
            Err(error) => Err(AwsError::new("accounts.replace_hash", &error)),
        }
    }

    /// Writes the code of a reset in place of an older one, whether or not there is an account under the address.
    pub async fn create_password_reset(&self, email: &EmailDigest, code: &MailedCode) -> Result<(), AwsError> {
        self.put("accounts.create_password_reset", password_reset_item(email, code)).await
    }

    /// The code that resets the password of an account, if one was asked for lately.
    pub async fn reset_code(&self, email: &EmailDigest) -> Result<Option<MailedCode>, AwsError> {
        let item = self.get("accounts.reset_code", Key::password_reset(email)).await?;
        Ok(item.as_ref().map(read_code).transpose()?)
    }

    /// Counts the try `id` of a reset's code. `None` if no reset was asked for, or the tries are used up.
    pub async fn attempt_password_reset(&self, email: &EmailDigest, id: &str) -> Result<Option<MailedCode>, AwsError> {
        let item = self.count_try("accounts.attempt_password_reset", Key::password_reset(email), id).await?;
        Ok(item.as_ref().map(read_code).transpose()?)
    }

    /// Uses up the code of a reset for a new password, in one transaction that ends all sessions.
    pub async fn reset_password(
        &self,
        account: &Account,
        code: &MailedCode,
        new: &PasswordHash,
    ) -> Result<AccountChange, AwsError> {
        let key = Key::password_reset(&account.email.digest());
        let code = self.removal_of_code(key, code.code.reveal()).map(delete);
        self.revoke_sessions("accounts.reset_password", account, Some(new), code.map(Some)).await
    }

    /// Sets a new password and ends all sessions but `session`, in one transaction.
    pub async fn change_password(
        &self,
        account: &Account,
        session: &SessionId,
        new: &PasswordHash,
    ) -> Result<AccountChange, AwsError> {
        let kept = self
            .change(Key::session(&account.user, session))
            .update_expression("SET session_epoch = :next")
            .condition_expression("session_epoch = :now");
        let kept = generations(kept, account).build().map(update);
        self.revoke_sessions("accounts.change_password", account, Some(new), kept.map(Some)).await
    }

    /// Ends all sessions of `account` at once.
    pub async fn end_sessions(&self, account: &Account) -> Result<AccountChange, AwsError> {
        self.revoke_sessions("accounts.end_sessions", account, None, Ok(None)).await
    }

    /// Begins the next session_epoch of `account`, with the password `new` if there is one, together with what `allows` it.
    async fn revoke_sessions(
        &self,
        operation: &'static str,
        account: &Account,
        new: Option<&PasswordHash>,
        allows: Result<Option<TransactWriteItem>, BuildError>,
    ) -> Result<AccountChange, AwsError> {
        let rows = || -> Result<Vec<TransactWriteItem>, BuildError> {
            let (mut log_in, mut profile) =
                ("SET session_epoch = :next".to_owned(), "SET session_epoch = :next".to_owned());
            if new.is_some() {
                log_in += ", password_hash = :hash";
                profile += ", password_since = :next";
            }
            let log_in = self
                .change(Key::account(&account.email.digest()))
                .update_expression(log_in)
                .condition_expression("uid = :uid AND session_epoch = :now")
                .expression_attribute_values(":uid", text(account.user.as_str()));
            let log_in = new
                .into_iter()
                .fold(log_in, |change, hash| change.expression_attribute_values(":hash", text(hash.as_str())));
            let profile = self
                .change(Key::profile(&account.user))
                .update_expression(profile)
                .condition_expression("session_epoch = :now");
            let changes = [generations(log_in, account).build()?, generations(profile, account).build()?];
            Ok(changes.into_iter().map(update).chain(allows?).collect())
        };
        let rows = rows().map_err(|error| AwsError::new(operation, &error))?;
        Ok(match commit(&self.client, &self.random, operation, rows).await? {
            Ok(()) => AccountChange::Applied,
            Err(refused) if refused.failed(2) => AccountChange::CodeUsed,
            Err(_) => AccountChange::Conflict,
        })
    }
}

/// The values `:now` and `:next` of the account's session_epoch.
fn generations(change: UpdateBuilder, account: &Account) -> UpdateBuilder {
    change
        .expression_attribute_values(":now", number(account.session_epoch.0))
        .expression_attribute_values(":next", number(account.session_epoch.next().0))
}
