//! Money that goes back.

use serde_json::json;

use crate::support::{Shop, unique, wait_for};

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_paid_order_is_refunded_by_the_merchant_or_in_the_providers_dashboard() {
    let (shop, tea) = Shop::selling(10);
    let (buyer, merchant, provider) = (shop.new_buyer(), shop.new_merchant(), shop.provider());
    let (returned, regretted) = (shop.order(&buyer, &[tea.line(2)]), shop.order(&buyer, &[tea.line(3)]));
    for order in [&returned, &regretted] {
        shop.paying(&buyer, order, "pm_card_visa").expect(200);
    }
    assert_eq!(shop.available(&tea), 5);

    // The desk shows the order a moment after it was placed.
    let desk_view = shop.get(&format!("/merchant/orders/{returned}")).by(&merchant);
    wait_for("the desk to show the order", || (desk_view.clone().send().status == 200).then_some(()));
    let refund = shop.post(&format!("/merchant/orders/{returned}/refunds")).key(&unique("refund"));
    let in_part = json!({ "lines": [{ "sku": tea.id, "quantity": 1 }], "reason": "other" });
    refund.clone().json(&in_part).by(&buyer).expect(403).refused_as("forbidden");
    let refund = refund.json(&in_part).by(&merchant);
    let given_back = refund.clone().expect(201);
    assert_eq!(given_back["status"], "succeeded", "{}", given_back.text);
    assert_eq!(refund.expect(201).text, given_back.text);
    assert_eq!((provider.refunds(&returned), shop.available(&tea)), (1, 6));
    assert_eq!(shop.state(&buyer, &returned), "paid");
    let rest = shop.post(&format!("/merchant/orders/{returned}/refunds")).key(&unique("rest"));
    rest.json(&json!({ "reason": "other" })).by(&merchant).expect(201);
    assert_eq!((provider.refunds(&returned), shop.available(&tea)), (2, 7));

    provider.refund_in_dashboard(&regretted);
    wait_for("the webhook to tell of the refund", || (shop.state(&buyer, &regretted) == "refunded").then_some(()));
    assert_eq!((provider.refunds(&regretted), shop.available(&tea)), (1, 10));
    for order in [&returned, &regretted] {
        assert_eq!(shop.state(&buyer, order), "refunded");
        shop.mail(&buyer.email, order);
        shop.paying(&buyer, order, "pm_card_visa").expect(409).refused_as("order_not_payable");
    }
}
