//! `backroom receipts resend`: sends a receipt again that could not be delivered.

use std::process::ExitCode;

use aws::{OrdersTable, Transition};
use clap::Args;
use domain::{
    kernel::{OrderId, UserId},
    orders::{Order, Receipt},
};

use crate::{Failure, context};

const EXAMPLE: &str = "\
Examples:
  ORDERS_TABLE=backroom-dev-orders AWS_REGION=eu-west-1 backroom receipts resend ord_mfrggzdfmztwq2lknnwg23tpob
  backroom receipts resend ord_mfrggzdfmztwq2lknnwg23tpob --buyer usr_mfrggzdfmztwq2lknnwg23tpob --orders-table orders";

/// Sends the receipt of an order again, after the mail service had refused it for good.
///
/// First remove the cause: the buyer's address, or the sender. The sweep asks for the receipt within a minute. A
/// receipt that was sent, or is still being tried, is left alone.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Resend {
    /// The order.
    order: OrderId,
    /// Its buyer. Without one, the whole table is read to find the order.
    #[arg(long)]
    buyer: Option<UserId>,
    /// The orders table.
    #[arg(long, env = "ORDERS_TABLE")]
    orders_table: String,
}

impl Resend {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let context = context::context(&[("ORDERS_TABLE", &self.orders_table)]).await?;
        let orders = OrdersTable::new(&context)?;
        let order = match &self.buyer {
            Some(buyer) => orders.get(buyer, &self.order).await?,
            None => orders.find(&self.order).await?,
        };
        let order = order.ok_or_else(|| Failure::Failed(format!("there is no order {}", self.order)))?;
        match orders.reopen_receipt(&order, context.clock.now()).await? {
            Transition::Applied(order) => {
                println!("The receipt of {} will be sent within a minute or two.", order.id);
                Ok(ExitCode::SUCCESS)
            }
            Transition::Stale(order) => Err(Failure::Failed(refusal(&order))),
        }
    }
}

fn refusal(order: &Order) -> String {
    let receipt = match order.receipt {
        None => "owes no receipt: it was never paid",
        Some(Receipt::Sent) => "has sent its receipt",
        Some(Receipt::Due | Receipt::Sending(_)) => "is about to send its receipt",
        Some(Receipt::Undeliverable) => "changed meanwhile; repeat the command",
    };
    format!("{} {receipt}", order.id)
}
