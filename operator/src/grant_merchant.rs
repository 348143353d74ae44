//! `backroom grant-merchant`: makes an account a merchant's.

use std::process::ExitCode;

use app_context::Retry;
use aws::AccountsTable;
use clap::Args;
use domain::{
    accounts::{Account, AccountChange, Role},
    kernel::Email,
};

use crate::{Failure, context};

const EXAMPLE: &str = "\
Example:
  ACCOUNTS_TABLE=backroom-dev-accounts AWS_REGION=eu-west-1 backroom grant-merchant ada@example.com";

/// Lets an account write the catalogue, adjust stock and refund orders. The account must exist, with a verified
/// address.
///
/// Granting and revoking end all sessions of the account: it has the new role from its next log-in on. Access tokens
/// that were issued before stay valid for up to five minutes.
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
        let email = email.map_err(|_| Failure::Usage(format!("{} is not an e-mail address", self.email)))?;
        let context = context::context(&[("ACCOUNTS_TABLE", &self.accounts_table)]).await?;
        let role = if self.revoke { Role::Buyer } else { Role::Merchant };
        set_role(&AccountsTable::new(&context)?, &email, role).await?;
        let is_now = if self.revoke { "a buyer" } else { "a merchant" };
        println!("{} is {is_now} from the next log-in on; all earlier log-ins have ended", email.as_str());
        Ok(ExitCode::SUCCESS)
    }
}

/// Gives the account of `email` another role.
async fn set_role(accounts: &AccountsTable, email: &Email, role: Role) -> Result<(), Failure> {
    for _ in Retry::ROLE.tries() {
        let account: Option<Account> = accounts.account(&email.digest()).await?;
        let Some(account) = account else {
            let words = "there is no account with a verified address";
            let advice = "Sign up, enter the mailed code, and repeat this command.";
            return Err(Failure::Failed(format!("{words} {}\n{advice}", email.as_str())));
        };
        if accounts.set_role(&account, role).await? == AccountChange::Applied {
            return Ok(());
        }
    }
    Err(Failure::Failed("the account is being changed by somebody else: repeat this command".to_owned()))
}
