//! The order desk: it shows each order as it is, and its sums are those of its orders.

use std::collections::{BTreeSet, HashMap};

use super::{Difference, Rule, Snapshot, Subject, orders::about};
use crate::{
    desk::{Count, DayTally, DeskEntry, Tally},
    kernel::{Day, OrderId},
};

/// What was read of the desk.
#[derive(Clone, Debug, Default)]
pub struct DeskSnapshot {
    /// The orders that it shows.
    pub entries: HashMap<OrderId, DeskEntry>,
    /// Its sums, in parts.
    pub tallies: Vec<DayTally>,
}

pub(super) fn check(snapshot: &Snapshot, found: &mut Vec<Difference>) {
    let Some(desk) = &snapshot.desk else { return };
    let mut strange: BTreeSet<&OrderId> = desk.entries.keys().collect();
    for order in &snapshot.orders {
        strange.remove(&order.id);
        let expected = DeskEntry::of(order, 0);
        let detail = match desk.entries.get(&order.id) {
            None => "The desk does not show it".to_owned(),
            Some(shown) if shown.shows_the_same(&expected) => continue,
            Some(shown) => format!("It is {}, but the desk shows {}", words(&expected), words(shown)),
        };
        found.push(about(order, Rule::DeskShowsOrders, detail));
    }
    for order in strange {
        let subject = Subject::Row(format!("desk row of {order}"));
        let detail = "The desk shows it, but there is no such order".to_owned();
        found.push(Difference { rule: Rule::DeskShowsOrders, subject, detail });
    }
    sums(desk, found);
}

fn words(entry: &DeskEntry) -> String {
    let goods = entry.fulfilment.map_or("nothing to send", crate::orders::FulfilmentState::as_str);
    let (state, total, refunded) = (entry.payment.as_str(), entry.total, entry.refunded_minor);
    format!("{state}, {goods}, {total} of {} units, {} paid, {refunded} given back", entry.units, entry.gross_minor)
}

/// The sums of a day are those of the orders that the desk shows, so that both can be read at different moments.
fn sums(desk: &DeskSnapshot, found: &mut Vec<Difference>) {
    let expected = desk.entries.values().map(|entry| DayTally {
        day: Day::of(entry.created),
        currency: entry.total.currency,
        tally: entry.tally(),
    });
    let expected = by_day(DayTally::merged(expected.collect()));
    let kept = by_day(DayTally::merged(desk.tallies.clone()));
    let days: BTreeSet<&String> = expected.keys().chain(kept.keys()).collect();
    let none = Tally::default();
    for day in days {
        let (expected, kept) = (expected.get(day).unwrap_or(&none), kept.get(day).unwrap_or(&none));
        for count in Count::all().filter(|count| expected.get(*count) != kept.get(*count)) {
            let detail =
                format!("{} is {}, but its orders come to {}", count.name(), kept.get(count), expected.get(count));
            let subject = Subject::Row(format!("desk sums of {day}"));
            found.push(Difference { rule: Rule::DeskSumsUp, subject, detail });
        }
    }
}

fn by_day(tallies: Vec<DayTally>) -> HashMap<String, Tally> {
    tallies.into_iter().map(|part| (format!("{} {}", part.day, part.currency), part.tally)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        orders::{Order, State},
        reconciliation::snapshot::tests::order,
    };

    fn shown(orders: &[Order]) -> Snapshot {
        let entries: HashMap<_, _> = orders.iter().map(|it| (it.id.clone(), DeskEntry::of(it, 1))).collect();
        let tallies = entries.values().map(|it| DayTally {
            day: Day::of(it.created),
            currency: it.total.currency,
            tally: it.tally(),
        });
        let desk = DeskSnapshot { tallies: tallies.collect(), entries };
        Snapshot { orders: orders.to_vec(), desk: Some(desk), ..Snapshot::default() }
    }

    fn rules(snapshot: &Snapshot) -> Vec<Rule> {
        let mut found = Vec::new();
        check(snapshot, &mut found);
        found.iter().map(|found| found.rule).collect()
    }

    #[test]
    fn a_desk_that_was_made_of_the_orders_differs_in_nothing() {
        for state in State::ALL {
            assert_eq!(rules(&shown(&[order(state)])), [], "{state:?}");
        }
        let unasked = Snapshot { desk: None, ..shown(&[order(State::Paid)]) };
        assert_eq!(rules(&unasked), []);
    }

    #[test]
    fn an_order_that_is_shown_wrongly_or_not_at_all_is_found() {
        let late = Snapshot { orders: vec![order(State::Refunded)], ..shown(&[order(State::Paid)]) };
        assert_eq!(rules(&late), [Rule::DeskShowsOrders]);
        let lost = Snapshot { orders: vec![order(State::Paid)], ..shown(&[]) };
        assert_eq!(rules(&lost), [Rule::DeskShowsOrders]);
        let strange = Snapshot { orders: vec![], ..shown(&[order(State::Paid)]) };
        assert_eq!(rules(&strange), [Rule::DeskShowsOrders]);
    }

    #[test]
    fn a_sum_that_is_off_by_one_is_found() {
        let mut snapshot = shown(&[order(State::Paid)]);
        let desk = snapshot.desk.as_mut().expect("a desk");
        desk.tallies[0].tally.add(Count::Units, 1);
        assert_eq!(rules(&snapshot), [Rule::DeskSumsUp]);
        let mut unsummed = shown(&[order(State::Pending)]);
        unsummed.desk.as_mut().expect("a desk").tallies.clear();
        assert_eq!(rules(&unsummed), [Rule::DeskSumsUp]);
    }
}
