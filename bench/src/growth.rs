//! What lists and the sweep cost when the shop has grown: the shipped functions over an embedded database that holds more and more.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use backroom::orders::due_shards;
use serde_json::{Value, json};
use tests::{Call, Function, Shop};

use crate::{machine, statistics::Sample, trouble::Trouble};

/// Calls of each kind, after one that is not counted.
const CALLS: usize = 200;
/// Where the tables stand in the page.
const BEGIN: &str = "<!-- growth: begin -->\n";
const END: &str = "<!-- growth: end -->";
const HEAD: &str =
    "| rows | calls | read units | bytes answered | median ms | to the smallest |\n|---|---|---|---|---|---|\n";

/// Measures up to so many rows, and prints the tables or writes them into `page`.
pub(crate) fn measure(page: Option<&Path>, most: u64) -> Result<(), Trouble> {
    let mut text = format!(
        "{} The median of {CALLS} calls each: this machine's time, and the embedded database's with it.\n",
        machine::describe()
    );
    let sizes =
        |least: u64| std::iter::successors(Some(least), |rows| Some(rows * 10)).take_while(move |rows| *rows <= most);
    table(&mut text, "A page of 20 of so many products", sizes(100), products);
    table(&mut text, "The page after it", sizes(100), products_after);
    table(&mut text, "A page of 20 of so many orders of one buyer", sizes(1), orders);
    table(&mut text, "A round of the sweep, of so many open orders none due", sizes(100), open_orders);
    let Some(page) = page else {
        println!("{text}");
        return Ok(());
    };
    let trouble = |error: &dyn std::fmt::Display| Trouble::at(page.display(), error);
    let before = fs::read_to_string(page).map_err(|error| trouble(&error))?;
    let (Some((head, _)), Some((_, tail))) = (before.split_once(BEGIN), before.split_once(END)) else {
        return Err(trouble(&"the page has no place for what is measured"));
    };
    fs::write(page, format!("{head}{BEGIN}\n{text}\n{END}{tail}")).map_err(|error| trouble(&error))
}

/// A shop with so many rows, and the request that is measured in it.
struct Grown {
    shop: Shop,
    function: Function,
    event: Value,
}

fn table<F: Future<Output = Grown>>(
    text: &mut String,
    title: &str,
    sizes: impl Iterator<Item = u64>,
    grow: impl Fn(u64) -> F,
) {
    let _ = write!(text, "\n### {title}\n\n{HEAD}");
    let mut smallest = None;
    for rows in sizes {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let Ok(runtime) = runtime else { continue };
        let (calls, units, bytes, median) = runtime.block_on(async { called(&grow(rows).await).await });
        let first = *smallest.get_or_insert(median);
        let _ = writeln!(text, "| {rows} | {calls} | {units} | {bytes} | {median:.2} | {:.2} |", median / first);
    }
}

/// Calls the function again and again. Its calls to the database, their units, the size of its answer, and the median.
async fn called(grown: &Grown) -> (usize, f64, usize, f64) {
    let mut times: Vec<Duration> = Vec::with_capacity(CALLS);
    let (mut calls, mut units, mut bytes) = (0, 0.0, 0);
    for _ in 0..=CALLS {
        grown.shop.journal.take();
        let begun = Instant::now();
        let answer = grown.function.invoke(grown.event.clone()).await;
        times.push(begun.elapsed());
        let journal = grown.shop.journal.take();
        calls = journal.len();
        units = journal.iter().map(|call| call.read_units).sum();
        bytes = answer.map_or(0, |answer| answer["body"].as_str().map_or_else(|| answer.to_string().len(), str::len));
    }
    times.remove(0);
    (calls, units, bytes, Sample::of_times(times).median())
}

fn shop_of_products(rows: u64) -> Shop {
    let shop = Shop::open();
    for number in 0..rows {
        // Names in no order, in the table's own form.
        let name = format!("{:016x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        shop.tables.put("products", &json!({
            "id": format!("p{number}"), "name": name, "name_key": name, "description": "As real ones have it, a line or two of text.",
            "category": "TEAS", "price_minor": 100 + number % 9_000, "currency": "USD", "active": true, "availability": "in",
            "created_ms": number, "updated_ms": number, "ver": 1, "shelf": "all", "shelf_category": "TEAS",
        }));
    }
    shop
}

async fn products(rows: u64) -> Grown {
    let shop = shop_of_products(rows);
    let (function, event) = (shop.start("list-products").await, Call::get("/v1/products?limit=20").event(0));
    Grown { shop, function, event }
}

async fn products_after(rows: u64) -> Grown {
    let grown = products(rows).await;
    let first = grown.function.invoke(grown.event.clone()).await.unwrap_or_default();
    let page: Value = serde_json::from_str(first["body"].as_str().unwrap_or_default()).unwrap_or_default();
    let cursor = page["next_cursor"].as_str().unwrap_or_default().to_owned();
    Grown { event: Call::get(&format!("/v1/products?limit=20&cursor={cursor}")).event(0), ..grown }
}

fn order(buyer: &str, number: u64) -> Value {
    json!({
        "buyer_id": buyer, "id": format!("ord_{}", letters(number)), "fingerprint": "a".repeat(26), "state": "paid",
        "lines": [{ "product_id": "tea", "shard": 0, "quantity": 1, "unit_price_minor": 500 }],
        "currency": "USD", "total_minor": 500, "created_ms": 1_700_000_000_000_u64 + number, "expires_ms": 1_700_000_900_000_u64 + number,
        "address": { "name": "Ada", "line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1", "country": "GB" },
    })
}

/// A number in 26 of the letters that identifiers are made of.
fn letters(number: u64) -> String {
    (0..26_u32)
        .map(|place| char::from(b'a' + u8::try_from(number / 16_u64.saturating_pow(place) % 16).unwrap_or(0)))
        .collect()
}

async fn orders(rows: u64) -> Grown {
    let shop = Shop::open();
    let buyer = shop.buyer_id("ada").to_string();
    (0..rows).for_each(|number| shop.tables.put("orders", &order(&buyer, number)));
    let function = shop.start("list-orders").await;
    let event = Call::get("/v1/orders?limit=20").bearer(&shop.buyer("ada")).event(shop.clock.now().millis());
    Grown { shop, function, event }
}

async fn open_orders(rows: u64) -> Grown {
    let shop = Shop::open();
    let shards: Vec<String> = due_shards().collect();
    let soon = shop.clock.now().plus_seconds(600).millis();
    for number in 0..rows {
        let buyer = shop.buyer_id(&format!("buyer {}", number % 1_000)).to_string();
        let mut row = order(&buyer, number);
        row["state"] = json!("pending");
        row["due_shard"] = json!(shards[usize::try_from(number).unwrap_or(0) % shards.len()]);
        row["due_at_ms"] = json!(soon + i64::try_from(number).unwrap_or(0));
        shop.tables.put("orders", &row);
    }
    let function = shop.start("sweep-orders").await;
    Grown { shop, function, event: json!({}) }
}
