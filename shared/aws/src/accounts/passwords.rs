//! Passwords: stronger hashes, resets, changes. A new password begins the account's next session epoch, which ends all sessions;
//! so does a new role, in `staff`.

use aws_sdk_dynamodb::{
    error::{BuildError, SdkError},
    operation::update_item::UpdateItemError,
    types::{Delete, TransactWriteItem, builders::UpdateBuilder},
};
use domain::{
    accounts::{Account, AccountChange, PasswordHash, PasswordReset, ResetToken, Role},
    kernel::{EmailDigest, SessionId, Timestamp},
};

use super::{
    AccountsTable,
    rows::{Key, password_reset_item, read_password_reset},
};
use crate::{
    AwsError, number, text,
    transaction::{commit, delete, update},
};

/// What a change writes besides the next session epoch.
#[derive(Clone, Copy, Default)]
pub(super) struct NewValues<'a> {
    pub(super) password_hash: Option<&'a PasswordHash>,
    pub(super) role: Option<Role>,
    /// Since when the account is blocked.
    pub(super) blocked: Option<Timestamp>,
}

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

    /// Stores what `token` allows, beside other tokens of the same account.
    pub async fn create_password_reset(&self, token: &ResetToken, reset: &PasswordReset) -> Result<(), AwsError> {
        self.put("accounts.create_password_reset", password_reset_item(token, reset)).await
    }

    /// What `token` allows, if it was not used yet.
    pub async fn password_reset(&self, token: &ResetToken) -> Result<Option<PasswordReset>, AwsError> {
        let item = self.get("accounts.password_reset", Key::password_reset(token)).await?;
        Ok(item.as_ref().map(read_password_reset).transpose()?)
    }

    /// Uses up `token` for a new password, in one transaction that ends all sessions.
    pub async fn reset_password(
        &self,
        account: &Account,
        token: &ResetToken,
        new: &PasswordHash,
    ) -> Result<AccountChange, AwsError> {
        let used = Delete::builder().table_name(&self.name).set_key(Some(Key::password_reset(token).into()));
        let used = used.condition_expression("attribute_exists(pk)").build().map(delete);
        let new = NewValues { password_hash: Some(new), ..NewValues::default() };
        self.revoke_sessions("accounts.reset_password", account, new, used.map(Some), AccountChange::CodeUsed).await
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
        let kept = epochs(kept, account).build().map(update);
        let (new, ended) =
            (NewValues { password_hash: Some(new), ..NewValues::default() }, AccountChange::SessionEnded);
        self.revoke_sessions("accounts.change_password", account, new, kept.map(Some), ended).await
    }

    /// Ends all sessions of `account` at once.
    pub async fn end_sessions(&self, account: &Account) -> Result<AccountChange, AwsError> {
        let new = NewValues::default();
        self.revoke_sessions("accounts.end_sessions", account, new, Ok(None), AccountChange::Conflict).await
    }

    /// Begins the next session epoch of `account` with the `new` values, together with the row that `allows` it. If the
    /// condition of that row fails, the outcome is `refused`.
    async fn revoke_sessions(
        &self,
        operation: &'static str,
        account: &Account,
        new: NewValues<'_>,
        allows: Result<Option<TransactWriteItem>, BuildError>,
        refused: AccountChange,
    ) -> Result<AccountChange, AwsError> {
        let rows = || -> Result<Vec<TransactWriteItem>, BuildError> {
            Ok(self.epoch_rows(account, new)?.into_iter().chain(allows?).collect())
        };
        let rows = rows().map_err(|error| AwsError::new(operation, &error))?;
        Ok(match commit(&self.client, &self.random, operation, rows).await? {
            Ok(()) => AccountChange::Applied,
            Err(reasons) if reasons.failed(2) => refused,
            Err(_) => AccountChange::Conflict,
        })
    }

    /// The rows of a transaction that begin the next session epoch of `account`, as it was read, with the `new` values.
    pub(super) fn epoch_rows(
        &self,
        account: &Account,
        new: NewValues<'_>,
    ) -> Result<[TransactWriteItem; 2], BuildError> {
        let log_in = self
            .change(Key::account(&account.email.digest()))
            .condition_expression("uid = :uid AND session_epoch = :now")
            .expression_attribute_values(":uid", text(account.user.as_str()));
        let log_in = next_epoch(log_in, account, new, "password_hash = :hash");
        let log_in = new
            .password_hash
            .into_iter()
            .fold(log_in, |change, hash| change.expression_attribute_values(":hash", text(hash.as_str())));
        let profile = self.change(Key::profile(&account.user)).condition_expression("session_epoch = :now");
        // The block stands in the account, which a log-in reads.
        let new = NewValues { blocked: None, ..new };
        let profile = next_epoch(profile, account, new, "password_since = :next");
        Ok([update(log_in.build()?), update(profile.build()?)])
    }
}

/// Sets the next session epoch, what else is new, and `with_password` if there is a new password.
fn next_epoch(change: UpdateBuilder, account: &Account, new: NewValues<'_>, with_password: &str) -> UpdateBuilder {
    let mut expression = "SET session_epoch = :next".to_owned();
    if new.password_hash.is_some() {
        expression.push_str(", ");
        expression.push_str(with_password);
    }
    let mut change = change;
    if let Some(since) = new.blocked {
        expression.push_str(", blocked_ms = :blocked");
        change = change.expression_attribute_values(":blocked", number(since.millis()));
    }
    if let Some(role) = new.role {
        expression += ", #role = :role";
        change = change.expression_attribute_names("#role", "role");
        change = change.expression_attribute_values(":role", text(role.as_str()));
    }
    epochs(change.update_expression(expression), account)
}

/// The values `:now` and `:next` of the account's session epoch.
fn epochs(change: UpdateBuilder, account: &Account) -> UpdateBuilder {
    change
        .expression_attribute_values(":now", number(account.session_epoch.0))
        .expression_attribute_values(":next", number(account.session_epoch.next().0))
}
