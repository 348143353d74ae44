//! What each operation asks of AWS, and what that comes to: the tables in docs/costs.md are what these tests
//! counted. The counts are exact, so nothing is allowed for: one unit or one call more is named, with its operation.

#![allow(clippy::expect_used, reason = "these are tests")]

mod bytes;
mod measured;
mod pages;
mod prices;
mod rights;
mod searching;
mod stock_rows;
mod telling;

use std::fmt::Write as _;

use measured::{Cost, measure};
use prices::{Dollars, MINUTES, PRICES};
use tests::{Service, repository};

/// Lambda asks a queue by so many connections, each waiting 20 s, when nothing comes.
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html>.
const POLLERS: f64 = 5.0;
const POLLS_A_MINUTE: f64 = 3.0;

/// The lines of `table` that `file` does not have, each with the line that it has under the same name.
fn differences(file: &str, page: &str, table: &str) -> Vec<String> {
    let name = |line: &str| line.split(" | ").next().unwrap_or_default().to_owned();
    let missing = table.lines().filter(|line| !page.lines().any(|known| known == *line));
    missing
        .map(|line| {
            let known = page
                .lines()
                .find(|known| name(known) == name(line) && known.matches('|').count() == line.matches('|').count());
            format!("{file} should say  {line}\n         it says  {}", known.unwrap_or("nothing about it"))
        })
        .collect()
}

/// Fails unless the file holds the table.
fn hold(file: &str, table: &str) {
    let page = std::fs::read_to_string(repository().join(file)).expect("a page");
    let differences = differences(file, &page, table);
    assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
    assert!(page.contains(table), "{file} should hold this table, in this order:\n\n{table}");
}

fn of<'a>(costs: &'a [Cost], operation: &str) -> &'a Cost {
    costs.iter().find(|cost| cost.operation == operation).expect("an operation that is measured")
}

#[tokio::test(start_paused = true)]
async fn the_page_on_costs_counts_what_each_operation_asks_of_aws() {
    let mut table = String::from(
        "| operation | DynamoDB calls | read units | write units | SQS sends | mails | Stripe calls |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for cost in measure().await {
        let _ = writeln!(table, "{}", cost.row());
    }
    hold("docs/costs.md", &table);
}

#[tokio::test(start_paused = true)]
async fn an_order_of_one_line_is_one_call_and_a_page_is_a_query_and_a_look_at_the_stock() {
    let costs = measure().await;
    let order = of(&costs, "place an order of one line");
    assert_eq!(order.count(Service::DynamoDb), 1);
    assert!(order.write_units() <= 8.0 && order.read_units() == 0.0, "{}", order.row());
    let page = of(&costs, "list a page of 20 products");
    assert_eq!(page.count(Service::DynamoDb), 2);
    assert!(page.read_units() <= 10.5 && page.write_units() == 0.0, "{}", page.row());
}

#[tokio::test(start_paused = true)]
async fn the_page_on_costs_tells_what_each_operation_comes_to() {
    let costs = measure().await;
    let mut table = String::from(
        "| a million times | gateway | invocations | compute | database | queues | dollars |\n|---|---|---|---|---|---|---|\n",
    );
    for cost in &costs {
        table += &Dollars::of(cost).row(cost.operation);
    }
    hold("docs/costs.md", &table);
    hold("docs/costs.md", &visit(&costs));
    hold("docs/costs.md", &aims(&costs));
    hold("docs/costs.md", &idle_month(&costs));
}

#[test]
fn the_page_on_costs_tells_of_what_is_beside_the_operations() {
    let (bytes, logs, preflights) = (prices::LOG_BYTES.iter().sum::<f64>(), prices::logs(), prices::preflights());
    let table = format!(
        "| beside that, a million times | each | dollars |\n|---|---|---|\n\
         | what a request leaves in logs | {bytes} bytes | {logs:.2} |\n\
         | a browser's preflight | 1 request | {preflights:.2} |\n"
    );
    hold("docs/costs.md", &table);
}

