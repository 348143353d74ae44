//! The operator's program: what a person does to the shop from a terminal.
//!
//! Each command is a file; [`context`] says how AWS is found. Answers go to standard output, progress and complaints to
//! standard error. It ends with 0 when all was done, 1 when something was not, and 2 when it was called wrongly.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal talks to its terminal")]

mod cells;
mod context;
mod error;
mod export;
mod grant_merchant;
mod import;
mod keys;
mod orders_due;
mod receipts_resend;
mod reconcile;
mod stock_reshard;

use std::process::ExitCode;

use backroom::context::AppContext;
use clap::{Parser, Subcommand};

use error::Failure;

/// What to know about the environment; it stands below every page of help.
const ENVIRONMENT: &str = "\
Environment:
  AWS_REGION             where the shop is; always needed
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
                         credentials; without them AWS_PROFILE and the usual places are tried
  AWS_ENDPOINT_URL       another AWS than the real one, such as http://127.0.0.1:4566

Exit status: 0 all done, 1 something was not done, 2 called wrongly.";

/// Keeps the shop: imports its catalogue, exports what it holds, appoints merchants, `shard_counts` the stock of what is in demand, shows what is
/// outstanding, compares its snapshot with the payment provider's, makes keys.
#[derive(Debug, Parser)]
#[command(name = "backroom", after_help = ENVIRONMENT)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::Import),
    Export(export::Export),
    GrantMerchant(grant_merchant::GrantMerchant),
    Reconcile(reconcile::Reconcile),
    /// Looks at orders.
    #[command(subcommand)]
    Orders(Orders),
    /// Looks after receipts.
    #[command(subcommand)]
    Receipts(Receipts),
    /// Looks after the stock.
    #[command(subcommand)]
    Stock(Stock),
    /// Makes the keys that access tokens are signed with.
    #[command(subcommand)]
    Keys(Keys),
}

#[derive(Debug, Subcommand)]
enum Orders {
    Due(orders_due::Due),
}

#[derive(Debug, Subcommand)]
enum Receipts {
    Resend(receipts_resend::Resend),
}

#[derive(Debug, Subcommand)]
enum Stock {
    Reshard(stock_reshard::Reshard),
}

#[derive(Debug, Subcommand)]
enum Keys {
    Create(keys::Create),
}

/// Reads the command line, does what it says, and tells how it ended.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = AppContext::block_on(async {
        match &cli.command {
            Command::Import(import) => import.run().await,
            Command::Export(export) => export.run().await,
            Command::GrantMerchant(grant) => grant.run().await,
            Command::Reconcile(reconcile) => reconcile.run().await,
            Command::Orders(Orders::Due(due)) => due.run().await,
            Command::Receipts(Receipts::Resend(resend)) => resend.run().await,
            Command::Stock(Stock::Reshard(reshard)) => reshard.run().await,
            Command::Keys(Keys::Create(create)) => create.run().await,
        }
    });
    match done.unwrap_or_else(|error| Err(Failure::Failed(error.to_string()))) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("backroom: {error}");
            error.exit_code()
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        let mut cli = Cli::command();
        for path in [
            &["import"][..],
            &["export"],
            &["grant-merchant"],
            &["reconcile"],
            &["orders", "due"],
            &["receipts", "resend"],
            &["stock", "reshard"],
            &["keys", "create"],
        ] {
            let command = path.iter().fold(&mut cli, |at, name| at.find_subcommand_mut(name).expect("a command"));
            assert!(command.render_long_help().to_string().contains("Example"), "{path:?}");
        }
    }
}
