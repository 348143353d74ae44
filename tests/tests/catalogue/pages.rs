//! The pages of the shop: what people are shown, and what holds for every page.

use serde_json::json;
use tests::{Answer, Call, Fault, Function};

use crate::catalogue_client::{CatalogueClient, shirt, tea_but};

/// What must never stand in a page as it is.
const MARKUP: &str = "<img src=x onerror=alert(1)>";

struct Visitor {
    catalogue_client: CatalogueClient,
    show: Function,
}

impl Visitor {
    async fn open() -> Self {
        let catalogue_client = CatalogueClient::open().await;
        let show = catalogue_client.checkout.shop.start("show-shop").await;
        Self { catalogue_client, show }
    }

    /// A shop with tea, of which two are left, a shirt that is sold out, and a name that could do harm.
    async fn selling() -> Self {
        let visitor = Self::open().await;
        let tea = tea_but(&json!({ "category": "Food > Tea" }));
        let harm = tea_but(&json!({ "name": MARKUP, "description": MARKUP, "category": "Food" }));
        for (id, product) in [("tea", tea), ("shirt", shirt()), ("harm", harm)] {
            visitor.catalogue_client.put(id, &product).await.expect(200);
        }
        visitor.catalogue_client.adjust("tea", "opening", 2).await.expect(200);
        visitor.catalogue_client.calls();
        visitor
    }

    async fn ask(&self, call: Call) -> Answer {
        self.catalogue_client.checkout.shop.call(&self.show, call).await
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.ask(Call::get(path)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }
}

#[tokio::test]
async fn a_visitor_goes_from_the_first_page_to_a_product() {
    let visitor = Visitor::selling().await;
    let home = visitor.page("/").await;
    assert!(home.contains("href=\"/products?category=Food\"") && home.contains("href=\"/products/tea\""), "{home}");
    let list = visitor.ask(Call::get("/products").query("category=Food&sort=price")).await;
    assert!(list.body.contains("href=\"/products/tea\"") && !list.body.contains("/products/shirt"), "{}", list.body);
    assert!(
        list.body.contains("2 products") && list.body.contains("href=\"/products?category=Food%20%3E%20Tea\""),
        "{}",
        list.body
    );
    let tea = visitor.page("/products/tea").await;
    assert!(tea.contains("Only 2 left") && tea.contains("$4.99") && tea.contains("First flush."), "{tea}");
    let shirt = visitor.page("/products/shirt").await;
    assert!(shirt.contains("M / Red") && shirt.contains("from $19.99") && shirt.contains("Sold out"), "{shirt}");
}

#[tokio::test]
async fn the_categories_are_read_once_a_minute_and_stock_with_its_page() {
    let visitor = Visitor::selling().await;
    for (path, calls) in [
        // Stock of products with several variants takes a second call.
        ("/", vec!["Query", "Query", "BatchGetItem", "BatchGetItem"]),
        ("/", vec!["Query", "BatchGetItem", "BatchGetItem"]),
        ("/products", vec!["Query", "BatchGetItem", "BatchGetItem"]),
        ("/products/tea", vec!["GetItem", "BatchGetItem"]),
    ] {
        visitor.page(path).await;
        let mut asked = visitor.catalogue_client.calls();
        asked.sort_by_key(|call| calls.iter().position(|known| known == call));
        assert_eq!(asked, calls, "{path}");
    }
}

#[tokio::test]
async fn what_a_merchant_wrote_is_never_markup() {
    let visitor = Visitor::selling().await;
    for path in ["/", "/products", "/products/harm"] {
        let page = visitor.page(path).await;
        assert!(page.contains("onerror") && !page.contains(MARKUP), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_list_of_many_goes_on_to_its_end() {
    let visitor = Visitor::open().await;
    for number in 0..30 {
        let product = tea_but(&json!({ "name": format!("Tea {number:02}") }));
        visitor.catalogue_client.put(&format!("p{number}"), &product).await.expect(200);
    }
    let first = visitor.ask(Call::get("/products").query("sort=name")).await.body;
    let next = first.split("rel=\"next\" href=\"/products?").nth(1).and_then(|rest| rest.split('"').next());
    let next = next.expect("a way on").replace("&#38;", "&");
    let second = visitor.ask(Call::get("/products").query(&next)).await.body;
    assert!(first.contains("Tea 23") && !first.contains("Tea 24"), "{first}");
    assert!(second.contains("Tea 24") && second.contains("Tea 29") && !second.contains("rel=\"next\""), "{second}");
}

#[tokio::test]
async fn whoever_reads_german_is_shown_german() {
    let visitor = Visitor::selling().await;
    let german = visitor.ask(Call::get("/products/tea").header("accept-language", "de-CH, en;q=0.5")).await;
    assert!(german.body.contains("Nur noch 2 Stück") && german.body.contains("4,99\u{a0}$"), "{}", german.body);
    assert!(german.header("vary").is_some_and(|by| by.contains("accept-language")), "caches know of it");
}

#[tokio::test]
async fn every_page_forbids_the_browser_what_it_does_not_need() {
    let visitor = Visitor::selling().await;
    for path in ["/", "/products", "/products/tea", "/products/none"] {
        let answer = visitor.ask(Call::get(path)).await;
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert!(!answer.body.contains("style=") && !answer.body.contains(" onclick"), "{path} keeps its own policy");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_told_to_people() {
    let visitor = Visitor::selling().await;
    let mut draft = tea_but(&json!({ "name": "Secret tea" }));
    draft["state"] = json!("draft");
    visitor.catalogue_client.put("draft", &draft).await.expect(200);
    for (path, query) in [
        ("/products/none", ""),
        ("/products/draft", ""),
        ("/products/tea", "utm=1"),
        ("/products/%00", ""),
        ("/products", "sort=cheapest"),
        ("/products", "cursor=abc"),
        ("/products", "category=%20"),
        ("/products", "category=a&category=b"),
    ] {
        let answer = visitor.ask(Call::get(path).query(query)).await;
        assert!(answer.status == 404 || query == "utm=1", "{path}?{query}: {}", answer.status);
        assert!(!answer.body.contains("Secret"), "{path}");
    }
}

#[tokio::test]
async fn a_shop_whose_tables_do_not_answer_says_so() {
    let visitor = Visitor::selling().await;
    let shop = &visitor.catalogue_client.checkout.shop;
    for _ in 0..9 {
        shop.plan_next(Fault::Failed);
    }
    let answer = visitor.ask(Call::get("/products/tea")).await;
    assert_eq!((answer.status, answer.header("cache-control")), (503, Some("no-store")));
    assert!(answer.body.contains("The shop cannot answer now"), "{}", answer.body);
}

#[tokio::test]
async fn a_file_of_this_very_name_is_kept_for_ever_and_an_older_one_shortly() {
    let visitor = Visitor::open().await;
    let home = visitor.page("/").await;
    let style = home.split("href=\"").find_map(|part| part.strip_prefix("/assets/style")).expect("a style sheet");
    let path = format!("/assets/style{}", style.split('"').next().expect("a name"));
    for (path, kept) in [(path.as_str(), "immutable"), ("/assets/style.00000000.css", "max-age=30")] {
        let answer = visitor.ask(Call::get(path)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/css")), "{path}");
        assert!(answer.header("cache-control").is_some_and(|it| it.contains(kept)), "{path}: {answer:?}");
    }
    assert_eq!(visitor.ask(Call::get("/assets/secret.css")).await.status, 404);
    assert_eq!(visitor.page("/robots.txt").await, "User-agent: *\nDisallow: /v1/\nAllow: /v1/media/\n");
}
