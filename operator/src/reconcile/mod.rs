//! `backroom reconcile`: whether orders, stock and the provider's record agree.

mod progress;
mod report;

use std::{process::ExitCode, time::Duration};

use app_context::AppContext;
use aws::{DeskTable, OrdersTable, Parameters, StockTable};
use clap::{Args, ValueEnum};
use domain::kernel::Secret;
use stripe::Stripe;
use workflows::{Reconciler, ReconciliationError, ReconciliationOptions};

use crate::{
    Failure, context,
    error::{advice, in_short},
};
use progress::Progress;

pub(crate) const SECRET_KEY: &str = "STRIPE_SECRET_KEY";
pub(crate) const SECRET_KEY_PARAMETER: &str = "STRIPE_SECRET_KEY_PARAMETER";

const LONG_HELP: &str = "\
Compares orders, stock and Stripe's record, and lists every difference.

It only reads: all rows of the orders and stock tables by consistent reads, the stock twice, and all payment intents of
the Stripe account; and the order desk, if its table is named. It may run at any time. A shop in business moves while it is read, so a difference is listed only if
a second pass, a few seconds later, finds the same one. A product that moved in every pass is named as not judged; there
are three passes at most.

While the shop works, money for an order that is still pending is no difference. Neither is an order that is still under
way, unless it is ten minutes overdue. Use --at-rest when nothing is going on: then every order must have ended, and
every receipt must be sent.

Stripe's secret key is read from the parameter store, or else from STRIPE_SECRET_KEY in the environment. It is never
printed. A restricted key that may read payment intents and charges will do.";

const EXAMPLE: &str = "\
Examples:
  ORDERS_TABLE=backroom-dev-orders STOCK_TABLE=backroom-dev-stock AWS_REGION=eu-west-1 \\
    backroom reconcile --stripe-secret-key-parameter /backroom/dev/stripe-secret-key
  backroom reconcile --at-rest --format json

Here the exit status is 0 when nothing differs, 1 when something does or could not be read, 2 when called wrongly.";

/// Compares orders, stock and Stripe's record, and lists every difference.
#[derive(Debug, Args)]
#[command(long_about = LONG_HELP, after_help = EXAMPLE)]
pub(crate) struct Reconcile {
    /// Expects a shop at rest: every order has ended, every receipt is sent.
    #[arg(long)]
    at_rest: bool,
    /// Ignores payments that name no order: another program uses the same Stripe account.
    #[arg(long)]
    shared_account: bool,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// How long to wait before another pass.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=600))]
    pause_seconds: u64,
    /// The orders table.
    #[arg(long, env = "ORDERS_TABLE")]
    orders_table: String,
    /// The stock table.
    #[arg(long, env = "STOCK_TABLE")]
    stock_table: String,
    /// The order desk's table; without it the desk is not compared.
    #[arg(long, env = "DESK_TABLE")]
    desk_table: Option<String>,
    /// Where Stripe answers.
    #[arg(long, env = "STRIPE_API_URL", default_value = "https://api.stripe.com")]
    stripe_api_url: String,
    /// The parameter that holds Stripe's secret key; without it `STRIPE_SECRET_KEY` is read.
    #[arg(long, env = "STRIPE_SECRET_KEY_PARAMETER")]
    stripe_secret_key_parameter: Option<String>,
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

impl Reconcile {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let mut named = vec![
            ("ORDERS_TABLE", self.orders_table.as_str()),
            ("STOCK_TABLE", self.stock_table.as_str()),
            ("STRIPE_API_URL", self.stripe_api_url.as_str()),
        ];
        named.extend(self.stripe_secret_key_parameter.as_deref().map(|name| (SECRET_KEY_PARAMETER, name)));
        named.extend(self.desk_table.as_deref().map(|name| ("DESK_TABLE", name)));
        let context = context::world_with(&named, &[SECRET_KEY]).await?;
        let provider = Stripe::new(&context, secret_key(&context).await?)?;
        let reconciler = Reconciler {
            stock: StockTable::new(&context)?,
            orders: OrdersTable::new(&context)?,
            desk: self.desk_table.is_some().then(|| DeskTable::new(&context)).transpose()?,
            provider,
            clock: context.clock.clone(),
        };
        let terms = ReconciliationOptions {
            at_rest: self.at_rest,
            shared_account: self.shared_account,
            pause: Duration::from_secs(self.pause_seconds),
        };
        let mut progress = Progress::start(context.clock);
        let report = reconciler.reconcile(terms, &mut |step| progress.show(step)).await;
        let elapsed_ms = progress.finish();
        let report = report?;
        match self.format {
            Format::Table => print!("{}", report::table(&report, elapsed_ms)),
            Format::Json => println!("{:#}", report::json(&report, elapsed_ms)),
        }
        Ok(if report.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The provider's key, from the parameter that is named, or from the environment.
pub(crate) async fn secret_key(context: &AppContext) -> Result<Secret, Failure> {
    if context.environment.optional(SECRET_KEY_PARAMETER).is_some() {
        return Ok(Parameters::new(context).secret_named_by(context, SECRET_KEY_PARAMETER).await?);
    }
    let words =
        "name the parameter with Stripe's secret key by --stripe-secret-key-parameter, or set STRIPE_SECRET_KEY";
    let key = context.environment.optional(SECRET_KEY).ok_or_else(|| Failure::Usage(words.to_owned()))?;
    Ok(Secret::new(key))
}

impl From<ReconciliationError> for Failure {
    fn from(error: ReconciliationError) -> Self {
        let nothing = "nothing was compared";
        Self::Failed(match error {
            ReconciliationError::AwsError(error) => {
                let advice = advice(&error.reason).unwrap_or("Call it again once AWS answers.");
                format!("{nothing}: {}\n{advice}", in_short(&error))
            }
            ReconciliationError::Provider(error) => {
                let advice = "Check Stripe's secret key, STRIPE_API_URL and the network.";
                format!("{nothing}: {error}\n{advice}")
            }
        })
    }
}
