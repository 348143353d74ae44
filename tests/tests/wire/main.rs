//! The seam itself: what the models behind the wire do, that planned faults happen, and that cost is counted.

#![allow(clippy::expect_used, reason = "these are tests")]

mod batches;
mod probe;

use std::{collections::BTreeMap, time::Duration};

use probe::{Pile, Probe, Round, Till, Worker};
use serde_json::json;
use tests::{Call, Fault, HttpResponse, Mail, Planned, Service, Shop};
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_asked_for_again_and_nothing_happens_twice() {
    let shop = Shop::open();
    let probe = Probe::with_stock(&shop, 8);
    shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    probe.take("one", 3).await.expect("a sale");
    shop.faults.assert_all_fired();
    assert_eq!(shop.journal.fired(), [Fault::AnswerLost]);
    assert_eq!(shop.journal.count("TransactWriteItems"), 2, "the SDK repeats with its token");
    assert_eq!(probe.left(), 5, "taken once");
}

#[tokio::test(start_paused = true)]
async fn an_update_without_a_token_is_done_twice_when_its_answer_is_lost() {
    let shop = Shop::open();
    let probe = Probe::with_stock(&shop, 8);
    shop.plan_next(Fault::AnswerLost);
    probe.subtract(3).await.expect("an update");
    assert_eq!(probe.left(), 2, "which is why the shop takes stock in transactions only");
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_before_it_is_done_is_not_done() {
    for fault in [Fault::Refused, Fault::Throttled, Fault::Failed, Fault::InProgress, Fault::Hang] {
        let shop = Shop::open();
        let probe = Probe::with_stock(&shop, 8);
        shop.plan(Planned::on(fault, Service::DynamoDb, "TransactWriteItems").times(3));
        probe.take("one", 3).await.expect_err("three attempts fail");
        shop.faults.assert_all_fired();
        assert_eq!(probe.left(), 8, "{fault:?}");
        probe.take("one", 3).await.expect("the context has healed");
        assert_eq!(probe.left(), 5, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_after_it_was_done_is_done_once() {
    for fault in [Fault::AnswerLost, Fault::FailedAfterCommit, Fault::HangAfterCommit] {
        let shop = Shop::open();
        let probe = Probe::with_stock(&shop, 8);
        shop.plan_next(fault);
        probe.take("one", 3).await.expect("a repeat finds it done");
        shop.faults.assert_all_fired();
        assert_eq!(probe.left(), 5, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_conflict_is_not_repeated_blindly_and_names_its_reasons() {
    let shop = Shop::open();
    let probe = Probe::with_stock(&shop, 8);
    shop.plan_next(Fault::Conflict);
    assert_eq!(probe.take("one", 3).await.expect_err("a conflict"), ["TransactionConflict", "None"]);
    assert_eq!(shop.journal.count("TransactWriteItems"), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_hangs_longer_than_its_limits() {
    let shop = Shop::open();
    let probe = Probe::with_stock(&shop, 8);
    shop.plan(Planned::next(Fault::Hang).times(3));
    let began = Instant::now();
    probe.take("one", 3).await.expect_err("three attempts hang");
    assert!(began.elapsed() <= Duration::from_secs(6), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_fault_befalls_the_call_that_it_was_planned_for() {
    let shop = Shop::open();
    let probe = Probe::with_stock(&shop, 8);
    shop.plan(Planned::when(Fault::Conflict, |it| it.tables() == ["shop-orders", "shop-stock"]).after(1));
    probe.take("one", 1).await.expect("the first passes");
    probe.take("two", 1).await.expect_err("the second does not");
    probe.take("three", 1).await.expect("the third passes");
    shop.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "never happened: [Throttled]")]
async fn a_planned_fault_that_did_not_happen_fails_the_run() {
    let shop = Shop::open();
    shop.plan(Planned::on(Fault::Throttled, Service::Ses, "SendEmail"));
    shop.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn the_journal_tells_what_a_sale_costs() {
    let shop = Shop::open();
    let probe = Probe::with_stock(&shop, 8);
    probe.take("one", 1).await.expect("a sale");
    let journal = shop.journal.take();
    let [sale] = journal.as_slice() else { panic!("one call: {journal:?}") };
    assert_eq!((sale.service, sale.operation.as_str()), (Service::DynamoDb, "TransactWriteItems"));
    assert_eq!(sale.tables, ["shop-orders", "shop-stock"]);
    // Two units for each row, in a transaction; the order has no attribute that an index wants.
    assert!((sale.write_units - 4.0).abs() < 1e-9, "{sale}");
    assert!(shop.journal.entries().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_journal_counts_what_each_index_costs() {
    let shop = Shop::open();
    let probe = Probe::of(&shop, "manage-products");
    probe.display("tea", true).await;
    let on_the_shelf = shop.journal.take();
    probe.display("tea", false).await;
    let in_the_store = shop.journal.take();
    // One unit for the row and one for each of the six listings that it appears on or leaves.
    assert!((on_the_shelf[0].write_units - 7.0).abs() < 1e-9, "{}", on_the_shelf[0]);
    assert!((in_the_store[0].write_units - 7.0).abs() < 1e-9, "{}", in_the_store[0]);
}

#[tokio::test(start_paused = true)]
async fn a_seed_repeats_itself_and_another_one_does_not() {
    let draw = |seed| Shop::with_seed(seed).world_of("place-order").random.bytes::<16>();
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
}

#[tokio::test(start_paused = true)]
async fn no_request_leaves_the_process() {
    let shop = Shop::open();
    let elsewhere = shop.start_http::<Till>(BTreeMap::from([("URL".to_owned(), "https://example.com/".to_owned())]));
    let answer = shop.call(&elsewhere.await, Call::post("/till")).await;
    assert!(answer.expect_refusal(503)["detail"].is_string());
    assert!(shop.journal.entries().is_empty(), "nobody was asked");
}

#[tokio::test(start_paused = true)]
async fn whoever_plays_the_provider_is_asked_over_the_same_wire() {
    let shop = Shop::open();
    let url = "https://api.stripe.com/v1/payment_intents/pi_1/confirm".to_owned();
    let till = shop.start_http::<Till>(BTreeMap::from([("URL".to_owned(), url)])).await;
    shop.call(&till, Call::post("/till")).await.expect_refusal(503);
    shop.pays_through(|request: &tests::HttpRequest, _now| {
        Some(HttpResponse::new(format!("{} {}", request.method(), request.uri().path()).into_bytes()))
    });
    let answer = shop.call(&till, Call::post("/till")).await;
    assert_eq!(answer.body, r#""POST /v1/payment_intents/pi_1/confirm""#);
    assert_eq!(shop.journal.count("POST /v1/payment_intents/:id/confirm"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_message_sent_for_later_is_delivered_later() {
    let shop = Shop::open();
    let pile = Pile::new(&shop, "sync-payment", "NOTIFICATIONS_QUEUE_URL");
    let worker = shop.start_queue::<Worker>(BTreeMap::new()).await;
    pile.send_after("good", 60).await;
    let queue = shop.queue("notifications");
    assert_eq!(queue.deliver(&worker).await.messages, 0);
    shop.wait_seconds(60);
    assert_eq!(queue.deliver(&worker).await.messages, 1);
    assert!(queue.messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_message_whose_answer_is_lost_is_sent_twice() {
    let shop = Shop::open();
    let pile = Pile::new(&shop, "sync-payment", "NOTIFICATIONS_QUEUE_URL");
    shop.plan(Planned::on(Fault::AnswerLost, Service::Sqs, "SendMessage"));
    pile.send_after("good", 0).await;
    assert_eq!(shop.queue("notifications").bodies(), [json!("good"), json!("good")], "workers must bear it");
}

#[tokio::test(start_paused = true)]
async fn a_round_of_a_schedule_reports_what_it_did() {
    let shop = Shop::open();
    let sweep = shop.start_schedule::<Round>(BTreeMap::new()).await;
    assert_eq!(shop.tick(&sweep).await, json!({ "resolved": 0 }));
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_read_from_the_parameter_store_by_the_name_in_the_template() {
    let shop = Shop::open();
    let context = shop.world_of("pay-order");
    let parameters = aws::Parameters::new(&context);
    let secret = parameters.secret_named_by(&context, "STRIPE_SECRET_KEY_PARAMETER").await.expect("the secret");
    assert_eq!(secret.reveal(), "sk_test_local");
    let variables = BTreeMap::from([("STRIPE_SECRET_KEY_PARAMETER".to_owned(), "/elsewhere".to_owned())]);
    let context = shop.world_with(variables);
    let parameters = aws::Parameters::new(&context);
    let error = parameters.secret_named_by(&context, "STRIPE_SECRET_KEY_PARAMETER").await.expect_err("no such name");
    assert!(error.to_string().contains("/elsewhere"), "{error}");
}

#[tokio::test(start_paused = true)]
#[should_panic(
    expected = "list-products may not dynamodb:PutItem on arn:aws:dynamodb:eu-west-1:123456789012:table/shop-orders"
)]
async fn a_function_that_goes_beyond_its_role_fails_its_test() {
    let shop = Shop::open();
    let probe = Probe::of(&shop, "list-products");
    let _never = probe.take("one", 1).await;
}

#[tokio::test(start_paused = true)]
async fn a_mail_is_kept_as_its_reader_sees_it() {
    let shop = Shop::open();
    probe::write_to(&shop, "ada@example.com").await;
    let [mail] = <[Mail; 1]>::try_from(shop.mail.to("ada@example.com")).expect("one mail");
    assert_eq!((mail.from.as_str(), mail.subject.as_str()), ("Backroom <shop@example.com>", "Tea"));
    assert_eq!((mail.text.as_str(), mail.html.as_str()), ("It is ready.", "<p>It is ready.</p>"));
}
