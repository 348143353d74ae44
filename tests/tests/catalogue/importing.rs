//! Products that the operator's file brings: written like a merchant's, and their opening stock booked once.

use backroom::{
    aws::{ProductsTable, StockTable},
    catalogue::{Imported, ProductDraft},
    kernel::ProductId,
};
use serde_json::json;
use tests::{Checkout, Fault, PRICE, Planned};

use crate::catalogue_client::{CatalogueClient, tea};

/// Writes one line of a file.
async fn import(catalogue_client: &CatalogueClient, id: &str, price_minor: u64, stock: u64) -> Imported {
    let shop = &catalogue_client.checkout.shop;
    let context = shop.world_with(shop.variables_of("put-product"));
    let products = ProductsTable::new(&context).expect("a table");
    let of_stock = StockTable::new(&context).expect("a table");
    let draft = ProductDraft {
        name: "Darjeeling",
        description: "",
        category: "Tea",
        price_minor: &price_minor.to_string(),
        currency: "USD",
        active: true,
    };
    let (id, details): (ProductId, _) = (id.parse().expect("an identifier"), draft.parse().expect("a product"));
    let opening = stock.to_string().parse().expect("a stock");
    products.import(&of_stock, &id, &details, opening, shop.clock.now()).await.expect("AWS answers")
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_imported_twice_books_its_stock_once() {
    let catalogue_client = CatalogueClient::open().await;
    let file = [("tea", 24), ("jam", 3), ("rye", 0)];
    for (id, stock) in file {
        assert_eq!(import(&catalogue_client, id, PRICE, stock).await, Imported::New);
    }
    catalogue_client.checkout.placed("ada", "order", "tea", 4).await;
    catalogue_client.adjust("jam", "delivery", 7).await.expect(200);
    let before = catalogue_client.checkout.shop.state();
    for (id, stock) in file {
        assert_eq!(import(&catalogue_client, id, PRICE, stock).await, Imported::Unchanged { booked: stock });
    }
    assert_eq!(import(&catalogue_client, "tea", PRICE, 1_000).await, Imported::Unchanged { booked: 24 });
    assert_eq!(catalogue_client.checkout.shop.state(), before);
    let left = file.map(|(id, _)| catalogue_client.checkout.available(id));
    assert_eq!(left, [20, 10, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_later_file_changes_prices_and_leaves_the_stock_alone() {
    let catalogue_client = CatalogueClient::open().await;
    import(&catalogue_client, "tea", PRICE, 24).await;
    assert_eq!(import(&catalogue_client, "tea", 500, 24).await, Imported::Updated { booked: 24 });
    assert_eq!(catalogue_client.get("tea").await.expect(200)["price_minor"], 500);
    let wish = Checkout::wish(&[("tea", 1)]);
    catalogue_client.checkout.place("ada", "key", &wish).await.expect_problem(409, "price_changed");
    assert_eq!(catalogue_client.shard("tea")["received"], 24);
}

#[tokio::test(start_paused = true)]
async fn a_line_whose_answer_is_lost_books_its_stock_once() {
    let catalogue_client = CatalogueClient::open().await;
    let faults = [Fault::AnswerLost, Fault::FailedAfterCommit, Fault::Refused, Fault::Conflict];
    for (n, fault) in faults.into_iter().enumerate() {
        catalogue_client.checkout.shop.plan(Planned::next(fault));
        let id = format!("p{n}");
        assert_eq!(import(&catalogue_client, &id, PRICE, 24).await, Imported::New, "{fault:?}");
        assert_eq!(catalogue_client.shard(&id)["received"], 24, "{fault:?}");
    }
    catalogue_client.checkout.shop.faults.assert_all_fired();
}

#[tokio::test(start_paused = true)]
async fn a_list_shows_the_badge_of_the_stock_that_was_imported() {
    let catalogue_client = CatalogueClient::open().await;
    for (id, stock) in [("a", 0), ("b", 1), ("c", 5), ("d", 6)] {
        import(&catalogue_client, id, PRICE, stock).await;
        catalogue_client.checkout.shop.wait_seconds(1);
    }
    // What a merchant writes later leaves the badge alone.
    catalogue_client.put("d", &tea()).await.expect(200);
    let page = catalogue_client.list("").await.expect(200);
    let badges = page["products"].as_array().expect("products").iter().map(|it| it["availability"].clone());
    assert_eq!(badges.collect::<Vec<_>>(), [json!("in"), json!("low"), json!("low"), json!("out")]);
}
