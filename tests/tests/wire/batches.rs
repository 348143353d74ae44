//! Batches: each message is worked on by itself, a few at a time, and none holds up the others.

use std::collections::BTreeMap;

use lambda::{RECORD_TIMEOUT, RECORDS_AT_ONCE};
use tests::Shop;
use tokio::time::Instant;

use crate::probe::Worker;

#[tokio::test(start_paused = true)]
async fn a_message_that_fails_comes_back_and_is_set_aside_after_five_receives() {
    let shop = Shop::open();
    let queue = shop.queue("payment-syncs");
    let worker = shop.start_queue::<Worker>(BTreeMap::new()).await;
    queue.send("good");
    let poison = queue.send("poison");
    queue.send("panic");
    let delivered = queue.deliver(&worker).await;
    assert_eq!((delivered.messages, delivered.failed.len()), (3, 2));
    assert!(delivered.failed.contains(&poison), "{delivered:?}");
    assert_eq!(queue.deliver(&worker).await.messages, 0, "out of sight for the visibility timeout");
    queue.work_off(&worker).await;
    let dead = queue.dead_letters().messages();
    assert_eq!(
        dead.iter().map(|it| (it.body.as_str(), it.receives)).collect::<Vec<_>>(),
        [("poison", 5), ("panic", 5)]
    );
    queue.redrive();
    assert_eq!(queue.messages().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn b109_a_panic_in_one_record_does_not_fail_the_others() {
    let shop = Shop::open();
    let worker = shop.start_queue::<Worker>(BTreeMap::new()).await;
    let queue = shop.queue("payment-syncs");
    queue.send("good");
    let panicking = queue.send("panic");
    queue.send("good");
    assert_eq!(queue.deliver(&worker).await.failed, [panicking]);
    assert_eq!(queue.messages().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn messages_of_a_batch_are_worked_on_side_by_side_a_few_at_a_time() {
    let shop = Shop::open();
    let worker = shop.start_queue::<Worker>(BTreeMap::new()).await;
    let queue = shop.queue("payment-syncs");
    for (messages, seconds) in [(RECORDS_AT_ONCE, 2), (RECORDS_AT_ONCE + 1, 4), (2 * RECORDS_AT_ONCE, 4)] {
        for n in 0..messages {
            // Messages that say the same would be done once.
            queue.send(&format!("slow {n}"));
        }
        let started = Instant::now();
        let delivered = queue.deliver(&worker).await;
        assert_eq!((delivered.messages, delivered.failed.len()), (messages, 0));
        assert_eq!(started.elapsed().as_secs(), seconds, "{messages} messages");
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_takes_too_long_has_failed_and_the_others_are_done() {
    let shop = Shop::open();
    let worker = shop.start_queue::<Worker>(BTreeMap::new()).await;
    let queue = shop.queue("payment-syncs");
    queue.send("good");
    let endless = queue.send("endless");
    let panicking = queue.send("panic");
    queue.send("slow");
    let started = Instant::now();
    assert_eq!(queue.deliver(&worker).await.failed, [endless, panicking]);
    assert_eq!(started.elapsed(), RECORD_TIMEOUT);
    assert_eq!(queue.messages().len(), 2);
}
