//! A buyer who closes the account is forgotten, wherever the worker is at that moment.

use aws::{OrdersTable, RecommendationsTable};
use serde_json::json;

use crate::Recommending;

/// What closing the account does for the recommendations.
async fn forget(shop: &Recommending, name: &str) {
    let shop = &shop.checkout.shop;
    let context = shop.world_with(shop.variables_of("close-account"));
    let buyer = shop.buyer_id(name);
    let orders = OrdersTable::new(&context).expect("a table").all_of(&buyer).await.expect("orders");
    let table = RecommendationsTable::new(&context).expect("a table");
    table.forget(&buyer, &orders, shop.clock.now()).await.expect("AWS answers");
}

#[tokio::test(start_paused = true)]
async fn the_history_and_the_baskets_go_and_what_comes_late_brings_nothing_back() {
    let mut shop = Recommending::open(&["tea", "cup"]).await;
    shop.paid("ada", "one", &["tea"]).await;
    shop.paid("ada", "two", &["cup", "tea"]).await;
    shop.paid("bob", "one", &["tea"]).await;
    let records = shop.stream.take(&shop.checkout.shop);
    assert!(shop.stream.deliver(&records).await.is_empty());
    forget(&shop, "ada").await;
    let is_forgotten = |shop: &Recommending| {
        let history = shop.history("ada");
        assert_eq!((&history["erased"], history.get("products")), (&json!(true), None));
        assert!(history["ttl"].is_u64(), "what is left of it goes as well");
        assert_eq!(shop.rows("LOG#").len(), 1, "the other buyer's");
    };
    is_forgotten(&shop);
    assert!(shop.stream.deliver(&records).await.is_empty());
    is_forgotten(&shop);
    let [again, _] = shop.for_buyer("ada").await;
    assert!(again.is_empty());
    forget(&shop, "ada").await;
    is_forgotten(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_pair_of_five_is_gone_once_one_of_them_is_forgotten() {
    let mut shop = Recommending::open(&["tea-green", "cup-small"]).await;
    shop.bought_by(5, &["tea-green", "cup-small"]).await;
    shop.learn().await;
    let reason = |list: &[(String, String)]| list[0].1.clone();
    assert_eq!(reason(&shop.beside("tea-green", "bought_together").await), "bought_together");
    forget(&shop, "tea-green-cup-small-0").await;
    shop.learn().await;
    assert_ne!(reason(&shop.beside("tea-green", "bought_together").await), "bought_together");
}
