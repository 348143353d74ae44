//! What is shown: what is on sale, to whom it may be shown, and never nothing.

use serde_json::json;
use tests::Call;

use crate::{Recommending, ids, named};

const SHELF: &[&str] = &["tea-green", "tea-black", "cup-small", "milk-whole", "rice-long"];

/// Tea and a cup are bought together by six buyers, tea and milk by five.
async fn learnt() -> Recommending {
    let mut shop = Recommending::open(SHELF).await;
    shop.bought_by(6, &["tea-green", "cup-small"]).await;
    shop.bought_by(5, &["tea-green", "milk-whole"]).await;
    shop.learn().await;
    shop
}

#[tokio::test(start_paused = true)]
async fn beside_a_product_stands_what_goes_with_it_and_what_stands_in_for_it() {
    let shop = learnt().await;
    let together = shop.beside("tea-green", "bought_together").await;
    assert_eq!(ids(&together)[..2], ["cup-small", "milk-whole"]);
    assert!(together[..2].iter().all(|(_, reason)| reason == "bought_together"));
    assert_eq!(shop.beside("tea-green", "alternatives").await[0], ("tea-black".to_owned(), "similar".to_owned()));
    assert!(!ids(&together).contains(&"tea-green"), "not the product itself");
    let call = Call::get("/v1/products/tea-green/recommendations").query("limit=1&currency=USD");
    let answer = shop.ask(call).await.expect(200);
    let card = &answer["bought_together"][0];
    assert_eq!((card["price"]["from_minor"].clone(), card["sku"].clone()), (json!(499), json!("cup-small")));
    assert_eq!((named(&answer["alternatives"]).len(), card["availability"].clone()), (1, json!("in")));
}

#[tokio::test(start_paused = true)]
async fn what_was_archived_after_the_model_was_made_is_not_shown() {
    let shop = learnt().await;
    for state in ["archived", "draft"] {
        shop.on_sale("cup-small", state);
        for list in ["bought_together", "alternatives"] {
            assert!(!ids(&shop.beside("tea-green", list).await).contains(&"cup-small"), "{state}");
        }
    }
    let status = shop.ask(Call::get("/v1/products/cup-small/recommendations")).await.status;
    assert_eq!(status, 404, "a draft has no page");
    shop.on_sale("cup-small", "archived");
    let list = shop.beside("cup-small", "bought_together").await;
    assert_eq!(list[0].0, "tea-green", "what was archived has a page, with what is on sale");
}

#[tokio::test(start_paused = true)]
async fn what_is_sold_out_comes_last() {
    let shop = learnt().await;
    shop.sell_out("cup-small");
    let together = shop.beside("tea-green", "bought_together").await;
    assert_eq!((ids(&together)[0], together.last().map(|(id, _)| id.as_str())), ("milk-whole", Some("cup-small")));
}

#[tokio::test(start_paused = true)]
async fn a_shop_that_has_sold_nothing_shows_what_is_new_and_an_empty_one_nothing() {
    let shop = Recommending::open(&["tea-green", "tea-black", "rice-long"]).await;
    for list in ["bought_together", "alternatives"] {
        let list = shop.beside("tea-green", list).await;
        assert_eq!((ids(&list).len(), list[0].clone()), (2, ("tea-black".to_owned(), "new".to_owned())));
    }
    let [again, new] = shop.for_buyer("ada").await;
    assert_eq!((again.len(), new.len()), (0, 3));
    let basket = shop.ask(Call::post("/v1/recommendations").json(&json!({ "lines": [] }))).await.expect(200);
    assert_eq!(named(&basket["products"]).len(), 3);
    let alone = Recommending::open(&["tea-green"]).await;
    assert!(alone.beside("tea-green", "bought_together").await.is_empty(), "there is nothing else");
}

#[tokio::test(start_paused = true)]
async fn popular_products_of_the_category_fill_a_list_before_those_of_the_shop() {
    let mut shop = Recommending::open(&["tea-green", "tea-black", "tea-white", "rice-long", "milk-whole"]).await;
    shop.bought_by(7, &["rice-long"]).await;
    shop.bought_by(5, &["tea-black"]).await;
    shop.learn().await;
    let list = shop.beside("tea-green", "bought_together").await;
    let reason = |id: &str| list.iter().position(|(it, _)| it == id).map(|at| (at, list[at].1.as_str()));
    assert_eq!(reason("tea-black"), Some((0, "popular_in_category")), "{list:?}");
    assert_eq!(reason("rice-long"), Some((1, "popular")), "{list:?}");
}

