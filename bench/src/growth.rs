//! What lists and the sweep cost when the shop has grown: the shipped functions over an embedded database that holds more and more.

mod desk;
mod rows;

use std::{
    fmt::Write as _,
    ops::Range,
    path::Path,
    time::{Duration, Instant},
};

use ::tests::{Call, Entry, Function, Shop};
use aws::OrdersTable;
use domain::orders::due_shards;
use serde_json::{Value, json};

use crate::{error::BenchError, machine, page, statistics::Sample};
use rows::{order, product, stock};

/// Calls of each kind, after some that are not counted.
const CALLS: usize = 200;
const FIRST_CALLS: usize = 10;
/// The shop of products that the others are compared with.
const FEWEST_PRODUCTS: u64 = 100;

/// Measures in shops of up to `most` rows, and prints the tables or writes them into `page`.
pub(crate) fn measure(page: Option<&Path>, most: u64) -> Result<(), BenchError> {
    // Calls wait in virtual time; the clock that measures is the machine's.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.map_err(|error| BenchError::at("the runtime", error))?;
    let tables = runtime.block_on(async {
        let mut tables = products(most).await?;
        tables.push(orders(most).await?);
        tables.extend(open_orders(most).await?);
        tables.extend(desk::desk(most).await?);
        Ok::<_, BenchError>(tables)
    })?;
    let text = tables.iter().fold(machine::describe() + "\n", |text, table| text + &table.text);
    page::say(page, "growth", &text)
}

/// One question, in a shop that grows.
struct Table {
    text: String,
    /// The medians of the first row.
    smallest: Option<(f64, f64)>,
}

/// What was seen of one question.
struct Seen {
    calls: Vec<Entry>,
    bytes: usize,
    times: Sample,
    /// The same without what the embedded database took: it walks deeper trees as it grows, and DynamoDB's is another.
    own: Sample,
}

impl Table {
    fn new(title: &str) -> Self {
        let head = "| rows | calls | read units | bytes answered | median ms | p99 ms | to the smallest | without the database, ms | to the smallest |\n|---|---|---|---|---|---|---|---|---|\n";
        Self { text: format!("\n### {title}\n\n{head}"), smallest: None }
    }

    /// A row beside the first one.
    fn row(&mut self, rows: u64, seen: &Seen) {
        let smallest = *self.smallest.get_or_insert((seen.times.median(), seen.own.median()));
        self.write(rows, seen, smallest);
    }

    fn write(&mut self, rows: u64, seen: &Seen, smallest: (f64, f64)) {
        let (median, own) = (seen.times.median(), seen.own.median());
        let units: f64 = seen.calls.iter().map(|call| call.read_units).sum();
        let _ = writeln!(
            self.text,
            "| {rows} | {} | {units} | {} | {median:.2} | {:.2} | {:.2} | {own:.2} | {:.2} |",
            seen.calls.len(),
            seen.bytes,
            seen.times.p99(),
            median / smallest.0,
            own / smallest.1
        );
    }
}

/// The rows to add, step by step, until there are `least`, ten times as many, and so on up to `most`.
fn steps(least: u64, most: u64) -> impl Iterator<Item = Range<u64>> {
    let sizes = std::iter::successors(Some((0, least)), |(_, size)| Some((*size, size * 10)));
    sizes.map(|(from, to)| from..to).take_while(move |step| step.end <= most)
}

/// What one asks of one shop, again and again; the answer is the same each time.
struct Watch<'a, A> {
    shop: &'a Shop,
    ask: A,
    calls: Vec<Entry>,
    bytes: usize,
    times: Vec<Duration>,
    own: Vec<Duration>,
}

impl<'a, A: AsyncFn() -> Result<usize, BenchError>> Watch<'a, A> {
    const fn new(shop: &'a Shop, ask: A) -> Self {
        Self { shop, ask, calls: Vec::new(), bytes: 0, times: Vec::new(), own: Vec::new() }
    }

    async fn once(&mut self) -> Result<(), BenchError> {
        self.shop.journal.take();
        let begun = Instant::now();
        self.bytes = (self.ask)().await?;
        let took = begun.elapsed();
        self.calls = self.shop.journal.take();
        self.times.push(took);
        self.own.push(took.saturating_sub(self.calls.iter().map(|call| call.took).sum()));
        Ok(())
    }

    fn seen(mut self) -> Seen {
        let counted = |times: &mut Vec<Duration>| Sample::of_times(times.split_off(FIRST_CALLS));
        Seen { times: counted(&mut self.times), own: counted(&mut self.own), calls: self.calls, bytes: self.bytes }
    }
}

async fn seen(shop: &Shop, ask: impl AsyncFn() -> Result<usize, BenchError>) -> Result<Seen, BenchError> {
    let mut watch = Watch::new(shop, ask);
    for _ in 0..FIRST_CALLS + CALLS {
        watch.once().await?;
    }
    Ok(watch.seen())
}

/// The body of the answer to a call, which must be a good one.
async fn body(function: &Function, event: &Value) -> Result<String, BenchError> {
    let answer = function.invoke(event.clone()).await.map_err(|error| BenchError::new(error.to_string()))?;
    let body = answer["body"].as_str().unwrap_or_default().to_owned();
    if answer["statusCode"] == 200 { Ok(body) } else { Err(BenchError::new(format!("a wrong answer: {answer}"))) }
}

