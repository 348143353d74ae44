//! The order desk of a shop that has grown: what making it anew takes, and what a page of it costs.

use std::{fmt::Write as _, time::Instant};

use ::tests::{Call, Shop};
use aws::{DeskTable, OrdersTable};
use workflows::DeskRebuilder;

use super::{Table, body, rows::order, seen, steps};
use crate::error::BenchError;

/// The fewest orders.
const FEWEST: u64 = 100;
/// Buyers, who order in turn.
const BUYERS: u64 = 1_000;
/// What a merchant looks at: the newest orders, and those that are to be sent.
const QUESTIONS: [(&str, &str); 2] = [
    ("A page of the desk: the newest 50 of so many orders", "/v1/merchant/orders?limit=50"),
    (
        "A page of the desk: 50 of so many orders that are to be sent",
        "/v1/merchant/orders?limit=50&payment_state=paid&fulfilment_state=unfulfilled",
    ),
];

/// Makes the desk anew at each size, and asks for its pages.
pub(super) async fn desk(most: u64) -> Result<Vec<Table>, BenchError> {
    let shop = Shop::open();
    let (read, merchant) = (shop.start("order-desk").await, shop.merchant());
    let mut tables: Vec<Table> = QUESTIONS.iter().map(|(title, _)| Table::new(title)).collect();
    let mut rebuilds = "\n### The desk made anew\n\n| orders | of them new to the desk | seconds | orders a second |\n|---|---|---|---|\n".to_owned();
    for step in steps(FEWEST, most) {
        let rows = step.end;
        eprintln!("{rows} orders on the desk");
        for number in step {
            shop.tables.put("orders", &order(shop.buyer_id(&format!("buyer {}", number % BUYERS)).as_str(), number));
        }
        rebuilds += &rebuild(&shop).await?;
        for (table, (_, path)) in tables.iter_mut().zip(QUESTIONS) {
            let event = Call::get(path).bearer(&merchant).event(shop.clock.now().millis());
            table.row(rows, &seen(&shop, async || body(&read, &event).await.map(|body| body.len())).await?);
        }
    }
    tables.push(Table { text: rebuilds, smallest: None });
    Ok(tables)
}

/// Makes the desk anew as `backroom desk rebuild` does. Returns the row about it.
#[expect(clippy::cast_precision_loss, reason = "a rate, not a book")]
async fn rebuild(shop: &Shop) -> Result<String, BenchError> {
    let context = shop.world_with(shop.variables_of("order-desk"));
    let orders = OrdersTable::new(&context).map_err(|error| BenchError::new(error.to_string()))?;
    let desk = DeskTable::new(&context).map_err(|error| BenchError::new(error.to_string()))?;
    let rebuilder = DeskRebuilder { orders, desk };
    let begun = Instant::now();
    let done = rebuilder.rebuild(&mut |_| drop(shop.journal.take())).await;
    let done = done.map_err(|error| BenchError::new(error.to_string()))?;
    let seconds = begun.elapsed().as_secs_f64();
    let mut row = String::new();
    let each = done.orders as f64 / seconds;
    let _ = writeln!(row, "| {} | {} | {seconds:.1} | {each:.0} |", done.orders, done.written);
    Ok(row)
}
