//! Lists: complete, in order, and cheap.

use std::collections::BTreeMap;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::catalogue_client::{CatalogueClient, tea, tea_but};

/// A product in stock, with its place by name: names that differ only in case or composition share one.
struct Shelved {
    name: &'static str,
    by_name: u64,
    category: &'static str,
    price: u64,
}

const fn shelved(name: &'static str, by_name: u64, category: &'static str, price: u64) -> Shelved {
    Shelved { name, by_name, category, price }
}

/// Four arrive together. Prices and names come more than once.
const LISTING_PARTITION: [Shelved; 12] = [
    shelved("Assam", 0, "Loose tea", 700),
    shelved("Caf\u{e9}", 1, "Coffee", 250),
    shelved("assam", 0, "Coffee", 250),
    shelved("Darjeeling", 2, "Loose tea", 1_295),
    shelved("CAFE\u{301}", 1, "Loose tea", 250),
    shelved("ASSAM", 0, "Loose tea", 1),
    shelved("Earl Grey", 3, "Loose tea", 250),
    shelved("Oolong", 4, "Loose tea", 99_999_999),
    shelved("Zimt", 6, "Coffee", 90),
    shelved("Assam", 0, "Loose tea", 250),
    shelved("Darjeeling", 2, "Coffee", 250),
    shelved("Yunnan", 5, "Loose tea", 1_000),
];
const TOGETHER: usize = 4;

async fn full_shelf() -> CatalogueClient {
    let catalogue_client = CatalogueClient::open().await;
    for (arrival, group) in LISTING_PARTITION.chunks(TOGETHER).enumerate() {
        let group: Vec<(String, Value)> = group
            .iter()
            .enumerate()
            .map(|(n, it)| {
                let members = json!({ "name": it.name, "category": it.category, "price_minor": it.price });
                (format!("p{}", arrival * TOGETHER + n), tea_but(&members))
            })
            .collect();
        for answer in join_all(group.iter().map(|(id, product)| catalogue_client.put(id, product))).await {
            answer.expect(200);
        }
        catalogue_client.checkout.shop.wait_seconds(1);
    }
    catalogue_client.calls();
    catalogue_client
}

/// Reads a list to its end. Each page must cost one query and one look at the stock, and hold no more than it may.
async fn read_to_the_end(catalogue_client: &CatalogueClient, query: &str, limit: usize) -> Vec<Value> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for _ in 0..=LISTING_PARTITION.len() + 1 {
        let page = catalogue_client.list(&format!("{query}&limit={limit}{cursor}")).await.expect(200);
        let products = page["products"].as_array().expect("products");
        let calls = if products.is_empty() { &["Query"][..] } else { &["Query", "BatchGetItem"] };
        assert_eq!(catalogue_client.calls(), calls, "{query}");
        assert!(products.len() <= limit, "{query}: {} products", products.len());
        seen.extend(products.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return seen,
        }
    }
    panic!("{query} with {limit} a page does not end");
}

/// The place in stock of a product listed.
fn place(product: &Value) -> usize {
    product["id"].as_str().and_then(|id| id[1..].parse().ok()).expect("a number")
}

