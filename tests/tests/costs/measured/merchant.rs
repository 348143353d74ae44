//! What staff ask for.

use domain::accounts::Role;
use serde_json::{Value, json};
use tests::{Call, DeskStream};

use super::Meter;

/// What is low.
pub(super) async fn low_stock(meter: &mut Meter<'_>, stock: &mut DeskStream) {
    let merchant = meter.checkout.shop.merchant();
    stock.catch_up(&meter.checkout.shop).await;
    meter.checkout.shop.journal.take();
    let threshold = Call::put("/v1/merchant/skus/tea-2/low-stock-threshold").json(&json!({ "threshold": 3 }));
    meter.call("set a threshold", "manage-stock", threshold.bearer(&merchant), 200).await;
    stock.catch_up(&meter.checkout.shop).await;
    meter.note("show a SKU that is low", "project-changes");
    let list = Call::get("/v1/merchant/stock/low?limit=20").bearer(&merchant);
    meter.call("list 20 SKUs that are low", "manage-stock", list, 200).await;
}

/// What a merchant looks at.
pub(super) async fn the_desk(meter: &mut Meter<'_>, at: &str) {
    let merchant = meter.checkout.shop.merchant();
    let call = |path: &str| Call::get(path).bearer(&merchant);
    meter.call("list all orders", "order-desk", call("/v1/merchant/orders"), 200).await;
    let one = at.replace("/v1/orders", "/v1/merchant/orders");
    meter.call("show any order", "order-desk", call(&one), 200).await;
    meter.call("count orders by state", "order-desk", call("/v1/merchant/orders/counts"), 200).await;
}

/// Ships an order, and tells its buyer.
pub(super) async fn shipments(meter: &mut Meter<'_>, order: &Value) {
    meter.checkout.shop.show_on_desk().await;
    let merchant = meter.checkout.shop.merchant();
    let at = format!("/v1/merchant/orders/{}/shipments", order.as_str().expect("an identifier"));
    let body =
        json!({ "lines": [{ "sku": "tea-1", "quantity": 1 }], "carrier": "Mill Mail", "tracking_number": "MM1" });
    let call = Call::post(&at).bearer(&merchant).key("shipment").json(&body);
    let shipment = meter.call("ship an order of one line", "manage-shipments", call, 201).await;
    meter.checkout.shop.wait_seconds(20);
    meter.checkout.work().await;
    meter.note("tell of the shipment", "send-notification");
    let at = format!("{at}/{}/delivered", shipment["id"].as_str().expect("an identifier"));
    let call = Call::post(&at).bearer(&meter.checkout.shop.merchant());
    meter.call("mark a shipment delivered", "manage-shipments", call, 200).await;
}

/// Gives somebody a role and takes it away, and looks at what staff changed.
pub(super) async fn staff(meter: &mut Meter<'_>) {
    let owner = meter.checkout.shop.merchant();
    meter.checkout.shop.seed_account("merchant", Role::Owner);
    meter.checkout.shop.seed_account("grace", Role::Buyer);
    let at = format!("/v1/merchant/staff/{}", meter.checkout.shop.buyer_id("grace"));
    let call = Call::put(&at).bearer(&owner).json(&json!({ "role": "support" }));
    meter.call("give a role", "manage-staff", call, 200).await;
    meter.call("list a staff of one", "manage-staff", Call::get("/v1/merchant/staff").bearer(&owner), 200).await;
    meter.call("take a role away", "manage-staff", Call::new("DELETE", &at).bearer(&owner), 204).await;
    let log = Call::get("/v1/merchant/audit-log").query("limit=20").bearer(&owner);
    meter.call("list 20 changes by staff", "list-audit-log", log, 200).await;
    let call = Call::get("/v1/merchant/customers").query("email=ada@example.com").bearer(&owner);
    meter.call("find a customer", "manage-customers", call, 200).await;
    let at = format!("/v1/merchant/customers/{}/block", meter.checkout.shop.buyer_id("grace"));
    meter.call("block a customer", "manage-customers", Call::put(&at).bearer(&owner), 204).await;
    meter.call("unblock a customer", "manage-customers", Call::new("DELETE", &at).bearer(&owner), 204).await;
    let call = Call::sample("manage-settings").bearer(&owner);
    meter.call("set what shipping costs", "manage-settings", call, 200).await;
}

/// Gives an order's money back, in parts, and tells its buyer.
pub(super) async fn refunds(meter: &mut Meter<'_>, at: &str) {
    let merchant = meter.checkout.shop.merchant();
    let call = |key: &str, body: &Value| Call::post(&format!("{at}/refunds")).bearer(&merchant).key(key).json(body);
    let in_part = json!({ "amount_minor": 100, "reason": "damaged" });
    meter.call("refund a part of an order", "refund-order", call("in part", &in_part), 201).await;
    let returned = json!([{ "sku": "tea-1", "quantity": 1, "returned": true }]);
    let over = json!({ "lines": returned, "reason": "damaged" });
    meter.call("refuse a refund", "refund-order", call("too much", &over), 409).await;
    meter.checkout.shop.wait_seconds(20);
    meter.checkout.work().await;
    meter.note("tell of the refund", "send-notification");
    let rest = json!({ "reason": "damaged" });
    meter.call("refund the rest of an order", "refund-order", call("the rest", &rest), 201).await;
    meter.checkout.shop.wait_seconds(20);
    meter.checkout.work().await;
    meter.checkout.shop.journal.take();
}

/// What a person decides about an order that was put aside, and what the bank does to one that was paid. Both are another buyer's.
pub(super) async fn troubles(meter: &mut Meter<'_>) {
    let checkout = meter.checkout;
    checkout.enrol("ben");
    let aside = checkout.placed("ben", "put aside", "tea-1", 1).await;
    let mut row = checkout.row(&aside);
    row["state"] = json!("needs_review");
    for name in ["due_shard", "due_at_ms"] {
        row.as_object_mut().expect("a row").remove(name);
    }
    checkout.shop.tables.put("orders", &row);
    checkout.shop.show_on_desk().await;
    checkout.shop.journal.take();
    let call = Call::post(&format!("/v1/merchant/orders/{aside}/decide")).bearer(&checkout.shop.merchant());
    let call = call.json(&json!({ "outcome": "cancel" }));
    meter.call("cancel an order in review", "refund-order", call, 200).await;
    let disputed = checkout.placed("ben", "disputed", "tea-1", 1).await;
    checkout.pay("ben", &disputed, "pm_card_createDispute").await.expect(200);
    checkout.webhooks().await;
    checkout.work().await;
    let dispute = checkout.stripe.model().ledger().disputes().next().expect("a dispute").id.clone();
    checkout.at_the_provider(&format!("/v1/disputes/{dispute}/close"), "");
    checkout.webhooks().await;
    checkout.shop.journal.take();
    checkout.deliver_settlements().await;
    meter.note("note that a dispute was lost", "sync-payment");
    checkout.shop.show_on_desk().await;
    checkout.work().await;
    checkout.shop.journal.take();
}
