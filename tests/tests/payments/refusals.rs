//! What the provider refuses: for good, which ends in a final answer, or for now, which is to be repeated.

use serde_json::{Value, json};
use tests::{Answer, Checkout};

const CREATE: &str = "POST /v1/payment_intents";
const CONFIRM: &str = "/confirm";

async fn order() -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    (checkout, order)
}

fn invalid(code: Option<&str>, param: Option<&str>) -> Value {
    json!({ "type": "invalid_request_error", "code": code, "param": param, "message": "a sentence" })
}

fn unavailable(answer: &Answer) -> Value {
    assert!(answer.header("retry-after").is_none(), "a repeat does not help: {answer:?}");
    answer.expect_problem(409, "payment_unavailable")
}

#[tokio::test(start_paused = true)]
async fn an_amount_or_a_currency_that_is_refused_ends_the_order_and_gives_its_stock_back() {
    for error in [
        invalid(None, Some("currency")),
        invalid(Some("amount_too_small"), Some("amount")),
        invalid(Some("amount_too_large"), Some("amount")),
        invalid(Some("currency_not_supported"), None),
    ] {
        let (checkout, order) = order().await;
        checkout.stripe.refuse_next(CREATE, 400, &error);
        let problem = unavailable(&checkout.pay("ada", &order, "pm_card_visa").await);
        assert_eq!((&problem["state"], checkout.stripe.planned_refusals()), (&json!("cancelled"), 0), "{error}");
        assert_eq!((checkout.available("tea"), checkout.outstanding()), (5, 0), "{error}");
        checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(409, "order_not_payable");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_account_or_request_is_final_and_leaves_the_order_to_be_paid_once_it_is_mended() {
    for (request, status, error) in [
        (CREATE, 401, json!({ "type": "invalid_request_error", "message": "Invalid API Key provided" })),
        (CREATE, 403, json!({ "type": "invalid_request_error", "code": "more_permissions_required" })),
        (CREATE, 400, invalid(None, None)),
        (CREATE, 400, invalid(Some("brand_new"), Some("brand_new"))),
        (CREATE, 404, invalid(None, None)),
        (CONFIRM, 400, invalid(None, None)),
        (CONFIRM, 401, invalid(Some("api_key_expired"), None)),
        (CONFIRM, 403, invalid(None, None)),
    ] {
        let (checkout, order) = order().await;
        checkout.stripe.refuse_next(request, status, &error);
        let problem = unavailable(&checkout.pay("ada", &order, "pm_card_visa").await);
        assert_eq!(problem["state"], "pending", "{request} {status} {error}");
        assert_eq!((checkout.available("tea"), checkout.charges(&order)), (3, 0));
        checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
        assert_eq!(checkout.charges(&order), 1, "{request} {status} {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_for_now_is_a_503_that_says_when_to_repeat() {
    let busy = json!({ "type": "invalid_request_error", "code": "lock_timeout" });
    let limited = json!({ "type": "rate_limit_error", "code": "rate_limit" });
    let failed = json!({ "type": "api_error" });
    for (request, status, error, times) in [
        (CREATE, 429, &limited, 2),
        (CREATE, 429, &busy, 2),
        (CREATE, 409, &busy, 2),
        (CREATE, 409, &invalid(None, None), 2),
        // Each of the four idempotency keys is tried twice.
        (CREATE, 500, &failed, 8),
        (CREATE, 503, &failed, 8),
        (CONFIRM, 429, &limited, 1),
        (CONFIRM, 409, &busy, 1),
    ] {
        let (checkout, order) = order().await;
        for _ in 0..times {
            checkout.stripe.refuse_next(request, status, error);
        }
        let answer = checkout.pay("ada", &order, "pm_card_visa").await;
        assert!(answer.header("retry-after").is_some(), "{request} {status} {error}: {answer:?}");
        answer.expect_problem(503, "unavailable");
        assert_eq!(checkout.stripe.planned_refusals(), 0, "{request} {status} {error}");
        checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_payment_method_that_cannot_be_used_here_is_the_buyers_to_change() {
    for (status, error, answered, code) in [
        (400, invalid(Some("resource_missing"), Some("payment_method")), 422, "invalid_field"),
        (400, invalid(Some("payment_intent_incompatible_payment_method"), None), 422, "invalid_field"),
        (400, invalid(Some("payment_method_unactivated"), None), 422, "invalid_field"),
        (400, invalid(None, Some("payment_method")), 422, "invalid_field"),
        (400, invalid(Some("payment_intent_authentication_failure"), None), 402, "declined"),
        (402, json!({ "type": "card_error", "code": "card_declined", "decline_code": "fraudulent" }), 402, "declined"),
        (402, json!({ "type": "brand_new" }), 402, "declined"),
    ] {
        let (checkout, order) = order().await;
        checkout.stripe.refuse_next(CONFIRM, status, &error);
        checkout.pay("ada", &order, "pm_card_visa").await.expect_problem(answered, code);
        assert_eq!(checkout.state("ada", &order).await, "pending", "{error}");
        checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_holds_another_request_is_passed_over() {
    let (checkout, order) = order().await;
    let reused = json!({ "type": "idempotency_error", "message": "Keys can only be used with the same parameters" });
    checkout.stripe.refuse_next(CREATE, 400, &reused);
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    assert_eq!((checkout.charges(&order), checkout.stripe.planned_refusals()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_refused_delays_orders_and_ends_none() {
    let (checkout, order) = order().await;
    checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    checkout.shop.wait_seconds(901);
    let expired = invalid(Some("api_key_expired"), None);
    checkout.stripe.refuse_next("/cancel", 401, &expired);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expiring", 3));
    checkout.shop.wait_seconds(61);
    checkout.sweep().await;
    assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), ("expired", 5));
}

#[tokio::test(start_paused = true)]
async fn a_refund_waits_for_a_refused_key_and_fails_where_it_is_refused_itself() {
    for (status, error, state) in [
        (401, invalid(None, None), "refunding"),
        (403, invalid(None, None), "refunding"),
        (429, invalid(Some("lock_timeout"), None), "refunding"),
        (400, invalid(Some("charge_disputed"), None), "paid"),
        (400, invalid(None, None), "paid"),
    ] {
        let (checkout, order) = order().await;
        checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
        for _ in 0..2 {
            checkout.stripe.refuse_next("POST /v1/refunds", status, &error);
        }
        checkout.refund(&order).await;
        assert_eq!((checkout.state("ada", &order).await.as_str(), checkout.available("tea")), (state, 3), "{error}");
    }
}

#[test]
fn one_version_of_the_provider_is_spoken_by_the_calls_the_local_stripe_and_the_webhook() {
    let version = stripe::API_VERSION;
    assert_eq!(local_stripe::API_VERSION, version);
    let page = std::fs::read_to_string(tests::repository().join("docs/deploying.md")).expect("the page");
    assert!(page.contains(&format!("with the API version `{version}`")), "how to make the webhook endpoint");
}
