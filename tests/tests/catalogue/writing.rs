//! What writing a product does.

use serde_json::{Value, json};
use tests::{Call, Checkout, Fault, PRICE, Planned, Service};

use crate::catalogue_client::{CatalogueClient, tea, tea_but, written};

/// The tag under which the product was read.
async fn tag(catalogue_client: &CatalogueClient, id: &str) -> String {
    catalogue_client.get(id).await.header("etag").expect("a tag").to_owned()
}

/// The fault, when a product is written.
fn on_writing(fault: Fault) -> Planned {
    Planned::on(fault, Service::DynamoDb, "TransactWriteItems")
}

/// The wish for one tea at this price.
fn wish_at(price: u64) -> Value {
    let mut wish = Checkout::wish(&[("tea", 1)]);
    wish["lines"][0]["unit_price_minor"] = json!(price);
    wish
}

#[tokio::test(start_paused = true)]
async fn only_a_merchant_writes() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let before = catalogue_client.checkout.shop.state();
    let buyer = catalogue_client.checkout.shop.buyer("ada");
    // Who may not write learns nothing about what they wrote.
    for (id, body) in [("tea", tea()), ("new", tea()), ("..", tea()), ("tea", json!({ "price_minor": -1 }))] {
        let call = || Call::put(&format!("/v1/products/{id}")).json(&body);
        catalogue_client.put_with(call()).await.expect_problem(401, "unauthorized");
        catalogue_client.put_with(call().bearer("other")).await.expect_problem(401, "unauthorized");
        catalogue_client.put_with(call().bearer(&buyer)).await.expect_problem(403, "forbidden");
        let call =
            || Call::post(&format!("/v1/merchant/skus/{id}/adjustments")).key("key").json(&json!({ "quantity": 1 }));
        catalogue_client.adjust_with(call()).await.expect_problem(401, "unauthorized");
        catalogue_client.adjust_with(call().bearer(&buyer)).await.expect_problem(403, "forbidden");
    }
    assert_eq!(catalogue_client.calls(), [""; 0]);
    assert_eq!(catalogue_client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn a_product_is_written_together_with_its_price_for_orders() {
    let catalogue_client = CatalogueClient::open().await;
    let answer = catalogue_client.put("tea", &tea()).await.expect(200);
    assert_eq!(answer, written("tea", &tea()));
    let calls = catalogue_client.checkout.shop.journal.take();
    let names: Vec<&str> = calls.iter().map(|call| call.operation.as_str()).collect();
    assert_eq!(names, ["GetItem", "TransactWriteItems"]);
    assert_eq!(calls[1].tables, ["shop-audit", "shop-products", "shop-stock"]);
    let shard = json!({
        "sku": "tea", "row": "shard#0", "available": 0, "received": 0, "writes": 1, "product_id": "tea",
        "prices": { "USD": PRICE }, "active": true,
    });
    assert_eq!(catalogue_client.shard("tea"), shard);
    catalogue_client.checkout.place("ada", "early", &wish_at(PRICE)).await.expect_problem(409, "out_of_stock");
}

#[tokio::test(start_paused = true)]
async fn a_product_that_is_replaced_keeps_its_age_and_its_stock() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let before = catalogue_client.row("tea");
    catalogue_client.checkout.shop.wait_seconds(3_600);
    let replaced = json!({
        "name": "Assam", "description": "", "category": "Black tea", "state": "active",
        "variants": [{ "prices": [{ "currency": "EUR", "price_minor": 1 }] }],
    });
    let answer = catalogue_client.put("tea", &replaced).await.expect(200);
    assert_eq!(catalogue_client.put("tea", &replaced).await.expect(200), answer);
    let after = catalogue_client.row("tea");
    assert_eq!((&after["created_ms"], &after["ver"]), (&before["created_ms"], &json!(3)));
    assert!(after["updated_ms"].as_u64() > before["updated_ms"].as_u64());
    let shown = catalogue_client.get("tea").await.expect(200);
    assert_eq!(shown["variants"][0]["available"], 5);
    for member in ["name", "description", "category", "state"] {
        assert_eq!(shown[member], replaced[member], "{member}");
    }
    assert_eq!(shown["variants"][0]["prices"], replaced["variants"][0]["prices"]);
    assert_eq!(catalogue_client.list("category=Tea").await.expect(200)["products"], json!([]));
    assert_eq!(catalogue_client.list("category=Black+tea").await.expect(200)["products"][0]["id"], "tea");
}

