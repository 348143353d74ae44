//! Bad days of the payment provider: whatever it does, there is one charge and a paid order, or none and the stock.

use std::thread;

use crate::support::{Shop, wait_for};

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn an_order_is_paid_although_every_webhook_about_it_was_lost() {
    let (shop, tea) = Shop::selling(5);
    let buyer = shop.new_buyer();

    let provider = shop.provider_alone();
    let order = shop.order(&buyer, &[tea.line(1)]);
    let begun = shop.begin_payment(&buyer, &order);
    provider.lose_webhooks();
    assert_eq!(provider.confirm_in_browser(&begun, "pm_card_visa")["status"], "succeeded");
    drop(provider);
    assert_eq!(shop.state(&buyer, &order), "pending", "nobody has told the shop");

    shop.sweep_until(&buyer, &order, "paid");
    shop.mail(&buyer.email, &order);
    assert_eq!(shop.available(&tea), 4);
    let provider = shop.provider();
    assert_eq!(provider.webhook_outcomes(&begun.text_at("payment_intent")), ["lost"]);
    assert_eq!(provider.charges(&order), 1);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_buyer_who_meets_a_dead_provider_pays_once_it_is_back() {
    let (shop, tea) = Shop::selling(5);
    let buyer = shop.new_buyer();

    let provider = shop.provider_alone();
    let order = shop.order(&buyer, &[tea.line(1)]);
    shop.begin_payment(&buyer, &order);
    provider.die();
    let unanswered = shop.paying(&buyer, &order, "pm_card_visa").send();
    assert!([202, 503].contains(&unanswered.status), "{} {}", unanswered.status, unanswered.text);
    if unanswered.status == 503 {
        assert_ne!(unanswered.header("retry-after"), "", "a 503 says when to come back");
    }
    provider.come_back();
    assert_eq!(shop.paying(&buyer, &order, "pm_card_visa").expect(200)["state"], "paid");
    shop.mail(&buyer.email, &order);
    assert_eq!(provider.charges(&order), 1);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_provider_that_dies_after_taking_the_money_has_taken_it_once_for_a_paid_order() {
    let (shop, tea) = Shop::selling(5);
    let buyer = shop.new_buyer();

    let provider = shop.provider_alone();
    let order = shop.order(&buyer, &[tea.line(1)]);
    shop.begin_payment(&buyer, &order);
    provider.hang_after_the_next_confirmation();
    let cut_off = thread::scope(|scope| {
        let paying = scope.spawn(|| shop.paying(&buyer, &order, "pm_card_visa").send());
        wait_for("the money to be taken", || (provider.charges(&order) == 1).then_some(()));
        provider.die();
        paying.join().expect("an answer")
    });
    assert_eq!(cut_off.status, 202, "{}", cut_off.text);
    assert_eq!(cut_off["state"], "processing");
    provider.come_back();
    shop.wait_until_paid(&buyer, &order);
    shop.mail(&buyer.email, &order);
    assert_eq!(provider.charges(&order), 1);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn an_order_cancelled_while_the_provider_is_dead_keeps_its_stock_until_the_provider_agrees() {
    let (shop, tea) = Shop::selling(5);
    let buyer = shop.new_buyer();

    let provider = shop.provider_alone();
    let order = shop.order(&buyer, &[tea.line(1)]);
    let intent = shop.begin_payment(&buyer, &order).text_at("payment_intent");
    provider.die();
    let waiting = shop.cancelling(&buyer, &order).expect(202);
    assert_eq!((waiting.text_at("state"), shop.available(&tea)), ("cancelling".to_owned(), 4));
    provider.come_back();
    let cancelled = shop.cancelling(&buyer, &order).expect(200);
    assert_eq!((cancelled.text_at("state"), shop.available(&tea)), ("cancelled".to_owned(), 5));
    assert_eq!(provider.intent_status(&intent), "canceled");
}
