//! A real supermarket's baskets, placed as orders one after the other: how many, what they cost, and why some are refused.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{Answer, Call, Function, Shop};

use crate::{error::BenchError, machine, page, statistics::Sample};

/// A year has so many seconds: baskets follow one another as they did.
const YEAR_SECONDS: u64 = 365 * 86_400;
const BASKETS_A_YEAR: u64 = 155_848;

/// One basket: who bought it, and what, in lines of product, units and price.
struct Basket {
    household: String,
    lines: Vec<(String, u64, u64)>,
}

#[derive(Default)]
struct Tally {
    answers: BTreeMap<String, u64>,
    lines: u64,
    units: f64,
    times: Vec<Duration>,
}

/// Places the first `most` baskets of `file`, and prints the table or writes it into `page`.
pub(crate) fn measure(file: &Path, most: usize, page: Option<&Path>) -> Result<(), BenchError> {
    let text = fs::read_to_string(file).map_err(|error| BenchError::at(file.display(), error))?;
    let (baskets, prices) = read(&text, most);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.map_err(|error| BenchError::new(error.to_string()))?;
    let tally = runtime.block_on(replay(&baskets, &prices));
    page::say(page, "baskets", &report(&tally, baskets.len(), prices.len()))
}

/// The baskets, and of each product in them the price and the units sold in all.
fn read(text: &str, most: usize) -> (Vec<Basket>, BTreeMap<String, (u64, u64)>) {
    let (mut baskets, mut prices): (Vec<Basket>, BTreeMap<String, (u64, u64)>) = (Vec::new(), BTreeMap::new());
    let mut current = "";
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [basket, household, product, units, price] = fields[..] else { continue };
        let (Ok(units), Ok(price)) = (units.parse::<u64>(), price.parse::<u64>()) else { continue };
        if basket != current {
            if baskets.len() == most {
                break;
            }
            current = basket;
            baskets.push(Basket { household: household.to_owned(), lines: Vec::new() });
        }
        if let Some(basket) = baskets.last_mut() {
            basket.lines.push((product.to_owned(), units, price));
        }
        prices.entry(product.to_owned()).or_insert((price, 0)).1 += units;
    }
    (baskets, prices)
}

async fn replay(baskets: &[Basket], prices: &BTreeMap<String, (u64, u64)>) -> Tally {
    let shop = Shop::open();
    for (product, (price, units)) in prices {
        shop.tables.put(
            "stock",
            &json!({
                "sku": product, "row": "shard#0", "available": units, "received": units, "product_id": product,
                "prices": { "USD": price }, "active": true,
            }),
        );
    }
    let (place, mut tally) = (shop.start("place-order").await, Tally::default());
    for (number, basket) in baskets.iter().enumerate() {
        shop.wait_seconds(YEAR_SECONDS / BASKETS_A_YEAR);
        if number % 1_000 == 0 {
            eprintln!("baskets: {number} of {}", baskets.len());
        }
        let answer = placed(&shop, &place, number, basket, &mut tally).await;
        let what = if answer.status == 201 { "placed".to_owned() } else { reason(&answer) };
        *tally.answers.entry(what).or_default() += 1;
    }
    tally
}

async fn placed(shop: &Shop, place: &Function, number: usize, basket: &Basket, tally: &mut Tally) -> Answer {
    let lines: Vec<Value> = basket
        .lines
        .iter()
        .map(|(product, units, price)| json!({ "sku": product, "quantity": units, "unit_price_minor": price }))
        .collect();
    let body = json!({
        "currency": "USD", "lines": lines,
        "shipping_address": { "name": "Ada", "line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1", "country": "GB" },
    });
    let call =
        Call::post("/v1/orders").bearer(&shop.buyer(&basket.household)).key(&format!("basket {number}")).json(&body);
    let event = call.event(shop.clock.now().millis());
    shop.journal.take();
    let begun = Instant::now();
    let answer = place.invoke(event).await.unwrap_or_default();
    let answer = Answer::of_event(&answer);
    if answer.status == 201 {
        tally.times.push(begun.elapsed());
        tally.lines += basket.lines.len() as u64;
        tally.units += shop.journal.take().iter().map(|call| call.write_units).sum::<f64>();
    }
    answer
}

/// The code, and what of the request it is about.
fn reason(answer: &Answer) -> String {
    let body = answer.json();
    let rule = body["errors"][0]["detail"].as_str().or_else(|| body["detail"].as_str()).unwrap_or_default();
    // Numbers and names differ from basket to basket.
    let rule: Vec<&str> = rule.split_whitespace().filter(|word| !word.starts_with("cj-")).collect();
    format!("{} {}: {}", answer.status, answer.code(), rule.join(" "))
}

#[expect(clippy::cast_precision_loss, reason = "a rate, not a book")]
fn report(tally: &Tally, baskets: usize, products: usize) -> String {
    let placed = tally.times.len().max(1) as f64;
    let seconds: f64 = tally.times.iter().map(Duration::as_secs_f64).sum();
    let times = Sample::of_times(tally.times.iter().copied());
    let mut text = format!(
        "{} {baskets} baskets with {products} products, one after the other in one process: {:.0} orders a second, {:.2} ms at the median, {:.1} ms at \
         the 99th percentile, database included; {:.1} lines and {:.1} write units an order.\n\n| answer | baskets |\n|---|---|\n",
        machine::describe(),
        placed / seconds.max(0.001),
        times.median(),
        times.p99(),
        tally.lines as f64 / placed,
        tally.units / placed,
    );
    for (answer, count) in &tally.answers {
        let _ = writeln!(text, "| {answer} | {count} |");
    }
    text
}
