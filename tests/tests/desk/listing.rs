//! Lists of all orders: by day, state, customer and number.

use serde_json::{Value, json};
use tests::{Call, Checkout};

use crate::Desk;

/// A desk with an order of three of the days, the oldest first: expired, paid, pending.
async fn three_days() -> (Desk, [String; 3]) {
    let mut desk = Desk::open().await;
    let mut ids = Vec::new();
    for key in ["expires", "is paid", "waits"] {
        let order = desk.checkout.placed("ada", key, "tea", 1).await;
        match key {
            "expires" => {
                desk.checkout.shop.wait_seconds(901);
                desk.checkout.sweep().await;
            }
            "is paid" => {
                desk.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
                desk.checkout.webhooks().await;
                desk.checkout.work().await;
            }
            _ => {}
        }
        ids.push(order);
        if key != "waits" {
            // Virtual time does not move with the day's end: a day and a month later.
            desk.checkout.shop.wait_seconds(86_400 * 31);
        }
    }
    desk.stream.catch_up(&desk.checkout.shop).await;
    let ids = ids.try_into().expect("three orders");
    (desk, ids)
}

#[tokio::test(start_paused = true)]
async fn orders_are_listed_newest_first_over_the_months() {
    let (desk, [expired, paid, pending]) = three_days().await;
    assert_eq!(desk.ids("").await, [pending.clone(), paid.clone(), expired.clone()]);
    let page = desk.list("limit=2").await;
    assert_eq!(page["orders"][1]["id"], json!(paid));
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    assert_eq!(desk.ids(&format!("limit=2&cursor={cursor}")).await, [expired]);
    desk.ask("/v1/merchant/orders", &format!("payment_state=paid&cursor={cursor}")).await.expect(400);
}

#[tokio::test(start_paused = true)]
async fn orders_are_found_by_what_became_of_them() {
    let (desk, [expired, paid, pending]) = three_days().await;
    for (query, wanted) in [
        ("payment_state=paid", vec![&paid]),
        ("payment_state=pending", vec![&pending]),
        ("payment_state=expired", vec![&expired]),
        ("payment_state=refunded", vec![]),
        ("fulfilment_state=unfulfilled", vec![&paid]),
        ("fulfilment_state=shipped", vec![]),
        ("fulfilment_state=unfulfilled&payment_state=paid", vec![&paid]),
        ("fulfilment_state=unfulfilled&payment_state=pending", vec![]),
    ] {
        assert_eq!(desk.ids(query).await.iter().collect::<Vec<_>>(), wanted, "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn orders_are_found_by_their_days() {
    let (desk, [expired, paid, pending]) = three_days().await;
    let day = |page: &Value, at: usize| page["orders"][at]["created_at"].as_str().expect("an instant")[..10].to_owned();
    let page = desk.list("").await;
    let (third, second, first) = (day(&page, 0), day(&page, 1), day(&page, 2));
    assert_eq!(desk.ids(&format!("from={second}&to={second}")).await, std::slice::from_ref(&paid));
    assert_eq!(desk.ids(&format!("from={second}")).await, [pending, paid.clone()]);
    assert_eq!(desk.ids(&format!("from={first}&to={second}")).await, [paid, expired]);
    assert!(desk.ids(&format!("from={third}&to={third}&payment_state=paid")).await.is_empty());
    for query in [
        format!("from={third}&to={first}"),
        "from=2020-01-01&to=2026-11-30".to_owned(),
        "from=yesterday".to_owned(),
        "to=2026-02-30".to_owned(),
    ] {
        for path in ["/v1/merchant/orders", "/v1/merchant/orders/counts", "/v1/merchant/sales"] {
            assert_eq!(desk.ask(path, &query).await.expect(400)["code"], "invalid_query", "{path}?{query}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn orders_are_found_by_their_number_however_it_is_typed() {
    let (desk, [_, paid, _]) = three_days().await;
    let shown = desk.checkout.get("ada", &paid).await.expect(200)["number"].clone();
    let number = shown.as_str().expect("a number").to_owned();
    assert_eq!(number.len(), 11);
    let sloppy = number.to_lowercase().replace('-', "").replace('0', "o").replace('1', "i");
    for typed in [number.clone(), number.replace('-', "%20"), sloppy] {
        assert_eq!(desk.ids(&format!("number={typed}")).await, std::slice::from_ref(&paid), "{typed}");
    }
    assert!(desk.ids(&format!("number={number}&payment_state=pending")).await.is_empty());
    assert!(desk.ids("number=ZZZZZ-ZZZZZ").await.is_empty());
    desk.ask("/v1/merchant/orders", "number=12").await.expect(400);
    let listed = desk.checkout.list("ada", "").await.expect(200);
    assert_eq!(listed["orders"][1]["number"], shown);
}

#[tokio::test(start_paused = true)]
async fn orders_are_found_by_their_customers_address() {
    let mut desk = Desk::open().await;
    let person = json!({ "email": "grace@example.com", "password": "a long walk along the mill race" });
    let shop = &desk.checkout.shop;
    let sign_up = shop.start("sign-up").await;
    let waiting = shop.call(&sign_up, Call::post("/v1/signup").json(&person)).await.expect(202);
    desk.checkout.work().await;
    let mail = desk.checkout.mails_to("grace").remove(0).text;
    let code: String = mail.chars().filter(char::is_ascii_digit).take(8).collect();
    let proof = json!({ "sign_up_id": waiting["sign_up_id"], "code": code });
    let verify = shop.start("verify-email").await;
    let tokens = shop.call(&verify, Call::post("/v1/signup/verify").json(&proof)).await.expect(200);
    let access = tokens["access_token"].as_str().expect("a token");
    let call = Call::post("/v1/orders").bearer(access).key("an order of grace").json(&Checkout::wish(&[("tea", 1)]));
    let order = desk.checkout.place_with(call).await.expect(201)["id"].as_str().expect("an identifier").to_owned();
    desk.checkout.placed("ada", "an order of another", "tea", 1).await;
    desk.stream.catch_up(&desk.checkout.shop).await;
    assert_eq!(desk.ids("email=grace@example.com").await, std::slice::from_ref(&order));
    assert_eq!(desk.ids("email=GRACE@example.com&payment_state=pending").await, [order]);
    assert!(desk.ids("email=grace@example.com&payment_state=paid").await.is_empty());
    assert!(desk.ids("email=nobody@example.com").await.is_empty());
    desk.ask("/v1/merchant/orders", "email=grace").await.expect(400);
}

#[tokio::test(start_paused = true)]
async fn pages_of_many_orders_have_each_of_them_once() {
    let mut desk = Desk::open().await;
    let mut placed = Vec::new();
    for number in 0..25 {
        // A buyer may have ten that are not paid.
        let buyer = format!("buyer {}", number / 5);
        placed.push(desk.checkout.placed(&buyer, &format!("order number {number}"), "tea", 1).await);
        desk.checkout.shop.wait_seconds(1);
    }
    placed.reverse();
    desk.stream.catch_up(&desk.checkout.shop).await;
    for limit in [1, 7, 25, 100] {
        for filter in ["", "&payment_state=pending"] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = desk.list(&format!("limit={limit}{filter}{cursor}")).await;
                let rows = page["orders"].as_array().expect("orders");
                assert!(rows.len() <= limit);
                seen.extend(rows.iter().map(|row| row["id"].as_str().expect("an identifier").to_owned()));
                let Some(next) = page["next_cursor"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen, placed, "by {limit}{filter}");
        }
    }
}
