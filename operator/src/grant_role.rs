//! `backroom grant-role`: makes an account one of the staff's, such as the first owner's.

use std::process::ExitCode;

use app_context::Retry;
use aws::AccountsTable;
use clap::Args;
use domain::{
    accounts::{Account, Role, RoleChange},
    kernel::{Email, Timestamp},
};

use crate::{Failure, context};

const EXAMPLE: &str = "\
Example:
  ACCOUNTS_TABLE=backroom-dev-accounts AWS_REGION=eu-west-1 backroom grant-role ada@example.com
  backroom grant-role grace@example.com --role support --accounts-table backroom-dev-accounts";

/// Gives an account a role of staff: owner, manager, fulfilment or support. The account must exist, with a verified address.
/// Owners give the other roles themselves, by the API; the first owner is made here.
///
/// Granting and revoking end all sessions of the account: it has the new role from its next log-in on. Access tokens
/// that were issued before stay valid for up to five minutes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct GrantRole {
    /// The account's e-mail address.
    email: String,
    /// The role.
    #[arg(long, default_value = "owner", value_parser = staff_role)]
    role: Role,
    /// Takes the role away again.
    #[arg(long, conflicts_with = "role")]
    revoke: bool,
    /// The accounts table.
    #[arg(long, env = "ACCOUNTS_TABLE")]
    accounts_table: String,
}

impl GrantRole {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let email = Email::parse(&self.email);
        let email = email.map_err(|_| Failure::Usage(format!("{} is not an e-mail address", self.email)))?;
        let context = context::context(&[("ACCOUNTS_TABLE", &self.accounts_table)]).await?;
        let role = if self.revoke { Role::Buyer } else { self.role };
        set_role(&AccountsTable::new(&context)?, &email, role, context.clock.now()).await?;
        let (email, role) = (email.as_str(), role.as_str());
        println!("{email} has the role {role} from the next log-in on; all earlier log-ins have ended");
        Ok(ExitCode::SUCCESS)
    }
}

/// A role of staff, by its name.
fn staff_role(text: &str) -> Result<Role, String> {
    let role = text.parse::<Role>().ok().filter(|role| role.is_staff());
    role.ok_or_else(|| format!("it must be one of {}", Role::STAFF.map(Role::as_str).join(", ")))
}

/// Gives the account of `email` another role.
async fn set_role(accounts: &AccountsTable, email: &Email, role: Role, now: Timestamp) -> Result<(), Failure> {
    for _ in Retry::ROLE.tries() {
        let account: Option<Account> = accounts.account(&email.digest()).await?;
        let Some(account) = account else {
            let words = "there is no account with a verified address";
            let advice = "Sign up, enter the mailed code, and repeat this command.";
            return Err(Failure::Failed(format!("{words} {}\n{advice}", email.as_str())));
        };
        match accounts.set_role(&account, role, None, None, now).await? {
            RoleChange::Applied => return Ok(()),
            RoleChange::LastOwner => {
                let words = "the shop would have no owner: make somebody else an owner first";
                return Err(Failure::Failed(words.to_owned()));
            }
            RoleChange::GranterGone | RoleChange::Conflict => {}
        }
    }
    Err(Failure::Failed("the account is being changed by somebody else: repeat this command".to_owned()))
}
