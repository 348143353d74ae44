//! Orders that are not paid: given up by the buyer, or by time.

use serde_json::json;

use crate::support::{Shop, unique};

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn an_order_that_nobody_pays_expires_and_its_stock_returns() {
    let (shop, tea) = Shop::selling(10);
    let (buyer, usual) = (shop.new_buyer(), shop.provider());
    let (untouched, begun) = (shop.order(&buyer, &[tea.line(2)]), shop.order(&buyer, &[tea.line(3)]));
    let intent = shop.begin_payment(&buyer, &begun).text_at("payment_intent");
    drop(usual);
    assert_eq!(shop.available(&tea), 5);

    for order in [&untouched, &begun] {
        shop.sweep_until(&buyer, order, "expired");
    }
    assert_eq!(shop.available(&tea), 10);
    let provider = shop.provider();
    assert_eq!(provider.intent_status(&intent), "canceled");
    for order in [&untouched, &begun] {
        let refused = shop.paying(&buyer, order, "pm_card_visa").expect(409).refused_as("order_not_payable");
        assert_eq!(refused["state"], "expired");
        assert_eq!(provider.charges(order), 0);
    }
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_cancelled_order_returns_its_stock_and_cancelling_twice_is_the_same() {
    let (shop, tea) = Shop::selling(10);
    let (buyer, provider) = (shop.new_buyer(), shop.provider());
    let (untouched, begun) = (shop.order(&buyer, &[tea.line(2)]), shop.order(&buyer, &[tea.line(3)]));
    let intent = shop.begin_payment(&buyer, &begun).text_at("payment_intent");
    for (order, left) in [(&untouched, 7), (&begun, 10)] {
        let cancelled = shop.cancelling(&buyer, order).expect(200);
        assert_eq!(cancelled["state"], "cancelled", "{}", cancelled.text);
        assert_eq!(shop.available(&tea), left);
        assert_eq!(shop.cancelling(&buyer, order).expect(200).text, cancelled.text);
        assert_eq!(shop.available(&tea), left);
        shop.paying(&buyer, order, "pm_card_visa").expect(409).refused_as("order_not_payable");
    }
    assert_eq!(provider.intent_status(&intent), "canceled");
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_paid_order_cannot_be_cancelled() {
    let (shop, tea) = Shop::selling(10);
    let (buyer, _usual) = (shop.new_buyer(), shop.provider());
    let order = shop.order(&buyer, &[tea.line(2)]);
    shop.paying(&buyer, &order, "pm_card_visa").expect(200);
    let refused = shop.cancelling(&buyer, &order).expect(409).refused_as("order_not_cancellable");
    assert_eq!(refused["state"], "paid");
    assert_eq!(shop.available(&tea), 8);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn somebody_elses_order_looks_exactly_like_one_that_never_was() {
    let (shop, tea) = Shop::selling(10);
    let (owner, stranger) = (shop.new_buyer(), shop.new_buyer());
    let order = shop.order(&owner, &[tea.line(2)]);
    let never_was = format!("{}{}", &order[..order.len() - 4], "aaaa");
    let method = json!({ "payment_method": "pm_card_visa" });
    let asks = |order: &str| {
        [
            shop.get(&format!("/orders/{order}")).by(&stranger),
            shop.cancelling(&stranger, order),
            shop.post(&format!("/orders/{order}/payment")).by(&stranger).json(&method),
        ]
        .map(|request| request.expect(404).refused_as("not_found").text)
    };
    assert_eq!(asks(&order), asks(&never_was));
    assert_eq!(asks(&order), asks(&unique("nothing")));
    assert_eq!(shop.state(&owner, &order), "pending");
    assert_eq!(shop.get("/orders").by(&stranger).expect(200)["orders"], json!([]));
}
