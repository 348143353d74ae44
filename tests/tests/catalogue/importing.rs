//! Products that the operator's file brings: written like a merchant's, and their opening stock booked once.

use backroom::{
    aws::{ProductsTable, StockTable},
    catalogue::{Imported, ProductDraft},
    kernel::ProductId,
};
use serde_json::json;
use tests::{Checkout, Fault, PRICE, Planned};

use crate::catalogue_client::{CatalogueClient, tea_but};

/// Writes one line of a file that does not say whether the product is active.
async fn import(catalogue_client: &CatalogueClient, id: &str, price_minor: u64, stock: u64) -> Imported {
    import_line(catalogue_client, id, &Line { price_minor, stock, ..LINE }).await
}

/// What a line says.
#[derive(Clone, Copy)]
struct Line<'a> {
    name: &'a str,
    price_minor: u64,
    stock: u64,
    active: Option<bool>,
}

const LINE: Line<'_> = Line { name: "Darjeeling", price_minor: PRICE, stock: 24, active: None };

async fn import_line(catalogue_client: &CatalogueClient, id: &str, line: &Line<'_>) -> Imported {
    let shop = &catalogue_client.checkout.shop;
    let context = shop.world_with(shop.variables_of("put-product"));
    let products = ProductsTable::new(&context).expect("a table");
    let of_stock = StockTable::new(&context).expect("a table");
    let draft = ProductDraft {
        name: line.name,
        description: "",
        category: "Tea",
        price_minor: &line.price_minor.to_string(),
        currency: "USD",
        active: line.active,
    };
    let (id, change): (ProductId, _) = (id.parse().expect("an identifier"), draft.parse().expect("a product"));
    let opening = line.stock.to_string().parse().expect("a stock");
    products.import(&of_stock, &id, &change, opening, shop.clock.now()).await.expect("AWS answers")
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
async fn a_product_that_was_withdrawn_stays_withdrawn_until_the_file_says_otherwise() {
    let catalogue_client = CatalogueClient::open().await;
    import(&catalogue_client, "tea", PRICE, 24).await;
    catalogue_client.put("tea", &tea_but(&json!({ "description": "", "active": false }))).await.expect(200);
    assert_eq!(import(&catalogue_client, "tea", PRICE, 24).await, Imported::Unchanged { booked: 24 });
    assert_eq!(import(&catalogue_client, "tea", 500, 24).await, Imported::Updated { booked: 24 });
    assert_eq!(catalogue_client.get("tea").await.expect(200)["active"], false);
    assert_eq!(catalogue_client.list("").await.expect(200)["products"], json!([]));
    let said = Line { price_minor: 500, active: Some(true), ..LINE };
    assert_eq!(import_line(&catalogue_client, "tea", &said).await, Imported::Updated { booked: 24 });
    assert_eq!(catalogue_client.list("").await.expect(200)["products"][0]["id"], "tea");
    let said = Line { active: Some(false), ..LINE };
    assert_eq!(import_line(&catalogue_client, "jam", &said).await, Imported::New);
    assert_eq!(catalogue_client.get("jam").await.expect(200)["active"], false);
}

#[tokio::test(start_paused = true)]
async fn a_product_that_a_merchant_wrote_first_gets_its_opening_stock_and_keeps_its_former_name() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    catalogue_client.put("tea", &tea_but(&json!({ "name": "Old", "active": false }))).await.expect(200);
    assert_eq!(import(&catalogue_client, "tea", PRICE, 24).await, Imported::New);
    let row = catalogue_client.row("tea");
    assert_eq!((&row["active"], &row["ver"], &row["name"]), (&json!(false), &json!(3), &json!("Darjeeling")));
    let former: Vec<&str> =
        row["former_names"].as_array().expect("names").iter().filter_map(|former| former["name"].as_str()).collect();
    assert_eq!(former, ["Darjeeling", "Old"]);
    assert_eq!(
        (catalogue_client.checkout.available("tea"), &catalogue_client.shard("tea")["received"]),
        (29, &json!(29))
    );
    let renamed = Line { name: "New", ..LINE };
    assert_eq!(import_line(&catalogue_client, "tea", &renamed).await, Imported::Updated { booked: 24 });
    assert_eq!(catalogue_client.row("tea")["former_names"].as_array().map(Vec::len), Some(3));
}

#[tokio::test(start_paused = true)]
async fn a_product_in_several_stock_rows_is_imported_into_all_of_them() {
    let catalogue_client = CatalogueClient::with_tea(8).await;
    catalogue_client.checkout.shop.reshard("tea", 4).await;
    assert_eq!(import(&catalogue_client, "tea", 700, 24).await, Imported::New);
    assert_eq!(import(&catalogue_client, "tea", 701, 24).await, Imported::Updated { booked: 24 });
    let rows = catalogue_client.checkout.shop.tables.rows("stock");
    let prices: Vec<_> = rows.iter().filter_map(|row| row.get("price_minor")).collect();
    assert_eq!(prices, [701; 4]);
    assert_eq!(catalogue_client.checkout.available("tea"), 32);
}
