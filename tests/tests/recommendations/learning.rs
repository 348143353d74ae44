//! What is learnt from the log, and from what not.

use serde_json::json;

use crate::{Recommending, ids};

const SHELF: &[&str] = &["tea-green", "tea-black", "cup-small", "milk-whole", "rice-long"];

#[tokio::test(start_paused = true)]
async fn a_pair_of_four_buyers_is_not_shown_and_one_of_five_is() {
    for (buyers, reason) in [(4, "new"), (5, "bought_together")] {
        let mut shop = Recommending::open(SHELF).await;
        shop.bought_by(buyers, &["tea-green", "cup-small"]).await;
        shop.learn().await;
        let list = shop.beside("tea-green", "bought_together").await;
        let cup = list.iter().find(|(id, _)| id == "cup-small").expect("it is on sale");
        assert_eq!(cup.1, reason, "{buyers} buyers: {list:?}");
        let rows = shop.rows("PRODUCT#tea-green");
        let tells = rows.iter().any(|row| row["together"].as_str().is_some_and(|text| text.contains("cup-small")));
        assert_eq!(tells, buyers == 5);
    }
}

#[tokio::test(start_paused = true)]
async fn one_buyer_however_often_makes_no_pair() {
    let mut shop = Recommending::open(SHELF).await;
    for number in 0..9 {
        shop.paid("ada", &format!("order {number}"), &["tea-green", "cup-small"]).await;
    }
    shop.stream.catch_up(&shop.checkout.shop).await;
    assert_eq!(shop.learn().await["baskets"], 9);
    let list = shop.beside("tea-green", "bought_together").await;
    assert!(list.iter().all(|(_, reason)| reason != "bought_together"), "{list:?}");
}

#[tokio::test(start_paused = true)]
async fn a_bots_huge_baskets_tie_nothing_together() {
    let many: Vec<String> = (0..61).map(|number| format!("bulk-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut shop = Recommending::open(&many).await;
    shop.bought_by(6, &many).await;
    assert_eq!((shop.rows("LOG#").len(), shop.learn().await["baskets"].clone()), (6, json!(0)));
    let list = shop.beside("bulk-0", "bought_together").await;
    assert!(!list.is_empty() && list.iter().all(|(_, reason)| reason == "new"), "{list:?}");
}

#[tokio::test(start_paused = true)]
async fn a_product_that_nobody_bought_is_placed_by_what_it_is_like() {
    let mut shop = Recommending::open(SHELF).await;
    shop.bought_by(6, &["tea-green", "cup-small"]).await;
    shop.learn().await;
    let alternatives = shop.beside("tea-black", "alternatives").await;
    assert_eq!(alternatives[0], ("tea-green".to_owned(), "similar".to_owned()));
    let together = shop.beside("tea-black", "bought_together").await;
    assert_eq!(together[0], ("cup-small".to_owned(), "similar".to_owned()), "as with the other tea");
}

#[tokio::test(start_paused = true)]
async fn a_night_without_news_writes_nothing() {
    let mut shop = Recommending::open(SHELF).await;
    shop.bought_by(6, &["tea-green", "cup-small"]).await;
    assert!(shop.learn().await["written"].as_u64() > Some(0));
    assert_eq!(shop.learn().await["written"], 0);
    shop.on_sale("tea-black", "archived");
    assert!(shop.learn().await["written"].as_u64() > Some(0));
}

#[tokio::test(start_paused = true)]
async fn what_is_older_than_half_a_year_is_forgotten() {
    let mut shop = Recommending::open(SHELF).await;
    shop.bought_by(5, &["tea-green", "cup-small"]).await;
    assert_eq!(shop.learn().await["baskets"], 5);
    shop.checkout.shop.wait_seconds(184 * 86_400);
    assert_eq!(shop.learn().await["baskets"], 0);
    let list = shop.beside("tea-green", "bought_together").await;
    assert!(!ids(&list).is_empty() && list.iter().all(|(_, reason)| reason != "bought_together"), "{list:?}");
}
