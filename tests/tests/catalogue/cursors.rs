//! What may be asked of a list: B18, B54 to B57.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use lambda::http::Cursor;
use serde_json::json;
use tests::Checkout;

use crate::catalogue_client::{CatalogueClient, tea_but};

/// Two products of each of two categories, so that every list has a second page.
async fn stock_shard() -> CatalogueClient {
    let catalogue_client = CatalogueClient::open().await;
    for (id, category) in [("a", "Tea"), ("b", "Tea"), ("c", "Coffee"), ("d", "Coffee")] {
        catalogue_client.put(id, &tea_but(&json!({ "name": id, "category": category }))).await.expect(200);
    }
    catalogue_client.calls();
    catalogue_client
}

/// The cursor to the second page of a list.
async fn cursor(catalogue_client: &CatalogueClient, list: &str) -> String {
    let page = catalogue_client.list(&format!("{list}&limit=1")).await.expect(200);
    catalogue_client.calls();
    page["next_cursor"].as_str().expect("a cursor").to_owned()
}

/// The list does not take the cursor, and does not even look.
async fn refused(catalogue_client: &CatalogueClient, list: &str, cursor: &str) {
    catalogue_client.list(&format!("{list}&cursor={cursor}")).await.expect_problem(400, "invalid_cursor");
    assert_eq!(catalogue_client.calls(), [""; 0], "{list} was read from {cursor}");
}

#[tokio::test(start_paused = true)]
async fn b18_b54_b57_a_query_makes_sense_or_is_refused() {
    let catalogue_client = stock_shard().await;
    let long = format!("category={}", "x".repeat(201));
    let limits = ["limit=0", "limit=-1", "limit=1000000000", "limit=1e9", "limit=abc", "limit=101", "limit=", "limit"];
    let orders = ["sort=", "sort=Price", "sort=cheapest", "sort=price,name", "sort=-price"];
    let filters = ["color=red", "q=tea", "active=false", "Category=Tea", "price_minor=1", "=1"];
    let texts = [
        "category=",
        "category=%20",
        "category=a%00b",
        "category=a%0Ab",
        "category=a%E2%80%A8b",
        "category=%E2%80%8B",
        "category=%FF",
        &long,
    ];
    let twice = ["limit=1&limit=9", "sort=name&sort=name", "category=Tea&category=Coffee", "limit=1&%6cimit=9"];
    for query in limits.into_iter().chain(orders).chain(filters).chain(texts).chain(twice) {
        catalogue_client.list(query).await.expect_problem(400, "invalid_query");
        assert_eq!(catalogue_client.calls(), [""; 0], "{query} was looked up");
    }
    for query in ["limit=1", "limit=100", "category=%20Tea%20"] {
        catalogue_client.list(query).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn b55_a_cursor_leads_on_in_its_own_list_only() {
    let catalogue_client = stock_shard().await;
    let mut lists = Vec::new();
    for sort in ["newest", "name", "price"] {
        for category in ["", "&category=Tea", "&category=Coffee"] {
            lists.push(format!("sort={sort}{category}"));
        }
    }
    for from in &lists {
        let cursor = cursor(&catalogue_client, from).await;
        for to in &lists {
            if from == to {
                catalogue_client.list(&format!("{to}&cursor={cursor}")).await.expect(200);
                catalogue_client.calls();
            } else {
                refused(&catalogue_client, to, &cursor).await;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn b55_a_cursor_of_somebodys_orders_leads_to_no_products_and_the_other_way() {
    let catalogue_client = stock_shard().await;
    catalogue_client.adjust("a", "opening", 5).await.expect(200);
    for key in ["one", "two"] {
        catalogue_client.checkout.place("ada", key, &Checkout::wish(&[("a", 1)])).await.expect(201);
    }
    let orders = catalogue_client.checkout.list("ada", "limit=1").await.expect(200);
    let (orders, products) =
        (orders["next_cursor"].as_str().expect("a cursor"), cursor(&catalogue_client, "sort=newest").await);
    refused(&catalogue_client, "sort=newest", orders).await;
    let answer = catalogue_client.checkout.list("ada", &format!("cursor={products}")).await;
    answer.expect_problem(400, "invalid_cursor");
}

#[tokio::test(start_paused = true)]
async fn b55_a_cursor_that_was_tampered_with_is_refused() {
    let catalogue_client = stock_shard().await;
    let good = cursor(&catalogue_client, "sort=price").await;
    for at in 0..good.len() {
        let other = if &good[at..=at] == "A" { "B" } else { "A" };
        refused(&catalogue_client, "sort=price", &format!("{}{other}{}", &good[..at], &good[at + 1..])).await;
        refused(&catalogue_client, "sort=price", &good[..at]).await;
    }
    let long = "A".repeat(5_000);
    for text in ["AAAA", "null", "0", "%%%", "%F0%9F%8D%B5", "a", &format!("{good}A"), &format!("{good}="), &long] {
        refused(&catalogue_client, "sort=price", text).await;
    }
    catalogue_client
        .list(&format!("sort=price&cursor={good}&cursor={good}"))
        .await
        .expect_problem(400, "invalid_query");
}

#[tokio::test(start_paused = true)]
async fn b55_a_cursor_that_was_made_by_hand_opens_nothing_that_is_not_open() {
    let catalogue_client = stock_shard().await;
    let made = |members: &[(&str, &str)]| {
        let members = members.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Cursor(members.collect::<BTreeMap<_, _>>()).encode(&["products", "", "price"])
    };
    for members in [
        &[][..],
        &[("id", "a")],
        &[("at", "1")],
        &[("id", ""), ("at", "1")],
        &[("id", "../a"), ("at", "1")],
        &[("id", "a"), ("at", "")],
        &[("id", "a"), ("at", "-1")],
        &[("id", "a"), ("at", "1.5")],
        &[("id", "a"), ("at", "99999999999999999999999999")],
        &[("id", "a"), ("at", "1"), ("stock_shard", "hidden")],
    ] {
        refused(&catalogue_client, "sort=price", &made(members)).await;
    }
    // A place where no product is, is a place all the same.
    for (at, left) in [("1", 4), ("18446744073709551615", 0)] {
        let cursor = made(&[("id", "nothing"), ("at", at)]);
        let page = catalogue_client.list(&format!("sort=price&cursor={cursor}")).await.expect(200);
        assert_eq!(page["products"].as_array().map(Vec::len), Some(left), "from {at}");
    }
}

#[tokio::test(start_paused = true)]
async fn b56_a_cursor_of_another_version_is_refused() {
    let catalogue_client = stock_shard().await;
    for list in ["sort=newest", "sort=name&category=Tea"] {
        let good = cursor(&catalogue_client, list).await;
        let bytes = BASE64URL_NOPAD.decode(good.as_bytes()).expect("base 64");
        for version in (0..=u8::MAX).filter(|version| *version != bytes[0]) {
            let other = [&[version], &bytes[1..]].concat();
            refused(&catalogue_client, list, &BASE64URL_NOPAD.encode(&other)).await;
        }
        catalogue_client.list(&format!("{list}&cursor={good}")).await.expect(200);
        catalogue_client.calls();
    }
}
