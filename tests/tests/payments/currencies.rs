//! What the shop takes as an amount is what the payment provider charges, in every currency. The two tables are written
//! independently.

use domain::kernel::{Currency, Money, Timestamp};
use tests::{Provider as _, StripeModel};

/// The status and the code of a request to charge so much.
fn charge(amount_minor: u64, currency: &str) -> (u16, String) {
    let stripe = StripeModel::new("sk_test", "whsec_test");
    let body = format!("amount={amount_minor}&currency={}", currency.to_lowercase());
    let request = http::Request::builder()
        .method("POST")
        .uri("https://api.stripe.com/v1/payment_intents")
        .header("authorization", "Bearer sk_test")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("idempotency-key", "one charge of one test")
        .body(body.into_bytes())
        .expect("a request");
    let answer = stripe.answer(&request, Timestamp::from_millis(1_795_376_589_000)).expect("an answer");
    let body: serde_json::Value = serde_json::from_slice(answer.body()).expect("JSON");
    (answer.status().as_u16(), body["error"]["code"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn every_amount_that_the_shop_takes_can_be_charged() {
    for currency in Currency::all() {
        let (least, most, step) =
            (currency.minimum_charge_minor(), currency.maximum_charge_minor(), currency.step_minor());
        for amount in [least, least + step, most / 2 / step * step, most] {
            assert!(Money::new(amount, currency).is_price(), "{amount} {currency}");
            assert_eq!(charge(amount, currency.as_str()), (200, String::new()), "{amount} {currency}");
        }
    }
}

#[test]
fn an_amount_beyond_the_limits_is_refused_by_both() {
    for currency in Currency::all() {
        let beyond = currency.maximum_charge_minor() + currency.step_minor();
        assert!(!Money::new(beyond, currency).is_price(), "{beyond} {currency}");
        assert_eq!(charge(beyond, currency.as_str()), (400, "amount_too_large".to_owned()), "{beyond} {currency}");
        if currency.step_minor() > 1 {
            let between = currency.minimum_charge_minor() + 1;
            assert!(!Money::new(between, currency).is_price(), "{between} {currency}");
            assert_eq!(charge(between, currency.as_str()).0, 400, "{between} {currency}");
        }
    }
}

#[test]
fn what_is_no_currency_of_the_shop_is_none_of_the_provider() {
    for code in ["XYZ", "XXX", "BTC", "XAU"] {
        assert_eq!(Currency::parse(code), None, "{code}");
        assert_eq!(charge(5_000, code).0, 400, "{code}");
    }
}

#[test]
fn five_thousand_kronur_are_charged_and_shown_as_such() {
    let price = Money::new(500_000, Currency::parse("ISK").expect("a currency"));
    assert_eq!(price.to_string(), "5000 ISK");
    assert_eq!(charge(price.amount_minor, "ISK").0, 200);
}
