//! All accounts, for the operator's program.

use domain::accounts::Account;

use super::{AccountsTable, read_account};
use crate::{AwsError, Item, ItemExt as _, snapshot::scan};

impl AccountsTable {
    /// Shows each account to `found`, in no order; one that cannot be read is told with the reason, and without its address. It
    /// reads the whole table, as nothing but the operator's program does.
    pub async fn each(&self, mut found: impl FnMut(Result<Account, String>)) -> Result<(), AwsError> {
        let enter = |row: &Item| {
            if row.text("sk").is_ok_and(|kind| kind == "ACCOUNT") {
                let user = row.text("uid").unwrap_or("?");
                found(read_account(row).map_err(|error| format!("account of {user}: {error}")));
            }
        };
        scan(&self.client, &self.name, "accounts.each", |_| {}, enter).await
    }
}