/// A shop of products, of which one reads lists.
struct StockShards {
    shop: Shop,
    list: Function,
}

impl StockShards {
    async fn open() -> Self {
        let shop = Shop::open();
        let list = shop.start("list-products").await;
        Self { shop, list }
    }

    fn fill(&self, numbers: Range<u64>) {
        numbers.for_each(|number| {
            self.shop.tables.put("products", &product(number));
            self.shop.tables.put("stock", &stock(number));
        });
    }

    /// The first page, the one after it, and the cheapest of a category: read each time, not from memory.
    async fn questions(&self) -> Result<[Value; 3], BenchError> {
        let get = |path: &str| Call::get(path).header("cache-control", "no-cache").event(0);
        let first = get("/v1/products?limit=20");
        let page: Value = serde_json::from_str(&body(&self.list, &first).await?).unwrap_or_default();
        let cursor = page["next_cursor"].as_str().unwrap_or_default();
        let next = get(&format!("/v1/products?limit=20&cursor={cursor}"));
        Ok([first, next, get("/v1/products?limit=10&sort=price&category=Tea+7")])
    }

    fn watch(&self, event: Value) -> Watch<'_, impl AsyncFn() -> Result<usize, BenchError>> {
        Watch::new(&self.shop, async move || body(&self.list, &event).await.map(|body| body.len()))
    }
}

/// Each size is asked in turn with the smallest, so that whatever else the machine does meets both.
async fn products(most: u64) -> Result<Vec<Table>, BenchError> {
    let (grown, small) = (StockShards::open().await, StockShards::open().await);
    small.fill(0..FEWEST_PRODUCTS);
    let mut tables =
        ["A page of 20 of so many products", "The page after it", "A page of the cheapest of one category of ten"]
            .map(Table::new);
    for step in steps(FEWEST_PRODUCTS, most) {
        let rows = step.end;
        eprintln!("{rows} products");
        grown.fill(step);
        let questions = grown.questions().await?.into_iter().zip(small.questions().await?);
        for (table, (of_grown, of_small)) in tables.iter_mut().zip(questions) {
            let (mut watch, mut beside) = (grown.watch(of_grown), small.watch(of_small));
            for _ in 0..FIRST_CALLS + CALLS {
                watch.once().await?;
                beside.once().await?;
            }
            let beside = beside.seen();
            table.write(rows, &watch.seen(), (beside.times.median(), beside.own.median()));
        }
    }
    Ok(tables.into())
}

async fn orders(most: u64) -> Result<Table, BenchError> {
    let shop = Shop::open();
    let (list, ada) = (shop.start("list-orders").await, shop.buyer_id("ada").to_string());
    let mut table = Table::new("A page of 20 of so many orders of one buyer");
    for step in steps(1, most) {
        let rows = step.end;
        eprintln!("{rows} orders of one buyer");
        step.for_each(|number| shop.tables.put("orders", &order(&ada, number)));
        let event = Call::get("/v1/orders?limit=20").bearer(&shop.buyer("ada")).event(shop.clock.now().millis());
        table.row(rows, &seen(&shop, async || body(&list, &event).await.map(|body| body.len())).await?);
    }
    Ok(table)
}

async fn open_orders(most: u64) -> Result<[Table; 2], BenchError> {
    let shop = Shop::open();
    let shards: Vec<String> = due_shards().collect();
    let soon = shop.clock.now().plus_seconds(600);
    let sweep = shop.start("sweep-orders").await;
    let table = OrdersTable::new(&shop.world_of("sweep-orders")).map_err(|error| BenchError::new(error.to_string()))?;
    let mut none_due = Table::new("A round of the sweep, of so many open orders none due");
    let mut all_due = Table::new("A look at one of the eight shards, of so many open orders all due");
    for step in steps(100, most) {
        let rows = step.end;
        eprintln!("{rows} open orders");
        for number in step {
            let mut row = order(shop.buyer_id(&format!("buyer {}", number % 1_000)).as_str(), number);
            row["state"] = json!("pending");
            row["due_shard"] = json!(shards[usize::try_from(number).unwrap_or(0) % shards.len()]);
            row["due_at_ms"] = json!(soon.millis() + i64::try_from(number).unwrap_or(0));
            shop.tables.put("orders", &row);
        }
        let round = async || {
            let done = sweep.invoke(json!({})).await.map_err(|error| BenchError::new(error.to_string()))?;
            if done["found"] == 0 { Ok(done.to_string().len()) } else { Err(BenchError::new(done.to_string())) }
        };
        none_due.row(rows, &seen(&shop, round).await?);
        let later = soon.plus_seconds(1_000_000);
        let look = async || {
            let found = table.due_before(&shards[0], later).await;
            found.map(|due| due.len()).map_err(|error| BenchError::new(error.to_string()))
        };
        all_due.row(rows, &seen(&shop, look).await?);
    }
    // What a look returns is counted in orders.
    all_due.text = all_due.text.replace("bytes answered", "orders found");
    Ok([none_due, all_due])
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn each_step_adds_what_is_missing_to_ten_times_as_many() {
        let all: Vec<_> = steps(100, 99_999).collect();
        assert_eq!(all, [0..100, 100..1_000, 1_000..10_000]);
        assert_eq!(steps(100, 99).count(), 0);
    }
}
