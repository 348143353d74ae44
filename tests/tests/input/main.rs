//! Bad input at every door: a clear refusal, never a 5xx, and nothing changed.
//!
//! Every endpoint of the shop that is in the tables below passes all rows that touch it. Adding one is one line.

#![allow(clippy::expect_used, reason = "these are tests")]

mod access;
mod bodies;
mod callers;
mod doors;
mod hostile;
mod spoiling;
mod words;

use doors::{Door, all_doors};
use tests::{Answer, Call, Shop};

/// Sends each door what `spoil` makes of a good request, and checks that the shop refuses it and keeps no trace of it.
#[expect(clippy::print_stdout, reason = "a failure has to say at which door")]
pub(crate) async fn every(
    doors: impl IntoIterator<Item = &'static Door>,
    spoil: impl Fn(Call) -> Call,
    check: impl Fn(&Answer),
) {
    for door in doors {
        let shop = Shop::open();
        let function = door.start(&shop).await;
        let before = shop.state();
        let answer = shop.call(&function, spoil(door.good(&shop))).await;
        println!("{}: {} {}", door.name, answer.status, answer.body);
        check(&answer);
        assert_eq!(shop.state(), before, "{} changed something", door.name);
    }
}

pub(crate) fn refused(status: u16) -> impl Fn(&Answer) {
    move |answer| {
        answer.expect_refusal(status);
    }
}

#[tokio::test(start_paused = true)]
async fn a_good_request_is_served_at_every_door_that_the_rows_below_knock_on() {
    for door in all_doors().filter(|door| door.is_ours()) {
        let shop = Shop::open();
        let function = door.start(&shop).await;
        let answer = shop.call(&function, door.good(&shop)).await;
        assert_eq!(answer.status, 200, "{}: {}", door.name, answer.body);
    }
}
