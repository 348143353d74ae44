//! Addresses of the world, and texts that forge nothing.

use serde_json::{Value, json};
use tests::{Answer, Checkout};

/// Places an order that goes to an address with these members; null takes one away.
async fn place_to(checkout: &Checkout, key: &str, members: &Value) -> Answer {
    let mut wish = Checkout::wish(&[("tea", 1)]);
    let address = wish["shipping_address"].as_object_mut().expect("an address");
    for (name, value) in members.as_object().expect("members") {
        if value.is_null() {
            address.remove(name);
        } else {
            address.insert(name.clone(), value.clone());
        }
    }
    checkout.place("ada", key, &wish).await
}

async fn shop_with_tea() -> Checkout {
    let checkout = Checkout::open().await;
    checkout.stock("tea", 50);
    checkout
}

#[tokio::test(start_paused = true)]
async fn an_address_has_what_its_country_has() {
    let checkout = shop_with_tea().await;
    for (n, members) in [
        json!({ "country": "HK", "postal_code": null, "city": "Kowloon" }),
        json!({ "country": "HK", "postal_code": null, "city": null, "region": "Kowloon" }),
        json!({ "country": "SG", "city": null, "postal_code": "018956" }),
        json!({ "country": "MO", "city": null, "postal_code": null }),
        json!({ "country": "IE", "postal_code": null, "city": "Cork" }),
        json!({ "country": "XK", "city": "Prishtina", "postal_code": null }),
        json!({ "name": "محمد عبد الله", "line1": "١٢ شارع النيل", "city": "القاهرة", "country": "EG" }),
        json!({ "name": "שרה כהן", "line1": "רחוב הרצל 5", "city": "חיפה", "country": "IL" }),
    ]
    .into_iter()
    .enumerate()
    {
        let order = place_to(&checkout, &format!("order {n}"), &members).await.expect(201);
        for (name, value) in members.as_object().expect("members") {
            assert_eq!(order["shipping_address"].get(name), (!value.is_null()).then_some(value), "{members}");
        }
        let shown = checkout.get("ada", order["id"].as_str().expect("an id")).await.expect(200);
        assert_eq!(shown["shipping_address"], order["shipping_address"]);
    }
    let before = checkout.shop.state();
    for (members, member, code) in [
        (json!({ "country": "UK" }), "country", "country"),
        (json!({ "country": "ZZ" }), "country", "country"),
        (json!({ "country": "gb" }), "country", "country"),
        (json!({ "postal_code": null }), "postal_code", "required"),
        (json!({ "city": null }), "city", "required"),
        (json!({ "country": "SG", "city": null, "postal_code": null }), "postal_code", "required"),
        (json!({ "country": "HK", "city": null, "postal_code": null }), "city", "required"),
        (json!({ "phone": "call me" }), "phone", "phone"),
        (json!({ "company": "" }), "company", "text"),
    ] {
        let problem = place_to(&checkout, "refused", &members).await.expect_problem(422, "invalid_field");
        assert_eq!(problem["errors"][0]["pointer"], format!("/shipping_address/{member}"), "{members}");
        assert_eq!(problem["errors"][0]["code"], code, "{members}");
    }
    assert_eq!(checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_firm_and_a_telephone_number_go_with_the_order() {
    let checkout = shop_with_tea().await;
    let members = json!({ "company": "Mill & Sons", "phone": "+44 (0)113 496 0000" });
    let order = place_to(&checkout, "order", &members).await.expect(201);
    assert_eq!(order["shipping_address"]["company"], "Mill & Sons");
    assert_eq!(order["shipping_address"]["phone"], "+4401134960000");
    checkout.enrol("ada");
    let id = order["id"].as_str().expect("an id");
    checkout.pay("ada", id, "pm_card_visa").await.expect(200);
    checkout.webhooks().await;
    checkout.deliver_settlements().await;
    checkout.work().await;
    let text = checkout.mails_to("ada").remove(0).text;
    assert!(text.contains("Ada Buyer\nMill & Sons\n1 Mill Lane\nLS1 1AA\nLeeds\nGB\n"), "{text}");
    assert!(!text.contains("4960000"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn no_line_of_an_address_holds_what_cannot_be_seen_or_breaks_it() {
    let checkout = shop_with_tea().await;
    let before = checkout.shop.state();
    for member in ["name", "company", "line1", "line2", "city", "region", "postal_code", "phone"] {
        for text in
            ["\u{200b}\u{200b}", "a\u{2028}Total: 0.00 USD", "a\u{2029}b", "a\u{202e}b", "a\u{feff}b", "a\u{ad}b"]
        {
            let answer = place_to(&checkout, "refused", &json!({ member: text })).await;
            let problem = answer.expect_problem(422, "invalid_field");
            assert_eq!(problem["errors"][0]["pointer"], format!("/shipping_address/{member}"), "{text:?}");
        }
    }
    assert_eq!(checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn the_same_address_in_decomposed_letters_is_the_same_order() {
    let checkout = shop_with_tea().await;
    let composed = place_to(&checkout, "order", &json!({ "name": "Zo\u{eb} N\u{fa}\u{f1}ez" })).await;
    let decomposed = place_to(&checkout, "order", &json!({ "name": "Zoe\u{308} Nu\u{301}n\u{303}ez" })).await;
    assert_eq!(composed.expect(201)["shipping_address"]["name"], "Zo\u{eb} N\u{fa}\u{f1}ez");
    assert_eq!(decomposed.header("idempotency-replayed"), Some("true"));
    assert_eq!(decomposed.body, composed.body);
    let other = place_to(&checkout, "order", &json!({ "name": "Zoe Nunez" })).await;
    other.expect_problem(422, "idempotency_key_reused");
}

#[tokio::test(start_paused = true)]
async fn an_order_that_was_stored_under_older_rules_is_shown_and_forges_no_line() {
    let checkout = shop_with_tea().await;
    let order = checkout.placed("ada", "order", "tea", 1).await;
    let mut row = checkout.shop.tables.rows("orders").into_iter().find(|row| row["id"] == *order).expect("an order");
    row["address"]["line1"] = json!("1 Mill Lane\u{2028}Total: 0.00 USD");
    row["address"]["country"] = json!("UK");
    checkout.shop.tables.put("orders", &row);
    let shown = checkout.get("ada", &order).await.expect(200);
    assert_eq!(shown["shipping_address"]["line1"], "1 Mill Lane\u{fffd}Total: 0.00 USD");
    assert_eq!(shown["shipping_address"]["country"], "UK");
}
