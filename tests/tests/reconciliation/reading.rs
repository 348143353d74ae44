//! How a reconciliation reads: everything, page by page, and twice before it complains.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use tests::{Checkout, Service};

use crate::{RUNNING, charge, found, reconciler, report, sold, tamper};

#[tokio::test(start_paused = true)]
async fn every_page_of_every_list_is_read() {
    let (checkout, _) = sold().await;
    for _ in 0..250 {
        charge(&checkout, None, 500);
    }
    let words = "x".repeat(300_000);
    for number in 0..8 {
        checkout.shop.tables.put(
            "stock",
            &json!({
                "sku": format!("heavy-{number}"), "row": "shard#0", "available": 1, "received": 1, "note": words,
            }),
        );
    }
    checkout.shop.journal.take();
    let report = report(&checkout, RUNNING).await.expect("a reconciliation");
    assert_eq!((report.stock_rows, report.intents, report.differences.len()), (9, 251, 250));
    let calls = checkout.shop.journal.take();
    let of = |service| calls.iter().filter(|call| call.service == service).count();
    assert_eq!(of(Service::Provider), 2 * 3);
    assert!(of(Service::DynamoDb) > 2 * 3, "{}", of(Service::DynamoDb));
}

#[tokio::test(start_paused = true)]
async fn a_row_that_counts_a_buyers_orders_is_no_order() {
    let (checkout, _) = sold().await;
    assert!(checkout.shop.tables.rows("orders").len() > 1);
    assert_eq!(report(&checkout, RUNNING).await.expect("a reconciliation").orders, 1);
}

#[tokio::test(start_paused = true)]
async fn a_row_that_cannot_be_read_is_named_and_the_rest_compared() {
    let (checkout, order) = sold().await;
    tamper(&checkout, "orders", ("id", &order), |row| row["state"] = json!("payed"));
    let found = found(&checkout, RUNNING).await;
    let rules: Vec<&str> = found.iter().map(|(rule, _)| rule.id()).collect();
    // Without the order, its stock and its money belong to nobody.
    assert_eq!(rules, ["I0", "I1", "I7"], "{found:?}");
    assert!(found[0].1.contains(&order), "{found:?}");
}

/// Audits while `change` happens, at a step of each look. the reconciliation ends when all three looks are done at the latest.
async fn audit_while(checkout: &Checkout, change: impl Fn(u32) + Send + Sync) -> workflows::ReconciliationReport {
    let steps = AtomicU32::new(0);
    let mut step = |step: workflows::ReconciliationProgress| {
        if step.reading == "intents" {
            change(steps.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    reconciler(checkout).reconcile(RUNNING, &mut step).await.expect("a reconciliation")
}

#[tokio::test(start_paused = true)]
async fn a_product_that_moves_in_one_look_is_judged_by_the_next() {
    let (checkout, _) = sold().await;
    let sell_one = |look| {
        if look == 1 {
            tamper(&checkout, "stock", ("sku", "tea"), |row| row["available"] = json!(2));
        }
    };
    let report = audit_while(&checkout, sell_one).await;
    assert_eq!((report.passes, report.differences.len()), (3, 1));
    assert!(report.not_judged.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_product_that_never_stands_still_is_not_judged() {
    let (checkout, _) = sold().await;
    let sell = |look| tamper(&checkout, "stock", ("sku", "tea"), |row| row["available"] = json!(3 - look));
    let report = audit_while(&checkout, sell).await;
    assert_eq!((report.passes, report.differences.len()), (3, 0));
    assert_eq!(report.not_judged.iter().map(domain::kernel::Sku::as_str).collect::<Vec<_>>(), ["tea"]);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_was_caught_halfway_is_no_difference() {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let intent = crate::intent_of(&checkout, &order);
    // The buyer pays between the reading of the intents and the reading of the orders.
    let pay = |look| {
        if look == 1 {
            let confirm = format!("/v1/payment_intents/{intent}/confirm");
            crate::at_the_provider(&checkout, &confirm, "payment_method=pm_card_visa");
            tamper(&checkout, "orders", ("id", &order), |row| {
                row["state"] = json!("paid");
                row["receipt"] = json!("due");
            });
        }
    };
    let report = audit_while(&checkout, pay).await;
    assert_eq!((report.passes, report.differences), (2, vec![]));
}