#[tokio::test(start_paused = true)]
async fn a_change_to_what_has_changed_meanwhile_is_refused() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let seen = tag(&catalogue_client, "tea").await;
    // An order moves the stock, and so the answer and its tag, but not what a merchant wrote.
    catalogue_client.checkout.placed("ada", "order", "tea", 1).await;
    let change =
        |tag: &str| catalogue_client.putting("tea", &tea_but(&json!({ "price_minor": 500 }))).header("if-match", tag);
    catalogue_client.put_with(change(&seen)).await.expect(200);
    let before = catalogue_client.checkout.shop.state();
    let longer = format!("{seen}, {seen}");
    for moved in [&seen, "\"v1-x\"", "\"v3-x\"", "\"other\"", "", "v2", "W/\"v2-x\"", "\"v+2-x\"", &longer] {
        catalogue_client.put_with(change(moved)).await.expect_problem(412, "precondition_failed");
    }
    assert_eq!(catalogue_client.checkout.shop.state(), before);
    let current = tag(&catalogue_client, "tea").await;
    catalogue_client.put_with(change(&current)).await.expect(200);
    catalogue_client.put_with(change("*")).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn a_change_to_what_is_not_there_is_refused() {
    let catalogue_client = CatalogueClient::with_tea(0).await;
    let seen = tag(&catalogue_client, "tea").await;
    let before = catalogue_client.checkout.shop.state();
    for tag in ["*", &seen, "\"v0-x\""] {
        let call = catalogue_client.putting("unicorn", &tea()).header("if-match", tag);
        catalogue_client.put_with(call).await.expect_problem(412, "precondition_failed");
    }
    assert_eq!(catalogue_client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn of_two_changes_to_the_same_version_one_is_made() {
    let catalogue_client = CatalogueClient::with_tea(0).await;
    let seen = tag(&catalogue_client, "tea").await;
    let change = |price: u64| {
        catalogue_client.putting("tea", &tea_but(&json!({ "price_minor": price }))).header("if-match", &seen)
    };
    let (one, other) = futures::join!(catalogue_client.put_with(change(1)), catalogue_client.put_with(change(2)));
    let (made, refused) = if one.status == 200 { (one, other) } else { (other, one) };
    refused.expect_problem(412, "precondition_failed");
    let price = catalogue_client.row("tea")["price_minor"].clone();
    assert_eq!(made.expect(200)["variants"][0]["prices"][0]["price_minor"], price);
    assert_eq!(catalogue_client.shard("tea")["prices"]["USD"], price);
}

#[tokio::test(start_paused = true)]
async fn from_the_moment_of_a_new_price_nobody_orders_at_the_old_one() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    let place = async |key: &str, wish: &Value| catalogue_client.checkout.place("ada", key, wish).await;
    let early = place("early", &wish_at(PRICE)).await.expect(201);
    for price in [PRICE + 1, 50] {
        catalogue_client.put("tea", &tea_but(&json!({ "price_minor": price }))).await.expect(200);
        let key = format!("late {price}");
        let refused = place(&key, &wish_at(PRICE)).await.expect_problem(409, "price_changed");
        let told = json!([{ "sku": "tea", "code": "price_changed", "price_minor": price, "currency": "USD" }]);
        assert_eq!(refused["lines"], told);
        assert_eq!(place(&key, &wish_at(price)).await.expect(201)["total_minor"], price);
    }
    catalogue_client.put("tea", &tea_but(&json!({ "currency": "EUR" }))).await.expect(200);
    let refused = place("euro", &wish_at(PRICE)).await.expect_problem(409, "not_sold_in_currency");
    assert_eq!(refused["lines"], json!([{ "sku": "tea", "code": "not_sold_in_currency", "currency": "USD" }]));
    // What was ordered before is paid at the price that was seen.
    let id = early["id"].as_str().expect("an identifier");
    catalogue_client.checkout.pay("ada", id, "pm_card_visa").await.expect(200);
    assert_eq!(catalogue_client.checkout.get("ada", id).await.expect(200)["total_minor"], PRICE);
    assert_eq!(catalogue_client.shard("tea")["available"], 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_taken_off_sale_cannot_be_ordered_until_it_is_back() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    catalogue_client.put("tea", &tea_but(&json!({ "state": "archived" }))).await.expect(200);
    catalogue_client.checkout.place("ada", "key", &wish_at(PRICE)).await.expect_problem(409, "product_inactive");
    assert_eq!(catalogue_client.get("tea").await.expect(200)["variants"][0]["available"], 5);
    // What is not said stays as it is.
    assert_eq!(catalogue_client.put("tea", &tea()).await.expect(200)["state"], "archived");
    catalogue_client.checkout.place("ada", "key", &wish_at(PRICE)).await.expect_problem(409, "product_inactive");
    catalogue_client.put("tea", &tea_but(&json!({ "state": "active" }))).await.expect(200);
    catalogue_client.checkout.place("ada", "key", &wish_at(PRICE)).await.expect(201);
}

#[tokio::test(start_paused = true)]
async fn a_product_that_must_not_exist_yet_is_created_once() {
    let catalogue_client = CatalogueClient::open().await;
    let create = |id: &str, tag: &str| catalogue_client.putting(id, &tea()).header("if-none-match", tag);
    catalogue_client.put_with(create("tea", "*")).await.expect(200);
    let before = catalogue_client.checkout.shop.state();
    let seen = tag(&catalogue_client, "tea").await;
    for named in ["*", &seen, &format!("W/{seen}"), &format!("\"x\", {seen}")] {
        catalogue_client.put_with(create("tea", named)).await.expect_problem(412, "precondition_failed");
    }
    assert_eq!(catalogue_client.checkout.shop.state(), before);
    catalogue_client.put_with(create("tea", "\"other\"")).await.expect(200);
    let (one, other) =
        futures::join!(catalogue_client.put_with(create("jam", "*")), catalogue_client.put_with(create("jam", "*")));
    let refused = if one.status == 200 { other } else { one };
    refused.expect_problem(412, "precondition_failed");
    assert_eq!(catalogue_client.row("jam")["ver"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_change_may_name_several_versions_and_both_conditions_hold() {
    let catalogue_client = CatalogueClient::with_tea(0).await;
    let change = || catalogue_client.putting("tea", &tea());
    let current = tag(&catalogue_client, "tea").await;
    for matches in [format!("\"v7-x\", {current}"), format!("\"a,b\",, {current} ,\"v8-x\"")] {
        let seen = tag(&catalogue_client, "tea").await;
        let version = &seen[..seen.find('-').expect("a version")];
        let matches = matches.replace(&current[..current.find('-').expect("a version")], version);
        catalogue_client.put_with(change().header("if-match", &matches)).await.expect(200);
    }
    let both = |matches: &str| change().header("if-match", matches).header("if-none-match", "*");
    catalogue_client.put_with(both("*")).await.expect_problem(412, "precondition_failed");
    let weak = format!("W/{}", tag(&catalogue_client, "tea").await);
    catalogue_client.put_with(change().header("if-match", &weak)).await.expect_problem(412, "precondition_failed");
}

#[tokio::test(start_paused = true)]
async fn changes_without_a_condition_are_all_made_and_each_former_name_is_kept() {
    let catalogue_client = CatalogueClient::with_tea(0).await;
    let names = ["One", "Two", "Three"].map(|name| tea_but(&json!({ "name": name })));
    let answers = futures::future::join_all(names.iter().map(|product| catalogue_client.put("tea", product))).await;
    for answer in answers {
        answer.expect(200);
    }
    let row = catalogue_client.row("tea");
    let former = row["former_names"].as_array().expect("former names");
    let mut names: Vec<&Value> = former.iter().map(|former| &former["name"]).chain([&row["name"]]).collect();
    assert_eq!((&row["ver"], names[0]), (&json!(4), &json!("Darjeeling")));
    names.sort_unstable_by_key(ToString::to_string);
    assert_eq!(names, ["Darjeeling", "One", "Three", "Two"]);
    // Who writes the same name leaves it at that.
    catalogue_client.put("tea", &tea_but(&json!({ "name": row["name"] }))).await.expect(200);
    assert_eq!(catalogue_client.row("tea")["former_names"], row["former_names"]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_does_not_write_twice() {
    let catalogue_client = CatalogueClient::open().await;
    let faults =
        [Fault::AnswerLost, Fault::FailedAfterCommit, Fault::HangAfterCommit, Fault::Refused, Fault::Throttled];
    for (n, fault) in (1..).zip(faults) {
        catalogue_client.checkout.shop.plan(on_writing(fault));
        catalogue_client.put("tea", &tea_but(&json!({ "price_minor": n }))).await.expect(200);
        assert_eq!(catalogue_client.row("tea")["ver"], n, "{fault:?}");
        assert_eq!(catalogue_client.shard("tea")["prices"]["USD"], n);
    }
    // Nor does it refuse its own change.
    catalogue_client.checkout.shop.plan(on_writing(Fault::AnswerLost));
    let seen = tag(&catalogue_client, "tea").await;
    catalogue_client.put_with(catalogue_client.putting("tea", &tea()).header("if-match", &seen)).await.expect(200);
    catalogue_client.checkout.shop.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn f07_a_product_that_others_write_at_the_same_time_is_written_after_a_moment() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    catalogue_client.checkout.shop.plan(on_writing(Fault::Conflict).times(3));
    catalogue_client.put("tea", &tea_but(&json!({ "price_minor": 1 }))).await.expect(200);
    let before = catalogue_client.checkout.shop.state();
    catalogue_client.checkout.shop.plan(on_writing(Fault::Conflict).times(4));
    catalogue_client.put("tea", &tea_but(&json!({ "price_minor": 2 }))).await.expect_problem(503, "unavailable");
    catalogue_client.checkout.shop.faults.assert_all_fired();
    assert_eq!(catalogue_client.checkout.shop.state(), before);
}
