//! Categories as a tree: a list of one has what is below it, and each counts its products exactly.

use aws::{ProductsTable, Recount, StockTable};
use domain::catalogue::{OpeningStocks, PriceDraft, ProductDraft, VariantDraft};
use futures::future::join_all;
use serde_json::{Value, json};
use tests::{Call, Fault, Planned, Service};

use crate::catalogue_client::{CatalogueClient, tea_but};

async fn put(catalogue_client: &CatalogueClient, id: &str, category: &str) {
    let answer = catalogue_client.put(id, &tea_but(&json!({ "category": category, "name": id }))).await;
    answer.expect(200);
}

/// The tree, a line for each category: its path, its own products, and those of it and below it.
async fn tree(catalogue_client: &CatalogueClient) -> Vec<String> {
    let mut lines = Vec::new();
    write(&catalogue_client.categories().await, &mut lines);
    lines
}

fn write(nodes: &Value, lines: &mut Vec<String>) {
    for node in nodes.as_array().expect("categories") {
        let path = node["path"].as_str().expect("a path");
        assert!(path.ends_with(node["name"].as_str().expect("a name")), "{node}");
        lines.push(format!("{path}: {} {}", node["own_product_count"], node["product_count"]));
        write(&node["children"], lines);
    }
}

/// The products of a list, read page by page to its end.
async fn listed(catalogue_client: &CatalogueClient, query: &str, limit: usize) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    for _ in 0..20 {
        catalogue_client.calls();
        let page = catalogue_client.list(&format!("{query}&limit={limit}{cursor}")).await.expect(200);
        assert!(catalogue_client.calls().iter().filter(|call| *call == "Query").count() == 1, "{query}");
        let products = page["products"].as_array().expect("products");
        ids.extend(products.iter().map(|product| product["id"].as_str().expect("an identifier").to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
    panic!("{query} does not end");
}

/// Makes derived rows again, as the operator does.
async fn recount(catalogue_client: &CatalogueClient) -> Recount {
    let shop = &catalogue_client.checkout.shop;
    let context = shop.world_with(shop.variables_of("manage-products"));
    ProductsTable::new(&context).expect("a table").recount().await.expect("AWS answers")
}

const SHELVED: [(&str, &str); 6] = [
    ("a", "Food"),
    ("b", "Food > Dairy > Cheese"),
    ("c", "FOOD>dairy"),
    ("d", "Food > Dairy > Cheese > Hard"),
    ("e", "Food > Dairy products"),
    ("f", "Tea"),
];

#[tokio::test(start_paused = true)]
async fn a_list_of_a_category_has_what_is_below_it_in_every_order_page_by_page() {
    let catalogue_client = CatalogueClient::open().await;
    for (id, category) in SHELVED {
        put(&catalogue_client, id, category).await;
        catalogue_client.checkout.shop.wait_seconds(1);
    }
    for (category, wanted) in [
        ("food", "abcde"),
        ("Food > DAIRY", "bcd"),
        ("Food>Dairy>Cheese", "bd"),
        ("Food > Dairy > Cheese > Hard", "d"),
        ("Food > Dairy products", "e"),
        ("Dairy", ""),
        ("Tea > Food", ""),
        ("tea", "f"),
    ] {
        let category = category.replace(' ', "%20").replace('>', "%3E");
        for (sort, is_backwards) in [("name", false), ("newest", true), ("price", false)] {
            for limit in [1, 2, 100] {
                let found = listed(&catalogue_client, &format!("category={category}&sort={sort}"), limit).await;
                let mut wanted: Vec<String> = wanted.chars().map(String::from).collect();
                if is_backwards {
                    wanted.reverse();
                }
                if sort == "price" {
                    // All cost the same.
                    let mut found = found.clone();
                    found.sort();
                    assert_eq!(found, wanted, "{category} by {sort}, {limit} a page");
                } else {
                    assert_eq!(found, wanted, "{category} by {sort}, {limit} a page");
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_tree_counts_what_is_on_sale_whatever_becomes_of_a_product() {
    let catalogue_client = CatalogueClient::open().await;
    assert_eq!(tree(&catalogue_client).await, Vec::<String>::new());
    for (id, category) in SHELVED {
        put(&catalogue_client, id, category).await;
    }
    let all = [
        "Food: 1 5",
        "Food > Dairy: 1 3",
        "Food > Dairy > Cheese: 1 2",
        "Food > Dairy > Cheese > Hard: 1 1",
        "Food > Dairy products: 1 1",
        "Tea: 1 1",
    ];
    assert_eq!(tree(&catalogue_client).await, all.map(|line| line.replace("Food > Dairy: ", "FOOD > dairy: ")));
    // Nothing moves: the same again, another name, another price, a category in other letters.
    for patch in [json!({}), json!({ "name": "Renamed" }), json!({ "category": "Food > Dairy" })] {
        catalogue_client.patch("c", &patch).await.expect(200);
    }
    assert_eq!(tree(&catalogue_client).await.len(), 6);
    for (patch, lines) in [
        (json!({ "category": "Tea > Green" }), &["Food: 1 4", "Tea: 1 2", "Tea > Green: 1 1"][..]),
        (json!({ "state": "archived" }), &["Food: 1 4", "Tea: 1 1"]),
        (json!({ "category": "Tea" }), &["Food: 1 4", "Tea: 1 1"]),
        (json!({ "state": "active" }), &["Food: 1 4", "Tea: 2 2"]),
        (json!({ "state": "draft", "category": "Cake" }), &["Food: 1 4", "Tea: 1 1"]),
    ] {
        catalogue_client.patch("c", &patch).await.expect(200);
        let found = tree(&catalogue_client).await;
        let short: Vec<&String> = found.iter().filter(|line| !line.starts_with("Food > ")).collect();
        assert_eq!(short, lines, "{patch}");
    }
    // A refused write counts nothing.
    catalogue_client.patch("f", &json!({ "category": "a > b > c > d > e" })).await.expect_problem(422, "invalid_field");
    catalogue_client.checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    catalogue_client.patch("f", &json!({ "category": "Cake" })).await.expect(200);
    catalogue_client.checkout.shop.faults.assert_all_fired();
    assert!(tree(&catalogue_client).await.contains(&"Cake: 1 1".to_owned()));
    assert_eq!(recount(&catalogue_client).await, Recount { products: 6, ..Recount::default() });
}

#[tokio::test(start_paused = true)]
async fn many_products_that_come_at_once_are_all_counted() {
    let catalogue_client = CatalogueClient::open().await;
    let ids: Vec<String> = (0..12).map(|n| format!("p{n}")).collect();
    join_all(ids.iter().map(|id| put(&catalogue_client, id, "Food > Bread"))).await;
    assert_eq!(tree(&catalogue_client).await, ["Food: 0 12", "Food > Bread: 12 12"]);
    let parts = catalogue_client.checkout.shop.tables.rows("products");
    let parts = parts.iter().filter(|row| row["tree"] == "categories").count();
    assert!((2..=4).contains(&parts), "{parts}");
}

#[tokio::test(start_paused = true)]
async fn the_largest_product_of_a_file_moves_with_its_whole_stock_in_one_transaction() {
    let catalogue_client = CatalogueClient::open().await;
    let shop = &catalogue_client.checkout.shop;
    let context = shop.world_with(shop.variables_of("manage-products"));
    let (products, stock) =
        (ProductsTable::new(&context).expect("a table"), StockTable::new(&context).expect("a table"));
    let id = "shirt".parse().expect("an identifier");
    for (round, category) in ["Clothes > Shirts", "Clothes > Shirts > Old > Very"].into_iter().enumerate() {
        let price = PriceDraft { currency: "USD".into(), price_minor: "1".into(), compare_at_minor: None };
        let variant = |n: usize| VariantDraft {
            sku: Some(format!("S-{round}-{n}")),
            options: vec![n.to_string()],
            prices: vec![price.clone()],
            ..VariantDraft::default()
        };
        let draft = ProductDraft {
            name: "Shirt".into(),
            category: category.into(),
            options: vec!["Size".into()],
            variants: (0..if round == 0 { 1 } else { 48 }).map(variant).collect(),
            ..ProductDraft::default()
        };
        let change = draft.parse(&id).expect("a product");
        let openings: OpeningStocks =
            change.variants().iter().take(47).map(|it| (it.sku.clone(), "5".parse().expect("a stock"))).collect();
        products.import(&stock, &change, &openings, shop.clock.now()).await.expect("AWS answers").expect("taken");
    }
    let lines =
        ["Clothes: 0 1", "Clothes > Shirts: 0 1", "Clothes > Shirts > Old: 0 1", "Clothes > Shirts > Old > Very: 1 1"];
    assert_eq!(tree(&catalogue_client).await, lines);
}

#[tokio::test(start_paused = true)]
async fn a_recount_lists_and_counts_what_was_written_by_others() {
    let catalogue_client = CatalogueClient::open().await;
    for (id, category) in SHELVED {
        put(&catalogue_client, id, category).await;
    }
    let right = tree(&catalogue_client).await;
    let tables = &catalogue_client.checkout.shop.tables;
    for mut row in tables.rows("products") {
        if row["tree"] == "categories" {
            row["products"] = json!(row["products"].as_i64().expect("a number") * 7 - 3);
        } else if row["id"] == "b" {
            // As it was written before there was a tree.
            row["listing_category"] = json!("food > dairy > cheese");
            for level in [2, 3] {
                row.as_object_mut().expect("a row").remove(&format!("listing_category_{level}"));
            }
        }
        tables.put("products", &row);
    }
    let lost = json!({
        "id": "category#gone#0", "tree": "categories", "category": "Gone", "products": 4, "writes": 1,
    });
    tables.put("products", &lost);
    assert_ne!(tree(&catalogue_client).await, right);
    assert_eq!(listed(&catalogue_client, "category=food%3Edairy", 10).await.len(), 2);
    let done = recount(&catalogue_client).await;
    assert_eq!((done.products, done.relisted, done.moving, done.unreadable.len()), (6, 1, 0, 0));
    assert!(done.corrected > 5, "{done:?}");
    assert_eq!(tree(&catalogue_client).await, right);
    assert_eq!(listed(&catalogue_client, "category=food%3Edairy", 10).await.len(), 3);
    assert_eq!(recount(&catalogue_client).await, Recount { products: 6, ..Recount::default() });
}

#[tokio::test(start_paused = true)]
async fn the_tree_is_one_query_a_minute_and_who_has_it_is_told_so() {
    let catalogue_client = CatalogueClient::with_tea(6).await;
    let first = catalogue_client.list_with(Call::get("/v1/categories")).await;
    assert_eq!(
        (first.header("cache-control"), catalogue_client.calls()),
        (Some("public, max-age=60"), vec!["Query".to_owned()])
    );
    let tag = first.header("etag").expect("a tag").to_owned();
    let again = catalogue_client.list_with(Call::get("/v1/categories").header("if-none-match", &tag)).await;
    assert_eq!((again.status, catalogue_client.calls().len()), (304, 0));
    catalogue_client.list_with(Call::get("/v1/categories").query("depth=1")).await.expect_problem(400, "invalid_query");
}

#[tokio::test(start_paused = true)]
async fn what_is_no_path_is_refused_and_a_path_is_written_in_one_way() {
    let catalogue_client = CatalogueClient::open().await;
    for path in ["", ">", "Food > > Cheese", "a>b>c>d>e"] {
        let product = tea_but(&json!({ "category": path }));
        let problem = catalogue_client.put("tea", &product).await.expect_problem(422, "invalid_field");
        assert!(problem.to_string().contains("category"), "{problem}");
        let path = path.replace(' ', "%20").replace('>', "%3E");
        catalogue_client.list(&format!("category={path}")).await.expect_problem(400, "invalid_query");
    }
    let answer = catalogue_client.put("tea", &tea_but(&json!({ "category": " Food>Dairy " }))).await.expect(200);
    assert_eq!(answer["category"], "Food > Dairy");
    assert_eq!(catalogue_client.row("tea")["listing_category_2"], "food > dairy");
}
