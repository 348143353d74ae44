//! The rules about stock: available + held + sold = received.

use std::collections::HashMap;

use super::{Difference, Rule, Snapshot, Stock, Subject};
use crate::{
    kernel::Sku,
    orders::{Order, State},
};

/// What the orders say about a stock row.
#[derive(Clone, Copy, Default)]
struct Taken {
    held: i64,
    sold: i64,
}

pub(super) fn check(snapshot: &Snapshot, found: &mut Vec<Difference>) {
    let mut taken = taken_by(&snapshot.orders);
    let mut received: HashMap<&Sku, i64> = HashMap::new();
    for row in &snapshot.stock {
        not_negative(row, found);
        *received.entry(&row.sku).or_default() += row.received;
        let Taken { held, sold } = taken.remove(&(&row.sku, row.shard.0)).unwrap_or_default();
        let there = row.available + held + sold;
        if there != row.received && !snapshot.moving.contains(&row.sku) {
            let detail = format!(
                "{} available + {held} held + {sold} sold = {there}, but {} were received",
                row.available, row.received
            );
            found.push(about(Rule::StockAddsUp, &row.sku, row.shard.0, detail));
        }
    }
    for ((sku, shard), Taken { held, sold }) in taken {
        if !snapshot.moving.contains(sku) {
            let detail = format!("{held} held + {sold} sold, but there is no such stock row");
            found.push(about(Rule::StockAddsUp, sku, shard, detail));
        }
    }
    for (sku, recorded) in &snapshot.adjusted {
        let received = received.get(sku).copied().unwrap_or(0);
        if received != *recorded && !snapshot.moving.contains(sku) {
            let detail = format!("{received} were received, but the adjustments on record come to {recorded}");
            found.push(about(Rule::ReceiptsAddUp, sku, 0, detail));
        }
    }
}

/// What each stock row gave to orders that still have it. An order in review keeps what it held.
fn taken_by(orders: &[Order]) -> HashMap<(&Sku, u8), Taken> {
    let mut rows: HashMap<(&Sku, u8), Taken> = HashMap::new();
    for order in orders {
        let (held, sold) = match order.state {
            State::Pending | State::Processing | State::Expiring | State::Cancelling | State::NeedsReview => (1, 0),
            State::Paid | State::Refunding | State::Refunded => (0, 1),
            State::Expired | State::Cancelled => continue,
        };
        for (at, line) in order.lines.iter().enumerate() {
            let row = rows.entry((&line.sku, line.shard.0)).or_default();
            let kept = i64::from(line.quantity.get() - order.restocked(at));
            row.held += held * kept;
            row.sold += sold * kept;
        }
    }
    rows
}

fn not_negative(row: &Stock, found: &mut Vec<Difference>) {
    for (count, word) in [(row.available, "available"), (row.received, "received")] {
        if count < 0 {
            found.push(about(Rule::NotNegative, &row.sku, row.shard.0, format!("{count} {word}")));
        }
    }
}

fn about(rule: Rule, sku: &Sku, shard: u8, detail: String) -> Difference {
    Difference { rule, subject: Subject::Sku { id: sku.clone(), shard }, detail }
}

#[cfg(test)]
mod tests {
    use crate::{
        orders::{Shard, State},
        reconciliation::{
            Rule, When,
            snapshot::tests::{order, snapshot, stock_shard},
        },
    };

    #[test]
    fn stock_is_held_sold_or_available() {
        for (state, available) in [
            (State::Pending, 3),
            (State::Expiring, 3),
            (State::Cancelling, 3),
            (State::NeedsReview, 3),
            (State::Paid, 3),
            (State::Refunding, 3),
            (State::Refunded, 5),
            (State::Expired, 5),
            (State::Cancelled, 5),
        ] {
            let found = snapshot(stock_shard(available, 5), vec![order(state)]).differences(When::Running);
            assert!(found.iter().all(|found| found.rule != Rule::StockAddsUp), "{state:?} {found:?}");
        }
    }

    #[test]
    fn a_unit_too_few_is_told_in_numbers() {
        let mut sold = order(State::Paid);
        sold.lines[0].quantity = crate::orders::Quantity::new(1).expect("a quantity");
        let found = snapshot(stock_shard(7, 11), vec![order(State::Pending), sold]).differences(When::Running);
        let found = found.iter().find(|found| found.rule == Rule::StockAddsUp).expect("a difference");
        assert_eq!(found.subject.to_string(), "SKU tea");
        assert_eq!(found.detail, "7 available + 2 held + 1 sold = 10, but 11 were received");
    }

    #[test]
    fn each_row_is_compared_for_itself() {
        let mut snapshot = snapshot(stock_shard(5, 5), vec![order(State::Pending)]);
        snapshot.stock.push(crate::reconciliation::Stock { shard: Shard(1), ..stock_shard(1, 3) });
        snapshot.orders[0].lines[0].shard = Shard(1);
        assert_eq!(snapshot.differences(When::Running), []);
        snapshot.stock.pop();
        let found = snapshot.differences(When::Running);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].subject.to_string(), "SKU tea, row 1");
        assert_eq!(found[0].detail, "2 held + 0 sold, but there is no such stock row");
    }

    #[test]
    fn less_than_nothing_is_never_right() {
        let found = snapshot(stock_shard(-1, 1), vec![order(State::Pending)]).differences(When::Running);
        assert_eq!(found.iter().map(|found| found.rule).collect::<Vec<_>>(), [Rule::NotNegative]);
        assert_eq!(found[0].detail, "-1 available");
    }

    #[test]
    fn what_was_received_is_on_record_where_there_are_records() {
        let mut snapshot = snapshot(stock_shard(5, 5), vec![]);
        assert_eq!(snapshot.differences(When::Running), []);
        snapshot.adjusted.insert("tea".parse().expect("a SKU"), 4);
        let found = snapshot.differences(When::Running);
        assert_eq!(found[0].rule, Rule::ReceiptsAddUp);
        assert_eq!(found[0].detail, "5 were received, but the adjustments on record come to 4");
    }

    #[test]
    fn a_product_that_moved_while_it_was_read_is_left_out() {
        let mut moving = snapshot(stock_shard(4, 5), vec![]);
        assert_eq!(moving.differences(When::Running).len(), 1);
        moving.note_moving(&snapshot(stock_shard(4, 5), vec![]));
        assert_eq!(moving.differences(When::Running).len(), 1);
        moving.note_moving(&snapshot(stock_shard(3, 5), vec![]));
        assert_eq!(moving.differences(When::Running), []);
    }
}
