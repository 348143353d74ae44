//! Making all of it again from the orders, while the shop is open.

use aws::{OrdersTable, ProductsTable, RecommendationsTable, StockTable};
use serde_json::json;
use workflows::{RecommendationLearner, RecommendationRebuild, RecommendationRebuilder};

use crate::Recommending;

async fn rebuild(shop: &Recommending) -> RecommendationRebuild {
    let shop = &shop.checkout.shop;
    let mut variables = shop.variables_of("recommend-products");
    variables.extend(shop.variables_of("close-account"));
    let context = shop.world_with(variables);
    let (products, table) = (ProductsTable::new(&context), RecommendationsTable::new(&context));
    let rebuilder = RecommendationRebuilder {
        orders: OrdersTable::new(&context).expect("a table"),
        stock: StockTable::new(&context).expect("a table"),
        learner: RecommendationLearner { products: products.expect("a table"), table: table.expect("a table") },
    };
    rebuilder.rebuild(shop.clock.now(), &mut |_| {}).await.expect("AWS answers")
}

#[tokio::test(start_paused = true)]
async fn what_was_lost_is_made_again_and_changes_that_come_after_count_no_second_time() {
    let mut shop = Recommending::open(&["tea-green", "cup-small"]).await;
    shop.checkout.placed("eve", "unpaid", "tea-green", 1).await;
    for buyer in 0..5 {
        shop.paid(&format!("buyer {buyer}"), "one", &["tea-green", "cup-small"]).await;
        shop.checkout.shop.wait_seconds(60);
        shop.paid(&format!("buyer {buyer}"), "two", &["tea-green"]).await;
    }
    let records = shop.stream.take(&shop.checkout.shop);
    let rebuilt = rebuild(&shop).await;
    assert_eq!((rebuilt.orders, rebuilt.learning.baskets, rebuilt.learning.products), (10, 10, 2));
    let made = shop.rows("");
    assert!(made.iter().any(|row| row["pk"] == "PRODUCT#tea-green"));
    let products = shop.history("buyer 0")["products"].as_str().expect("products").to_owned();
    assert!(products.starts_with("tea-green:1.960:2:"), "{products}");
    assert!(shop.stream.deliver(&records).await.is_empty());
    assert_eq!(shop.rows(""), made);
    assert_eq!(rebuild(&shop).await.learning.written, 0);
    let list = shop.beside("tea-green", "bought_together").await;
    assert_eq!(list[0], ("cup-small".to_owned(), "bought_together".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn whoever_has_closed_the_account_is_not_brought_back() {
    let shop = Recommending::open(&["tea-green"]).await;
    let order = shop.paid("ada", "one", &["tea-green"]).await;
    let mut row = shop.checkout.row(&order);
    let erased =
        json!({ "name": "erased", "line1": "erased", "city": "erased", "postal_code": "erased", "country": "ZZ" });
    row["address"] = erased;
    shop.checkout.shop.tables.put("orders", &row);
    rebuild(&shop).await;
    assert!(shop.rows("LOG#").is_empty());
    assert!(!shop.history("ada").to_string().contains("tea-green"));
}
