//! The operator's program `backroom`.
//!
//! Each command is a file; [`context`] finds AWS. Results go to standard output, progress and errors to standard error.
//! The exit status is 0 when everything was done, 1 when something was not, and 2 for a wrong call.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal talks to its terminal")]

mod categories_rebuild;
mod cells;
mod context;
mod desk_rebuild;
mod error;
mod export;
mod grant_role;
mod import;
mod keys;
mod orders_decide;
mod orders_due;
mod receipts_resend;
mod recommendations_rebuild;
mod reconcile;
mod search_rebuild;
mod stock_reshard;
mod stock_show_low;

use std::process::ExitCode;

use app_context::AppContext;
use clap::{Parser, Subcommand};

use error::Failure;

/// The environment variables, shown below every page of help.
const ENVIRONMENT: &str = "\
Environment:
  AWS_REGION             where the shop is; always needed
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
                         credentials; without them AWS_PROFILE and the usual places are tried
  AWS_ENDPOINT_URL       another AWS than the real one, such as http://127.0.0.1:4566

Exit status: 0 all done, 1 something was not done, 2 called wrongly.";

/// Operates the shop: imports and exports the catalogue, gives roles, reshards the stock of products in demand, lists what
/// is due, reconciles orders and stock with Stripe's record, makes keys.
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
    #[command(alias = "grant-merchant")]
    GrantRole(grant_role::GrantRole),
    Reconcile(reconcile::Reconcile),
    /// Rebuilds the order desk.
    #[command(subcommand)]
    Desk(Desk),
    /// Rebuilds the tree of categories.
    #[command(subcommand)]
    Categories(Categories),
    /// Rebuilds the search index.
    #[command(subcommand)]
    Search(Search),
    /// Lists orders, and decides about those in review.
    #[command(subcommand)]
    Orders(Orders),
    /// Sends receipts again.
    #[command(subcommand)]
    Receipts(Receipts),
    /// Rebuilds what is recommended.
    #[command(subcommand)]
    Recommendations(Recommendations),
    /// Reshards stock, and lists what is low anew.
    #[command(subcommand)]
    Stock(Stock),
    /// Makes the keys that access tokens are signed with.
    #[command(subcommand)]
    Keys(Keys),
}

#[derive(Debug, Subcommand)]
enum Desk {
    Rebuild(desk_rebuild::Rebuild),
}

#[derive(Debug, Subcommand)]
enum Categories {
    Rebuild(categories_rebuild::Rebuild),
}

#[derive(Debug, Subcommand)]
enum Search {
    Rebuild(search_rebuild::Rebuild),
}

#[derive(Debug, Subcommand)]
enum Recommendations {
    Rebuild(recommendations_rebuild::Rebuild),
}

#[derive(Debug, Subcommand)]
enum Orders {
    Decide(Box<orders_decide::Decide>),
    Due(orders_due::Due),
}

#[derive(Debug, Subcommand)]
enum Receipts {
    Resend(receipts_resend::Resend),
}

#[derive(Debug, Subcommand)]
enum Stock {
    Reshard(stock_reshard::Reshard),
    ShowLow(stock_show_low::ShowLow),
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
            Command::GrantRole(grant) => grant.run().await,
            Command::Reconcile(reconcile) => reconcile.run().await,
            Command::Desk(Desk::Rebuild(rebuild)) => rebuild.run().await,
            Command::Categories(Categories::Rebuild(rebuild)) => rebuild.run().await,
            Command::Search(Search::Rebuild(rebuild)) => rebuild.run().await,
            Command::Recommendations(Recommendations::Rebuild(rebuild)) => rebuild.run().await,
            Command::Orders(Orders::Decide(decide)) => decide.run().await,
            Command::Orders(Orders::Due(due)) => due.run().await,
            Command::Receipts(Receipts::Resend(resend)) => resend.run().await,
            Command::Stock(Stock::Reshard(reshard)) => reshard.run().await,
            Command::Stock(Stock::ShowLow(show)) => show.run().await,
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
            &["grant-role"],
            &["reconcile"],
            &["desk", "rebuild"],
            &["categories", "rebuild"],
            &["search", "rebuild"],
            &["recommendations", "rebuild"],
            &["orders", "decide"],
            &["orders", "due"],
            &["receipts", "resend"],
            &["stock", "reshard"],
            &["stock", "show-low"],
            &["keys", "create"],
        ] {
            let command = path.iter().fold(&mut cli, |at, name| at.find_subcommand_mut(name).expect("a command"));
            assert!(command.render_long_help().to_string().contains("Example"), "{path:?}");
        }
    }
}
