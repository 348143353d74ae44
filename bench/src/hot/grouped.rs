//! The other way to sell a hot product, as a prototype: orders wait in a queue, and one transaction takes the stock for many of
//! them, each written under its own condition. Not part of the shop.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use aws::{dynamodb, number, text};
use aws_sdk_dynamodb::{
    Client,
    types::{Put, TransactWriteItem, Update},
};
use tests::{Scheduler, Shop, seeded};
use tokio::{sync::Mutex, sync::oneshot, time::Instant};

use super::{buyers::Met, dynamodb_model::Physics};

/// A transaction holds a hundred items: the stock's, and one an order, without the limit of each buyer.
const GROUP: usize = 98;
/// To put a message into the queue, and to get a batch out of it.
const QUEUE: Duration = Duration::from_millis(10);

type Waiting = Arc<Mutex<VecDeque<(String, oneshot::Sender<()>)>>>;

/// So many buyers for so many seconds, and one worker: more would only cancel one another.
pub(crate) async fn happen(buyers: u32, seconds: u64, seed: u64) -> Met {
    let shop = Shop::with_seed(seed);
    shop.stock("hot", 1_000_000);
    shop.journal.take();
    let dynamodb_model = Physics::new(seeded(seed ^ 0xB0D1));
    let context = shop.conducted("place-order", Arc::clone(&dynamodb_model) as Arc<dyn Scheduler>, 0);
    let tables =
        ["STOCK_TABLE", "ORDERS_TABLE"].map(|name| context.environment.optional(name).unwrap_or_default().to_owned());
    let (client, waiting, start) = (dynamodb(&context), Waiting::default(), Instant::now());
    let worker = tokio::spawn(work(client, tables, Arc::clone(&waiting)));
    let mut crowd = tokio::task::JoinSet::new();
    for number in 0..buyers {
        let waiting = Arc::clone(&waiting);
        crowd.spawn(async move {
            let mut bought = Vec::new();
            for order in 0.. {
                let begun = Instant::now();
                if start.elapsed() >= Duration::from_secs(seconds) {
                    break;
                }
                tokio::time::sleep(QUEUE).await;
                let (done, is_done) = oneshot::channel();
                waiting.lock().await.push_back((format!("{number} {order}"), done));
                if is_done.await.is_err() {
                    break;
                }
                bought.push((begun.elapsed(), start.elapsed()));
            }
            bought
        });
    }
    let mut met = Met::default();
    while let Some(bought) = crowd.join_next().await {
        for (time, at) in bought.unwrap_or_default() {
            met.times.push(time);
            met.in_time += u64::from(at <= Duration::from_secs(seconds));
            met.took = met.took.max(at);
        }
    }
    worker.abort();
    let calls = shop.journal.take();
    met.transactions = calls.iter().filter(|call| call.operation == "TransactWriteItems").count() as u64;
    met.units = calls.iter().map(|call| call.write_units).sum();
    met.conflicts = dynamodb_model.met().0;
    met
}

/// Takes a batch, writes it, tells those who wait.
async fn work(client: Client, [stock, orders]: [String; 2], waiting: Waiting) {
    loop {
        tokio::time::sleep(QUEUE).await;
        let batch: Vec<_> = {
            let mut waiting = waiting.lock().await;
            let size = waiting.len().min(GROUP);
            waiting.drain(..size).collect()
        };
        if batch.is_empty() {
            continue;
        }
        let Some(rows) = transaction(&stock, &orders, batch.iter().map(|(order, _)| order.as_str())) else { continue };
        if client.transact_write_items().set_transact_items(Some(rows)).send().await.is_ok() {
            for (_, done) in batch {
                let _ = done.send(());
            }
        }
    }
}

fn transaction<'a>(
    stock: &str,
    orders: &str,
    batch: impl ExactSizeIterator<Item = &'a str>,
) -> Option<Vec<TransactWriteItem>> {
    let taking = Update::builder()
        .table_name(stock)
        .key("sku", text("hot"))
        .key("row", text("shard#0"))
        .update_expression("SET available = available - :q")
        .condition_expression("available >= :q")
        .expression_attribute_values(":q", number(batch.len()))
        .build();
    let mut rows = vec![TransactWriteItem::builder().update(taking.ok()?).build()];
    for order in batch {
        let put = Put::builder()
            .table_name(orders)
            .item("buyer_id", text(order))
            .item("id", text(order))
            .item("state", text("pending"))
            .item("total_minor", number(499))
            .item("created_ms", number(1))
            .item("due_shard", text("0"))
            .item("due_at_ms", number(1))
            .condition_expression("attribute_not_exists(id)")
            .build();
        rows.push(TransactWriteItem::builder().put(put.ok()?).build());
    }
    Some(rows)
}