#[test]
fn the_page_on_costs_names_each_price_and_its_source() {
    let mut table = String::from("| | dollars a million |\n|---|---|\n");
    for price in &PRICES {
        let _ = writeln!(table, "| [{}]({}) | {} |", price.what, price.source, price.dollars);
    }
    hold("docs/costs.md", &table);
}

/// The parts of a visit, from the door to the receipt: every fifth visitor is new, looks at five pages, and buys one thing.
fn parts(costs: &[Cost]) -> [(&'static str, Dollars); 5] {
    let sum =
        |parts: &[(f64, &str)]| Dollars::sum(parts.iter().map(|(times, name)| (*times, Dollars::of(of(costs, name)))));
    [
        ("0.2 sign-ups", sum(&[(0.2, "sign up"), (0.2, "send the code"), (0.2, "verify the address")])),
        ("a log-in", sum(&[(1.0, "log in")])),
        ("five lists", sum(&[(5.0, "list a page of 20 products")])),
        ("an order and its payment", sum(&[(1.0, "place an order of one line"), (1.0, "pay with a card")])),
        (
            "what follows a payment",
            sum(&[
                (1.0, "take the provider's events"),
                (1.0, "sync a payment that is settled"),
                (1.0, "send the receipt"),
            ]),
        ),
    ]
}

fn all(parts: &[(&str, Dollars)]) -> Dollars {
    Dollars::sum(parts.iter().map(|(_, part)| (1.0, *part)))
}

fn visit(costs: &[Cost]) -> String {
    let header = "| a million visits | gateway | invocations | compute | database | queues | dollars |\n|---|---|---|---|---|---|---|\n";
    let parts = parts(costs);
    parts.iter().fold(header.to_owned(), |table, (name, part)| table + &part.row(name))
        + &all(&parts).row("the whole visit")
}

/// What is aimed at: of compute, units and queues, which are the shop's own doing.
fn aims(costs: &[Cost]) -> String {
    let mut table = String::from(
        "| a million times | at most | compute, database, queues | with the gateway and invocations | with what follows a payment |\n|---|---|---|---|---|\n",
    );
    let parts = parts(costs);
    let [sign_up, log_in, lists, order, after] = parts;
    for (name, most, until_paid) in [
        ("an order and its payment", 9.0, order.1),
        ("a visit until it is paid for", 22.0, all(&[sign_up, log_in, lists, order])),
    ] {
        assert!(until_paid.own() <= most, "{name}: {:.2} of {most}", until_paid.own());
        let (own, asked, followed) = (until_paid.own(), until_paid.total(), until_paid.total() + after.1.total());
        let _ = writeln!(table, "| {name} | {most} | {own:.2} | {asked:.2} | {followed:.2} |");
    }
    table
}

/// A month in which nobody comes.
fn idle_month(costs: &[Cost]) -> String {
    let sweeps = Dollars::of(of(costs, "sweep when nothing is due")).total() * MINUTES / 1e6;
    let queues = u32::try_from(prices::polled_queues()).expect("a few queues");
    let polls = f64::from(queues) * POLLERS * POLLS_A_MINUTE * MINUTES;
    let polling = polls * prices::SQS.dollars / 1e6;
    let metrics = u32::try_from(prices::alarm_metrics()).expect("a few metrics");
    let alarms = f64::from(metrics) * prices::ALARM_METRIC;
    format!(
        "| a month in which nobody comes | how many | dollars |\n|---|---|---|\n\
         | sweeps | {MINUTES} | {sweeps:.2} |\n| questions to {queues} queues | {polls} | {polling:.2} |\n\
         | metrics of alarms | {metrics} | {alarms:.2} |\n"
    )
}

#[test]
fn a_line_that_changed_is_named_with_what_it_was() {
    let page = "| operation | units |\n|---|---|\n| place | 8 |\n";
    let said = differences("README.md", page, "| operation | units |\n|---|---|\n| place | 10 |\n");
    assert_eq!(said, ["README.md should say  | place | 10 |\n         it says  | place | 8 |"]);
}
