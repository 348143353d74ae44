//! The ways to pay, and that each takes the money once.

use std::thread;

use serde_json::Value;

use crate::support::{Shop, wait_for};

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_buyer_pays_in_the_browser_and_the_webhook_tells_the_shop() {
    let (shop, tea) = Shop::selling(5);
    let (buyer, provider) = (shop.new_buyer(), shop.provider());
    let order = shop.order(&buyer, &[tea.line(1)]);

    let begun = shop.begin_payment(&buyer, &order);
    assert_eq!(begun["state"], "requires_payment_method", "{}", begun.text);
    assert_eq!(shop.begin_payment(&buyer, &order).text, begun.text, "an order has one intent");
    assert_eq!(provider.confirm_in_browser(&begun, "pm_card_visa")["status"], "succeeded");
    shop.wait_until_paid(&buyer, &order);
    shop.mail(&buyer.email, &order);

    let intent = begun.text_at("payment_intent");
    wait_for("the webhook to be thanked for", || {
        provider.webhook_outcomes(&intent).contains(&"delivered".to_owned()).then_some(())
    });
    assert_eq!(provider.charges(&order), 1);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_card_that_asks_its_owner_is_paid_once_the_owner_has_answered() {
    let (shop, tea) = Shop::selling(5);
    let (buyer, provider) = (shop.new_buyer(), shop.provider());
    let order = shop.order(&buyer, &[tea.line(1)]);

    let asked = shop.paying(&buyer, &order, "pm_card_authenticationRequired").expect(200);
    assert_eq!(asked["state"], "requires_action", "{}", asked.text);
    assert!(!asked.text_at("client_secret").is_empty());
    assert_eq!(shop.state(&buyer, &order), "pending");
    provider.authenticate(&asked.text_at("payment_intent"));
    shop.wait_until_paid(&buyer, &order);
    assert_eq!(provider.charges(&order), 1);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_bank_debit_is_processing_until_the_bank_has_paid() {
    let (shop, tea) = Shop::selling(5);
    let (buyer, provider) = (shop.new_buyer(), shop.provider());
    let order = shop.order(&buyer, &[tea.line(1)]);

    let accepted = shop.paying(&buyer, &order, "pm_usBankAccount_success").expect(202);
    assert_eq!(accepted["state"], "processing", "{}", accepted.text);
    shop.wait_until_paid(&buyer, &order);
    assert_eq!(provider.charges(&order), 1);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn pressing_pay_many_times_at_once_takes_the_money_once() {
    let (shop, tea) = Shop::selling(5);
    let (buyer, provider) = (shop.new_buyer(), shop.provider());
    let order = shop.order(&buyer, &[tea.line(1)]);

    let pressed: Vec<u16> = thread::scope(|scope| {
        let press = || shop.paying(&buyer, &order, "pm_card_visa").send().status;
        let fingers: Vec<_> = (0..4).map(|_| scope.spawn(press)).collect();
        fingers.into_iter().map(|finger| finger.join().expect("a finger")).collect()
    });
    assert!(pressed.contains(&200), "{pressed:?}");
    assert!(pressed.iter().all(|status| [200, 202, 503].contains(status)), "{pressed:?}");
    shop.wait_until_paid(&buyer, &order);
    assert_eq!(provider.charges(&order), 1);
    assert_eq!(shop.paying(&buyer, &order, "pm_card_mastercard").expect(200)["state"], "paid");
    assert_eq!(provider.charges(&order), 1);
    shop.mail(&buyer.email, &order);
    let receipts = shop.mails(&buyer.email).iter().filter(|mail| mail.text.contains(&order)).count();
    assert_eq!(receipts, 1);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_card_number_is_refused_and_an_unknown_payment_method_changes_nothing() {
    let (shop, tea) = Shop::selling(5);
    let (buyer, _usual) = (shop.new_buyer(), shop.provider());
    let order = shop.order(&buyer, &[tea.line(1)]);
    shop.paying(&buyer, &order, "4242424242424242").expect(400).refused_as("card_number_refused");
    let unknown = shop.paying(&buyer, &order, "pm_of_nobody").expect(422).refused_as("invalid_field");
    assert_eq!(unknown["errors"][0]["pointer"], Value::from("/payment_method"));
    assert_eq!(shop.state(&buyer, &order), "pending");
}
