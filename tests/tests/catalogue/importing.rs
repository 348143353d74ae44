//! Products that the operator's file brings: written like a merchant's, and their opening stock booked once.

use std::collections::BTreeMap;

use aws::{ProductsTable, StockTable};
use domain::{
    catalogue::{Imported, OpeningStocks, PriceDraft, ProductDraft, VariantDraft},
    kernel::{ProductId, Sku},
};
use serde_json::json;
use tests::{Checkout, Fault, PRICE, Planned};

use crate::catalogue_client::{CatalogueClient, tea_but};

/// Writes one line of a file that does not say the product's state.
async fn import(catalogue_client: &CatalogueClient, id: &str, price_minor: u64, stock: u64) -> Imported {
    import_line(catalogue_client, id, &Line { price_minor, stock, ..LINE }).await
}

/// What a line says.
#[derive(Clone, Copy)]
struct Line<'a> {
    name: &'a str,
    price_minor: u64,
    stock: u64,
    state: Option<&'a str>,
}

const LINE: Line<'_> = Line { name: "Darjeeling", price_minor: PRICE, stock: 24, state: None };

async fn import_line(catalogue_client: &CatalogueClient, id: &str, line: &Line<'_>) -> Imported {
    let shop = &catalogue_client.checkout.shop;
    let context = shop.world_with(shop.variables_of("manage-products"));
    let products = ProductsTable::new(&context).expect("a table");
    let of_stock = StockTable::new(&context).expect("a table");
    let price =
        PriceDraft { currency: "USD".to_owned(), price_minor: line.price_minor.to_string(), compare_at_minor: None };
    let draft = ProductDraft {
        name: line.name.to_owned(),
        category: "Tea".to_owned(),
        state: line.state.map(str::to_owned),
        variants: vec![VariantDraft { prices: vec![price], ..VariantDraft::default() }],
        ..ProductDraft::default()
    };
    let id: ProductId = id.parse().expect("an identifier");
    let change = draft.parse(&id).expect("a product");
    let openings = OpeningStocks::from([((&id).into(), line.stock.to_string().parse().expect("a stock"))]);
    let imported = products.import(&of_stock, &change, &openings, shop.clock.now()).await.expect("AWS answers");
    imported.expect("a product that is taken")
}

/// What importing a product again says of the stock that was booked for its one SKU.
fn booked(id: &str, units: u64) -> BTreeMap<Sku, u64> {
    BTreeMap::from([(id.parse().expect("a SKU"), units)])
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
        assert_eq!(
            import(&catalogue_client, id, PRICE, stock).await,
            Imported::Unchanged { booked: booked(id, stock) }
        );
    }
    assert_eq!(import(&catalogue_client, "tea", PRICE, 1_000).await, Imported::Unchanged { booked: booked("tea", 24) });
    assert_eq!(catalogue_client.checkout.shop.state(), before);
    let left = file.map(|(id, _)| catalogue_client.checkout.available(id));
    assert_eq!(left, [20, 10, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_later_file_changes_prices_and_leaves_the_stock_alone() {
    let catalogue_client = CatalogueClient::open().await;
    import(&catalogue_client, "tea", PRICE, 24).await;
    assert_eq!(import(&catalogue_client, "tea", 500, 24).await, Imported::Updated { booked: booked("tea", 24) });
    assert_eq!(catalogue_client.get("tea").await.expect(200)["variants"][0]["prices"][0]["price_minor"], 500);
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
    catalogue_client.put("tea", &tea_but(&json!({ "description": "", "state": "archived" }))).await.expect(200);
    assert_eq!(import(&catalogue_client, "tea", PRICE, 24).await, Imported::Unchanged { booked: booked("tea", 24) });
    assert_eq!(import(&catalogue_client, "tea", 500, 24).await, Imported::Updated { booked: booked("tea", 24) });
    assert_eq!(catalogue_client.get("tea").await.expect(200)["state"], "archived");
    assert_eq!(catalogue_client.list("").await.expect(200)["products"], json!([]));
    let said = Line { price_minor: 500, state: Some("active"), ..LINE };
    assert_eq!(import_line(&catalogue_client, "tea", &said).await, Imported::Updated { booked: booked("tea", 24) });
    assert_eq!(catalogue_client.list("").await.expect(200)["products"][0]["id"], "tea");
    let said = Line { state: Some("archived"), ..LINE };
    assert_eq!(import_line(&catalogue_client, "jam", &said).await, Imported::New);
    assert_eq!(catalogue_client.get("jam").await.expect(200)["state"], "archived");
}

#[tokio::test(start_paused = true)]
async fn a_product_that_a_merchant_wrote_first_gets_its_opening_stock_and_keeps_its_former_name() {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    catalogue_client.put("tea", &tea_but(&json!({ "name": "Old", "state": "archived" }))).await.expect(200);
    assert_eq!(import(&catalogue_client, "tea", PRICE, 24).await, Imported::New);
    let row = catalogue_client.row("tea");
    assert_eq!((&row["state"], &row["ver"], &row["name"]), (&json!("archived"), &json!(3), &json!("Darjeeling")));
    let former: Vec<&str> =
        row["former_names"].as_array().expect("names").iter().filter_map(|former| former["name"].as_str()).collect();
    assert_eq!(former, ["Darjeeling", "Old"]);
    assert_eq!(
        (catalogue_client.checkout.available("tea"), &catalogue_client.shard("tea")["received"]),
        (29, &json!(29))
    );
    let renamed = Line { name: "New", ..LINE };
    assert_eq!(import_line(&catalogue_client, "tea", &renamed).await, Imported::Updated { booked: booked("tea", 24) });
    assert_eq!(catalogue_client.row("tea")["former_names"].as_array().map(Vec::len), Some(3));
}

#[tokio::test(start_paused = true)]
async fn a_product_in_several_stock_rows_is_imported_into_all_of_them() {
    let catalogue_client = CatalogueClient::with_tea(8).await;
    catalogue_client.checkout.shop.reshard("tea", 4).await;
    assert_eq!(import(&catalogue_client, "tea", 700, 24).await, Imported::New);
    assert_eq!(import(&catalogue_client, "tea", 701, 24).await, Imported::Updated { booked: booked("tea", 24) });
    let rows = catalogue_client.checkout.shop.tables.rows("stock");
    let prices: Vec<_> = rows.iter().filter_map(|row| row["prices"].get("USD")).collect();
    assert_eq!(prices, [701; 4]);
    assert_eq!(catalogue_client.checkout.available("tea"), 32);
}
