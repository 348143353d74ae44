//! Money that goes back.

use serde_json::json;

use crate::support::{Shop, wait_for};

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

    // The merchant knows whose order it is from the payment at the provider.
    let whose = json!({ "buyer_id": provider.buyer_of(&returned) });
    let refund = shop.post(&format!("/orders/{returned}/refund")).json(&whose);
    refund.clone().by(&buyer).expect(403).refused_as("forbidden");
    let refund = refund.by(&merchant);
    let refunded = refund.clone().expect(200);
    assert_eq!(refunded["state"], "refunded", "{}", refunded.text);
    assert_eq!(refund.expect(200).text, refunded.text);
    assert_eq!((provider.refunds(&returned), shop.available(&tea)), (1, 7));

    provider.refund_in_dashboard(&regretted);
    wait_for("the webhook to tell of the refund", || (shop.state(&buyer, &regretted) == "refunded").then_some(()));
    assert_eq!((provider.refunds(&regretted), shop.available(&tea)), (1, 10));
    for order in [&returned, &regretted] {
        assert_eq!(shop.state(&buyer, order), "refunded");
        shop.mail(&buyer.email, order);
        shop.paying(&buyer, order, "pm_card_visa").expect(409).refused_as("order_not_payable");
    }
}
