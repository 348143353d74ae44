//! Changing the address of an account.

use aws_sdk_dynamodb::{
    error::BuildError,
    types::{ConditionCheck, TransactWriteItem},
};
use domain::{
    accounts::{Account, AccountChange, EmailChange, EmailMove},
    kernel::{SessionId, Timestamp, UserId},
};

use super::{
    AccountsTable,
    rows::{Key, account_item, email_change_item, email_move_item, read_email_change, read_email_move},
};
use crate::{
    AwsError, number, text,
    transaction::{commit, delete, put, update},
};

impl AccountsTable {
    /// Stores a pending change in place of an older one.
    pub async fn create_email_change(&self, change: &EmailChange) -> Result<(), AwsError> {
        self.put("accounts.create_email_change", email_change_item(change)).await
    }

    /// The pending change, if there is one.
    pub async fn email_change(&self, user: &UserId) -> Result<Option<EmailChange>, AwsError> {
        let item = self.get("accounts.email_change", Key::email_change(user)).await?;
        Ok(item.as_ref().map(read_email_change).transpose()?)
    }

    /// The change that was applied at this instant, if it was.
    pub async fn email_move(&self, user: &UserId, at: Timestamp) -> Result<Option<EmailMove>, AwsError> {
        let item = self.get("accounts.email_move", Key::email_move(user, at)).await?;
        Ok(item.map(|item| read_email_move(&item, at)).transpose()?)
    }

    /// Counts the try `id` of the code of a pending change. `None` if `session` did not ask for one, or the tries are
    /// used up. Another session cannot use them up.
    pub async fn attempt_email_change(
        &self,
        user: &UserId,
        session: &SessionId,
        id: &str,
    ) -> Result<Option<EmailChange>, AwsError> {
        let key = Key::email_change(user);
        let item = self.count_try("accounts.attempt_email_change", key, id, Some(session)).await?;
        Ok(item.as_ref().map(read_email_change).transpose()?)
    }

    /// Gives `account` the address of `change`, and uses up its code, in one transaction. It needs the session that asked
    /// to be alive at `at`. An address that has an account already is no different from a code that was used.
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
                self.is_alive(change, at)?,
            ])
        };
        let failed = |error: BuildError| AwsError::new("accounts.apply_email_change", &error);
        Ok(match commit(&self.client, &self.random, "accounts.apply_email_change", rows().map_err(failed)?).await? {
            Ok(()) => AccountChange::Applied,
            Err(refused) if refused.failed(0) || refused.failed(1) => AccountChange::CodeUsed,
            Err(refused) if refused.failed(5) => AccountChange::SessionEnded,
            Err(_) => AccountChange::Conflict,
        })
    }

    /// The condition that the session that asked for `change` is alive at `now`.
    fn is_alive(&self, change: &EmailChange, now: Timestamp) -> Result<TransactWriteItem, BuildError> {
        let check = ConditionCheck::builder()
            .table_name(&self.name)
            .set_key(Some(Key::session(&change.user, &change.session).into()))
            .condition_expression("session_epoch = :session_epoch AND expires_ms > :now")
            .expression_attribute_values(":session_epoch", number(change.session_epoch.0))
            .expression_attribute_values(":now", number(now.millis()));
        Ok(TransactWriteItem::builder().condition_check(check.build()?).build())
    }
}
