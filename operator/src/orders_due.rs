//! `backroom orders due`: the orders that are not finished, by their deadline.

use std::{collections::HashMap, process::ExitCode};

use aws::{AwsError, Item, ItemExt as _, text};
use aws_sdk_dynamodb::{Client, types::KeysAndAttributes};
use clap::Args;
use domain::{
    kernel::{OrderId, Timestamp, UserId},
    orders::due_shards,
};
use serde::Serialize;

use crate::{Failure, context};

/// The most rows that one batch read takes.
const BATCH: usize = 100;
/// Reads of one batch, the first included, while DynamoDB leaves some of it out.
const READS: u32 = 5;

const EXAMPLE: &str = "\
Examples:
  ORDERS_TABLE=backroom-dev-orders AWS_REGION=eu-west-1 backroom orders due
  backroom orders due --orders-table backroom-dev-orders --limit 1000 --json";

/// Lists the orders whose deadline has passed or is coming, the most urgent first.
///
/// An order has a deadline exactly while something is owed to it, so an empty list means that nothing is outstanding. A
/// deadline that passed minutes ago means that the sweep cannot finish the order: see its log.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Due {
    /// Prints JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// At most this many orders.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// The orders table.
    #[arg(long, env = "ORDERS_TABLE")]
    orders_table: String,
}

/// An order with a deadline.
#[derive(Clone, Debug, Serialize)]
struct DueOrder {
    order: OrderId,
    buyer: UserId,
    state: String,
    due_at: Timestamp,
    due_in_seconds: i64,
}

impl Due {
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let context = context::context(&[]).await?;
        let client = aws::dynamodb(&context);
        let now = context.clock.now();
        let client = &client;
        let shards = due_shards().map(|shard| async move { self.shard(client, &shard, now).await });
        let mut orders = futures::future::try_join_all(shards).await?.concat();
        orders.sort_by_key(|due| due.due_at);
        orders.truncate(usize::from(self.limit));
        for batch in orders.chunks_mut(BATCH) {
            self.read_states(client, batch).await?;
        }
        if self.json {
            let json = serde_json::to_string_pretty(&orders);
            println!("{}", json.map_err(|error| Failure::Failed(error.to_string()))?);
        } else {
            print!("{}", table(&orders));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The most urgent orders of one shard, their states not yet known: the index holds keys only.
    async fn shard(&self, client: &Client, shard: &str, now: Timestamp) -> Result<Vec<DueOrder>, AwsError> {
        let query = client.query().table_name(&self.orders_table).index_name("due").limit(i32::from(self.limit));
        let query = query.key_condition_expression("due_shard = :shard");
        let answer = query.expression_attribute_values(":shard", text(shard)).send().await;
        let answer = answer.map_err(|e| AwsError::new("orders.due", &e))?;
        answer.items().iter().map(|row| due_order(row, now)).collect()
    }

    /// Reads the states of up to [`BATCH`] orders. One that is gone by now keeps its question mark.
    async fn read_states(&self, client: &Client, orders: &mut [DueOrder]) -> Result<(), AwsError> {
        let keys = orders.iter().map(|due| {
            let (buyer, order) = (text(due.buyer.as_str()), text(due.order.as_str()));
            HashMap::from([("buyer_id".to_owned(), buyer), ("id".to_owned(), order)])
        });
        let rows = KeysAndAttributes::builder().set_keys(Some(keys.collect())).consistent_read(true);
        let rows = rows.projection_expression("id, #state").expression_attribute_names("#state", "state").build();
        let rows = rows.map_err(|e| AwsError::new("orders.states", &e))?;
        let mut wanted = Some(HashMap::from([(self.orders_table.clone(), rows)]));
        for _ in 0..READS {
            let answer = client.batch_get_item().set_request_items(wanted).send().await;
            let answer = answer.map_err(|e| AwsError::new("orders.states", &e))?;
            for row in answer.responses.unwrap_or_default().into_values().flatten() {
                let (id, state) = (row.text("id")?, row.text("state")?);
                if let Some(due) = orders.iter_mut().find(|due| due.order.as_str() == id) {
                    state.clone_into(&mut due.state);
                }
            }
            wanted = answer.unprocessed_keys.filter(|left| !left.is_empty());
            if wanted.is_none() {
                return Ok(());
            }
        }
        Err(AwsError::because("orders.states", "DynamoDB is too busy to read them all"))
    }
}

fn due_order(row: &Item, now: Timestamp) -> Result<DueOrder, AwsError> {
    let due_at = Timestamp::from_millis(row.number("due_at_ms")?);
    let due_in_seconds = due_at.seconds() - now.seconds();
    let (order, buyer) = (row.parsed("id")?, row.parsed("buyer_id")?);
    Ok(DueOrder { order, buyer, state: "?".to_owned(), due_at, due_in_seconds })
}

fn table(orders: &[DueOrder]) -> String {
    if orders.is_empty() {
        return "Nothing is due.\n".to_owned();
    }
    let row =
        |order: &str, buyer: &str, state: &str, due: &str| format!("{order:<30}  {buyer:<30}  {state:<12}  {due}\n");
    let rows = orders.iter().map(|due| {
        let (order, buyer) = (due.order.as_str(), due.buyer.as_str());
        row(order, buyer, &due.state, &in_words(due.due_in_seconds))
    });
    std::iter::once(row("ORDER", "BUYER", "STATE", "DUE")).chain(rows).collect()
}

/// `in 4 min 10 s`, `3 h 0 min ago`.
fn in_words(seconds: i64) -> String {
    let span = seconds.unsigned_abs();
    let words = match span {
        0..60 => format!("{span} s"),
        60..3_600 => format!("{} min {} s", span / 60, span % 60),
        _ => format!("{} h {} min", span / 3_600, span % 3_600 / 60),
    };
    if seconds < 0 { format!("{words} ago") } else { format!("in {words}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_told_in_words() {
        assert_eq!([0, 250, -61, 10_800].map(in_words), ["in 0 s", "in 4 min 10 s", "1 min 1 s ago", "in 3 h 0 min"]);
    }

    #[test]
    fn no_deadline_means_that_nothing_is_due() {
        assert_eq!(table(&[]), "Nothing is due.\n");
    }
}
