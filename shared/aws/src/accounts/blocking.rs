//! Blocking an account: nobody logs in to it, and all of its sessions end with the next epoch.

use aws_sdk_dynamodb::{error::BuildError, types::TransactWriteItem};
use domain::{
    accounts::{Account, AccountChange},
    kernel::Timestamp,
};

use super::{AccountsTable, passwords::NewValues, rows::Key};
use crate::{
    AuditRow, AwsError, number, text,
    transaction::{commit, update},
};

impl AccountsTable {
    /// Blocks `account` as it was read, and ends all of its sessions, together with the `record` of who did it.
    pub async fn block(&self, account: &Account, record: &AuditRow, now: Timestamp) -> Result<AccountChange, AwsError> {
        let new = NewValues { blocked: Some(now), ..NewValues::default() };
        let rows = self.epoch_rows(account, new).map(Vec::from);
        self.write_block("accounts.block", rows, record).await
    }

    /// Lets the owner of `account` log in again, together with the `record` of who did it.
    pub async fn unblock(&self, account: &Account, record: &AuditRow) -> Result<AccountChange, AwsError> {
        let since = account.blocked.map_or(0, Timestamp::millis);
        let open = self
            .change(Key::account(&account.email.digest()))
            .update_expression("REMOVE blocked_ms")
            .condition_expression("uid = :uid AND blocked_ms = :since")
            .expression_attribute_values(":uid", text(account.user.as_str()))
            .expression_attribute_values(":since", number(since));
        self.write_block("accounts.unblock", open.build().map(|open| vec![update(open)]), record).await
    }

    async fn write_block(
        &self,
        operation: &'static str,
        rows: Result<Vec<TransactWriteItem>, BuildError>,
        record: &AuditRow,
    ) -> Result<AccountChange, AwsError> {
        let mut rows = rows.map_err(|error| AwsError::new(operation, &error))?;
        rows.push(record.0.clone());
        let written = commit(&self.client, &self.random, operation, rows).await?;
        Ok(if written.is_ok() { AccountChange::Applied } else { AccountChange::Conflict })
    }
}
