//! Fulfilment: what was paid for is sent once, whoever is at it, and its buyer can follow it.

#![allow(clippy::expect_used, reason = "these are tests")]

mod mails;
mod outages;
mod refusals;
mod shipping;

use tests::Checkout;

/// A shop in which ada has paid for five teas and a jam, and has her receipt.
pub(crate) async fn paid() -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 9);
    checkout.stock("jam", 9);
    let wish = Checkout::wish(&[("tea", 5), ("jam", 1)]);
    let order = checkout.place("ada", "order", &wish).await.expect(201)["id"].as_str().expect("an id").to_owned();
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.webhooks().await;
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
    (checkout, order)
}

/// The units of each SKU that the order's shipments hold, voided ones aside.
pub(crate) async fn sent(checkout: &Checkout, order: &str, sku: &str) -> u64 {
    let order = checkout.get("ada", order).await.expect(200).clone();
    let shipments = order["shipments"].as_array().expect("shipments").iter();
    let lines = shipments.filter(|it| it.get("voided_at").is_none()).filter_map(|it| it["lines"].as_array()).flatten();
    lines.filter(|line| line["sku"] == sku).filter_map(|line| line["quantity"].as_u64()).sum()
}

/// The identifier in an answer.
pub(crate) fn id(answer: &serde_json::Value) -> String {
    answer["id"].as_str().expect("an identifier").to_owned()
}
