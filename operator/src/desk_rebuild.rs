//! `backroom desk rebuild`: the order desk, made again from the orders.

use std::{io::IsTerminal as _, process::ExitCode, time::Duration};

use app_context::Clock;
use aws::{DeskTable, OrdersTable};
use clap::Args;
use domain::kernel::Timestamp;
use indicatif::ProgressBar;
use workflows::{DeskRebuild, DeskRebuilder};

use crate::{Failure, context};

const EXAMPLES: &str = "\
Examples:
  ORDERS_TABLE=backroom-dev-orders DESK_TABLE=backroom-dev-desk AWS_REGION=eu-west-1 backroom desk rebuild
  backroom desk rebuild --orders-table backroom-dev-orders --desk-table backroom-dev-desk";

/// Milliseconds between two lines where there is no terminal.
const LINE_EVERY_MS: i64 = 5_000;
/// Between two turns of the spinner.
const TURN: Duration = Duration::from_millis(120);

/// Shows every order on the order desk as it is now.
///
/// It reads the whole orders table once, and writes what the desk lacks or has wrong. The shop stays open: where an order
/// changes meanwhile, the newer version stays. It may be stopped and repeated. Call it after changes that could not be projected,
/// after a restored desk table, and once after the deployment that brought the desk.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Rebuild {
    /// The orders table.
    #[arg(long, env = "ORDERS_TABLE")]
    orders_table: String,
    /// The desk table.
    #[arg(long, env = "DESK_TABLE")]
    desk_table: String,
}

impl Rebuild {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let tables = [("ORDERS_TABLE", self.orders_table.as_str()), ("DESK_TABLE", self.desk_table.as_str())];
        let context = context::context(&tables).await?;
        let rebuilder = DeskRebuilder { orders: OrdersTable::new(&context)?, desk: DeskTable::new(&context)? };
        let mut progress = Progress::start(context.clock);
        let rebuilt = rebuilder.rebuild(&mut |rebuilt| progress.show(rebuilt)).await;
        progress.finish();
        let rebuilt = rebuilt?;
        for order in &rebuilt.unreadable {
            eprintln!("{order}");
        }
        print!("{}", summary(&rebuilt));
        Ok(if rebuilt.unreadable.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn summary(DeskRebuild { orders, written, unreadable }: &DeskRebuild) -> String {
    let damaged = match unreadable.len() {
        0 => String::new(),
        number => format!(", {number} cannot be read: correct those rows by hand, or restore them"),
    };
    format!("{orders} orders read, {written} written{damaged}.\n")
}

/// A spinner on a terminal, a line every few seconds elsewhere. How many orders there are, nobody knows.
struct Progress {
    spinner: Option<ProgressBar>,
    clock: Clock,
    last_line: Timestamp,
}

impl Progress {
    fn start(clock: Clock) -> Self {
        let spinner = std::io::stderr().is_terminal().then(ProgressBar::new_spinner);
        if let Some(spinner) = &spinner {
            spinner.enable_steady_tick(TURN);
        }
        Self { spinner, last_line: clock.now(), clock }
    }

    fn show(&mut self, rebuilt: &DeskRebuild) {
        let words = format!("{} orders read, {} written", rebuilt.orders, rebuilt.written);
        let now = self.clock.now();
        if let Some(spinner) = &self.spinner {
            spinner.set_message(words);
        } else if now.millis() >= self.last_line.millis() + LINE_EVERY_MS {
            self.last_line = now;
            eprintln!("{words}");
        }
    }

    fn finish(&self) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_is_told_in_one_line() {
        let done = DeskRebuild { orders: 12, written: 3, unreadable: Vec::new() };
        assert_eq!(summary(&done), "12 orders read, 3 written.\n");
    }
}