#[tokio::test(start_paused = true)]
async fn a_buyer_is_shown_what_they_buy_again_and_what_goes_with_it() {
    let mut shop = learnt().await;
    for (key, products) in [("one", &["rice-long"][..]), ("two", &["tea-green"]), ("three", &["tea-green"])] {
        shop.paid("ada", key, products).await;
    }
    shop.stream.catch_up(&shop.checkout.shop).await;
    let [again, new] = shop.for_buyer("ada").await;
    assert_eq!(ids(&again), ["tea-green", "rice-long"]);
    assert!(again.iter().all(|(_, reason)| reason == "bought_before"));
    assert_eq!(ids(&new)[..2], ["cup-small", "milk-whole"]);
    assert!(!ids(&new).contains(&"tea-green") && !ids(&new).contains(&"rice-long"));
}

#[tokio::test(start_paused = true)]
async fn nobody_reads_what_is_recommended_to_another() {
    let mut shop = Recommending::open(SHELF).await;
    shop.paid("ada", "one", &["rice-long"]).await;
    shop.stream.catch_up(&shop.checkout.shop).await;
    let [again, new] = shop.for_buyer("bob").await;
    assert!(again.is_empty() && new.iter().all(|(_, reason)| reason == "new"), "{new:?}");
    assert_eq!(shop.ask(Call::get("/v1/me/recommendations")).await.status, 401);
    let ada = shop.checkout.shop.buyer_id("ada");
    let bob = shop.checkout.shop.buyer("bob");
    for query in [format!("buyer_id={ada}"), format!("user={ada}")] {
        let call = Call::get("/v1/me/recommendations").query(&query).bearer(&bob);
        assert_eq!(shop.ask(call).await.code(), "invalid_query");
    }
    let call = Call::get("/v1/me/recommendations").bearer(&shop.checkout.shop.buyer("ada"));
    let kept = shop.ask(call).await;
    assert_eq!(kept.header("cache-control"), Some("no-store"));
}

#[tokio::test(start_paused = true)]
async fn a_basket_of_a_visitor_gets_what_goes_with_all_of_it() {
    let shop = learnt().await;
    let call = |body| Call::post("/v1/recommendations").json(&body);
    let lines =
        json!({ "lines": [{ "sku": "tea-green", "quantity": 2 }, { "sku": "milk-whole" }, { "sku": "unknown" }] });
    let answer = shop.ask(call(lines)).await.expect(200);
    let products = named(&answer["products"]);
    assert_eq!(products[0], ("cup-small".to_owned(), "bought_together".to_owned()));
    assert!(!ids(&products).contains(&"tea-green") && !ids(&products).contains(&"milk-whole"));
    let wrong = json!({ "lines": [{ "quantity": 0 }, { "sku": "/", "quantity": 1 }] });
    let refused = shop.ask(call(wrong)).await;
    let pointers: Vec<_> =
        refused.json()["errors"].as_array().expect("errors").iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(pointers, ["/lines/0/quantity", "/lines/0/sku", "/lines/1/sku"]);
    for query in ["limit=0", "limit=21", "limit=+1", "currency=ABC", "page=2"] {
        let call = call(json!({ "lines": [] })).query(query);
        assert_eq!(shop.ask(call).await.code(), "invalid_query", "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_card_has_the_image_of_its_product() {
    let shop = learnt().await;
    let mut cup = shop.product("cup-small");
    cup["image"] = json!({ "alt": "A small cup", "digest": "a".repeat(26), "width": 500, "height": 250 });
    shop.checkout.shop.tables.put("products", &cup);
    let answer = shop.ask(Call::get("/v1/products/tea-green/recommendations")).await.expect(200);
    let card = &answer["bought_together"][0];
    assert_eq!((&card["id"], &card["image"]["alt"]), (&json!("cup-small"), &json!("A small cup")), "{card}");
}
