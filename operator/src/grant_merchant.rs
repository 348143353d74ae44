//! `backroom grant-merchant`: lets an account keep the catalogue and the stock.

use std::process::ExitCode;

use aws_sdk_dynamodb::{
    Client,
    types::{TransactWriteItem, Update},
};
use backroom::{
    accounts::Role,
    aws::{AwsError, ItemExt as _, text},
    kernel::{Email, UserId},
};
use clap::Args;

use crate::{Failure, context};

const EXAMPLE: &str = "\
Example:
  ACCOUNTS_TABLE=backroom-dev-accounts AWS_REGION=eu-west-1 backroom grant-merchant ada@example.com";

/// Lets an account keep the catalogue and the stock. The account must exist and its address be verified.
///
/// A grant takes effect when the account logs in next. Revoking it logs the account out everywhere; access tokens that
/// are already out run for up to five minutes more.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct GrantMerchant {
    /// The account's e-mail address.
    email: String,
    /// Takes the role away again.
    #[arg(long)]
    revoke: bool,
    /// The accounts table.
    #[arg(long, env = "ACCOUNTS_TABLE")]
    accounts_table: String,
}

impl GrantMerchant {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let email = Email::parse(&self.email);
        let email = email.ok_or_else(|| Failure::Usage(format!("{} is not an e-mail address", self.email)))?;
        let context = context::context(&[]).await?;
        let accounts = Accounts { client: backroom::aws::dynamodb(&context), table: &self.accounts_table };
        let key = format!("EMAIL#{}", email.digest().as_str());
        let Some(account) = accounts.account(&key).await? else {
            let words = "there is no account with a verified address";
            let advice = "Sign up, enter the mailed code, and repeat this command.";
            return Err(Failure::Failed(format!("{words} {}\n{advice}", email.as_str())));
        };
        let role = if self.revoke { Role::Buyer } else { Role::Merchant };
        accounts.set_role(&key, &account, role).await?;
        if self.revoke {
            let sessions = accounts.end_sessions(&account).await?;
            println!("{} is a buyer now; log-ins ended: {sessions}", email.as_str());
        } else {
            println!("{} is a merchant from the next log-in on", email.as_str());
        }
        Ok(ExitCode::SUCCESS)
    }
}

struct Accounts<'a> {
    client: Client,
    table: &'a str,
}

impl Accounts<'_> {
    /// The account under `key`.
    async fn account(&self, key: &str) -> Result<Option<UserId>, AwsError> {
        let get = self.client.get_item().table_name(self.table).consistent_read(true);
        let get = get.key("pk", text(key)).key("sk", text("ACCOUNT"));
        let answer = get.send().await.map_err(|e| AwsError::new("accounts.get", &e))?;
        Ok(answer.item().map(|account| account.parsed("uid")).transpose()?)
    }

    /// Writes the role to where log-in reads it and to the profile, or to neither.
    async fn set_role(&self, key: &str, account: &UserId, role: Role) -> Result<(), AwsError> {
        let failed = |e| AwsError::new("accounts.set_role", &e);
        let row = |key: &str, sort: &str| {
            let row = Update::builder().table_name(self.table).key("pk", text(key)).key("sk", text(sort));
            let row = row.update_expression("SET #role = :role").expression_attribute_names("#role", "role");
            row.expression_attribute_values(":role", text(role.as_str()))
        };
        let log_in = row(key, "ACCOUNT").condition_expression("uid = :account");
        let log_in = log_in.expression_attribute_values(":account", text(account.as_str())).build().map_err(failed)?;
        let profile = row(&user_key(account), "PROFILE").condition_expression("attribute_exists(pk)");
        let profile = profile.build().map_err(failed)?;
        let rows = [log_in, profile].map(|update| TransactWriteItem::builder().update(update).build());
        let write = self.client.transact_write_items().set_transact_items(Some(rows.into()));
        write.send().await.map_err(|e| AwsError::new("accounts.set_role", &e))?;
        Ok(())
    }

    /// Ends every log-in of the account, since each carries the role that it was made with.
    async fn end_sessions(&self, account: &UserId) -> Result<usize, AwsError> {
        let query = self.client.query().table_name(self.table).consistent_read(true).projection_expression("pk, sk");
        let query = query.key_condition_expression("pk = :user AND begins_with(sk, :session)");
        let query = query.expression_attribute_values(":user", text(user_key(account)));
        let query = query.expression_attribute_values(":session", text("SESSION#"));
        let sessions: Result<Vec<_>, _> = query.into_paginator().items().send().collect().await;
        let sessions = sessions.map_err(|e| AwsError::new("accounts.sessions", &e))?;
        for session in &sessions {
            let delete = self.client.delete_item().table_name(self.table).set_key(Some(session.clone()));
            delete.send().await.map_err(|e| AwsError::new("accounts.end_session", &e))?;
        }
        Ok(sessions.len())
    }
}

fn user_key(account: &UserId) -> String {
    format!("USER#{account}")
}