#[tokio::test(start_paused = true)]
async fn every_list_is_read_to_its_end_without_a_product_twice_or_missing() {
    let catalogue_client = full_shelf().await;
    let order = |sort: &str, at: usize| match sort {
        "name" => LISTING_PARTITION[at].by_name,
        "price" => LISTING_PARTITION[at].price,
        _ => u64::MAX - u64::try_from(at / TOGETHER).expect("a small number"),
    };
    for category in [None, Some("Loose tea"), Some("Coffee"), Some("Cake")] {
        let wanted = |at: &usize| category.is_none_or(|it| LISTING_PARTITION[*at].category == it);
        let wanted: Vec<usize> = (0..LISTING_PARTITION.len()).filter(wanted).collect();
        for sort in ["newest", "name", "price"] {
            let filter = category.map(|it| format!("&category={}", it.replace(' ', "%20"))).unwrap_or_default();
            for limit in [1, 2, 3, 4, 100] {
                let products = read_to_the_end(&catalogue_client, &format!("sort={sort}{filter}"), limit).await;
                let seen: Vec<usize> = products.iter().map(place).collect();
                assert!(seen.is_sorted_by_key(|at| order(sort, *at)), "{sort}{filter}: {seen:?}");
                let mut once = seen.clone();
                once.sort_unstable();
                assert_eq!(once, wanted, "{sort}{filter}, {limit} a page");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_word_a_list_is_twenty_of_the_newest() {
    let catalogue_client = CatalogueClient::open().await;
    for n in 0..21 {
        catalogue_client.put(&format!("p{n}"), &tea()).await.expect(200);
        catalogue_client.checkout.shop.wait_seconds(1);
    }
    let first = catalogue_client.list("").await.expect(200);
    let places: Vec<usize> = first["products"].as_array().expect("products").iter().map(place).collect();
    assert_eq!(places, (1..=20).rev().collect::<Vec<_>>());
    let next = first["next_cursor"].as_str().expect("a cursor");
    let last = catalogue_client.list(&format!("cursor={next}")).await.expect(200);
    assert_eq!(last["products"].as_array().map(Vec::len), Some(1));
    assert_eq!(last["next_cursor"], Value::Null);
    assert_eq!(catalogue_client.list("sort=newest&limit=20").await.expect(200), first);
}

#[tokio::test(start_paused = true)]
async fn a_list_shows_what_is_needed_to_choose_and_to_order() {
    let catalogue_client = CatalogueClient::with_tea(0).await;
    let shown = json!({
        "id": "tea", "name": "Darjeeling", "slug": "darjeeling", "sku": "tea", "category": "Tea", "availability": "out",
        "prices": [{ "currency": "USD", "from_minor": tests::PRICE, "to_minor": tests::PRICE }],
        "price": { "currency": "USD", "from_minor": tests::PRICE, "to_minor": tests::PRICE },
        "image": null,
    });
    for query in ["", "sort=name", "sort=price", "category=Tea", "category=tEa&sort=name", "category=TEA&sort=price"] {
        let page = catalogue_client.list(query).await.expect(200);
        assert_eq!(page, json!({ "products": [shown], "next_cursor": null }), "{query}");
    }
    for other in ["category=Teas", "category=Te", "category=%EF%BC%B4ea"] {
        assert_eq!(catalogue_client.list(other).await.expect(200)["products"], json!([]), "{other}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_category_is_one_however_its_letters_are_composed_and_in_whichever_case() {
    let catalogue_client = CatalogueClient::open().await;
    for (id, category) in [("a", "Cr\u{e8}merie"), ("b", "Cre\u{300}merie"), ("c", "CR\u{c8}MERIE"), ("d", "cremerie")]
    {
        catalogue_client.put(id, &tea_but(&json!({ "category": category }))).await.expect(200);
    }
    let first = catalogue_client.list("category=cr%C3%A8merie&sort=price&limit=2").await.expect(200);
    let next = first["next_cursor"].as_str().expect("a cursor");
    // The cursor belongs to the category, whichever way it is written.
    let last =
        catalogue_client.list(&format!("category=CRE%CC%80MERIE&sort=price&limit=2&cursor={next}")).await.expect(200);
    let pages = [first, last];
    let products = pages.iter().flat_map(|page| page["products"].as_array().expect("products"));
    let mut seen: Vec<String> = products.map(|product| format!("{} {}", product["id"], product["category"])).collect();
    seen.sort_unstable();
    assert_eq!(seen, ["\"a\" \"Cr\u{e8}merie\"", "\"b\" \"Cr\u{e8}merie\"", "\"c\" \"CR\u{c8}MERIE\""]);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_on_sale_is_shown_and_not_listed() {
    let catalogue_client = full_shelf().await;
    let product = |state: &str| tea_but(&json!({ "name": "Yunnan", "category": "Loose tea", "state": state }));
    catalogue_client.put("p8", &product("archived")).await.expect(200);
    catalogue_client.calls();
    for query in ["sort=newest", "sort=name", "sort=price", "category=Coffee", "category=Loose+tea&sort=price"] {
        let seen = read_to_the_end(&catalogue_client, query, 5).await;
        assert!(seen.iter().all(|it| it["id"] != "p8"), "{query}");
    }
    assert_eq!(catalogue_client.get("p8").await.expect(200)["state"], "archived");
    // Back on sale it stands where it stood: it is not new.
    catalogue_client.put("p8", &product("active")).await.expect(200);
    catalogue_client.calls();
    let newest: Vec<usize> = read_to_the_end(&catalogue_client, "sort=newest", 5).await.iter().map(place).collect();
    assert!(newest[..TOGETHER].contains(&8), "{newest:?}");
    assert_eq!(newest.len(), LISTING_PARTITION.len());
}

#[tokio::test(start_paused = true)]
async fn a_list_that_changes_while_it_is_read_goes_on_where_it_was() {
    let catalogue_client = full_shelf().await;
    for sort in ["newest", "name", "price"] {
        let first = catalogue_client.list(&format!("sort={sort}&limit=4")).await.expect(200);
        let (products, next) = (first["products"].as_array().expect("products"), &first["next_cursor"]);
        let rest = |page: Value| -> BTreeMap<usize, Value> {
            let products = page["products"].as_array().expect("products");
            products.iter().map(|it| (place(it), it.clone())).collect()
        };
        let query = format!("sort={sort}&limit=100&cursor={}", next.as_str().expect("a cursor"));
        let undisturbed = rest(catalogue_client.list(&query).await.expect(200));
        // The product at which the page ended is withdrawn.
        let last = products.last().map(place).expect("a product");
        let it = &LISTING_PARTITION[last];
        let product = |state: &str| {
            tea_but(&json!({ "name": it.name, "category": it.category, "price_minor": it.price, "state": state }))
        };
        catalogue_client.put(&format!("p{last}"), &product("archived")).await.expect(200);
        assert_eq!(rest(catalogue_client.list(&query).await.expect(200)), undisturbed, "{sort}");
        catalogue_client.put(&format!("p{last}"), &product("active")).await.expect(200);
    }
}

#[tokio::test(start_paused = true)]
async fn names_as_long_as_they_may_be_are_paged_like_all_others() {
    let catalogue_client = CatalogueClient::open().await;
    let names = ["\"".repeat(200), "\\".repeat(200), "\u{fdfa}".repeat(200), "\u{1f375}".repeat(200)];
    for (n, name) in names.iter().enumerate() {
        for twice in 0..2 {
            let product = tea_but(&json!({ "name": name, "category": "\u{1f375}".repeat(200) }));
            catalogue_client.put(&format!("{}{n}{twice}", "x".repeat(126)), &product).await.expect(200);
        }
    }
    catalogue_client.calls();
    let category = format!("sort=name&category={}", "%F0%9F%8D%B5".repeat(200));
    for query in ["sort=name", &category] {
        let mut seen: Vec<String> = read_to_the_end(&catalogue_client, query, 1)
            .await
            .iter()
            .map(|product| product["id"].to_string())
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 2 * names.len());
    }
}
