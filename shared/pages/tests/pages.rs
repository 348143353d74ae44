//! Pages as a browser gets them.
#![allow(clippy::expect_used, reason = "these are tests")]

use domain::{
    catalogue::{
        Availability, Category, CategoryCount, CategoryNode, ListedProduct, PriceDraft, PriceRange, ProductDraft, Slug,
        Sort, VariantDraft, category_tree,
    },
    kernel::{Currency, Text},
};
use pages::{Card, Home, Language, List, Notice, Page, ProductPage, Shell, StockedVariant};

/// What must never stand in a page as it is.
const MARKUP: &str = "<script>alert(1)</script>";

fn listed(id: &str, name: &str, category: &str, minor: (u64, u64), availability: Availability) -> ListedProduct {
    let currency = Currency::parse("EUR").expect("a currency");
    let id = id.parse().expect("an identifier");
    ListedProduct {
        slug: Slug::of(name, &id),
        id,
        name: Text::parse(name).expect("a name"),
        sku: None,
        category: Category::parse(category).expect("a category"),
        prices: vec![PriceRange { currency, from_minor: minor.0, to_minor: minor.1 }],
        image: None,
        availability,
    }
}

fn products() -> Vec<ListedProduct> {
    use Availability::{In, Low, Out};
    [
        ("sencha", "Sencha, first harvest", "Tea > Green", (1_290, 3_490), In),
        ("assam", "Assam broken leaf", "Tea > Black", (890, 890), Low),
        ("kettle", "Gooseneck kettle, matt black", "Kitchen > Kettles", (7_900, 7_900), In),
        ("cup", "Stoneware cup", "Kitchen > Cups", (1_850, 2_200), Out),
        ("markup", MARKUP, "Kitchen > Cups", (100, 100), In),
        ("blanket", "Merino wool blanket with fringes", "Living > Textiles", (129_900, 129_900), In),
        ("lamp", "Paper lamp", "Living > Light", (4_500, 5_500), In),
        ("soap", "Olive oil soap", "Bath", (650, 650), In),
    ]
    .map(|(id, name, category, minor, availability)| listed(id, name, category, minor, availability))
    .into()
}

fn tree() -> Vec<CategoryNode> {
    let count = |product: &ListedProduct| CategoryCount { category: product.category.clone(), products: 12 };
    category_tree(products().iter().map(count).collect())
}

fn shell<'a>(language: &'a Language, at: &str) -> Shell<'a> {
    Shell::new(language, "Mill & Co", at.to_owned(), &tree())
}

fn cards(language: &Language) -> Vec<Card> {
    products().iter().map(|product| Card::new(product, None, language)).collect()
}

fn shirt(description: &str) -> String {
    let language = &Language::all()[0];
    let variant = |size: &str| VariantDraft {
        sku: Some(format!("shirt-{size}")),
        options: vec![size.to_owned()],
        prices: vec![PriceDraft {
            currency: "EUR".into(),
            price_minor: "3990".into(),
            compare_at_minor: Some("4990".into()),
        }],
        weight_grams: Some("220".into()),
    };
    let draft = ProductDraft {
        name: "Linen shirt".into(),
        description: description.into(),
        category: "Clothes > Shirts".into(),
        options: vec!["Size".into()],
        variants: vec![variant("S"), variant("M")],
        attributes: Some([("Material".to_owned(), "Linen".to_owned())].into()),
        ..ProductDraft::default()
    };
    let id = "shirt".parse().expect("an identifier");
    let details = draft.parse(&id).expect("a product").applied_to(None).expect("a product");
    let units = [0, 2];
    let variants: Vec<_> =
        details.variants.iter().zip(units).map(|(variant, available)| StockedVariant { variant, available }).collect();
    rendered(&ProductPage::new(shell(language, "/products/shirt"), &tree(), &id, &details, &variants, None))
}

fn rendered(page: &impl Page) -> String {
    page.render().expect("a page")
}

#[test]
fn the_first_page_leads_to_every_category_and_product() {
    let language = &Language::all()[0];
    let page = rendered(&Home::new(shell(language, "/"), &tree(), cards(language)));
    for href in ["/products", "/products?category=Kitchen", "/products/sencha", "/products/cup"] {
        assert!(page.contains(&format!("href=\"{href}\"")), "{href} in {page}");
    }
    assert!(page.contains("from €12.90") && page.contains("Sold out") && page.contains("Mill &#38; Co"), "{page}");
}

#[test]
fn whatever_a_shopkeeper_writes_is_text() {
    let language = &Language::all()[0];
    let tree = tree();
    let category = Category::parse("Kitchen").expect("a category");
    let home = rendered(&Home::new(shell(language, "/"), &tree, cards(language)));
    let list = List::new(
        shell(language, "/products?category=Kitchen"),
        &tree,
        Some(&category),
        Sort::Price,
        cards(language),
        Some("\"><b>"),
    );
    for page in [home, rendered(&list), shirt(MARKUP)] {
        assert!(!page.contains("<script>alert") && !page.contains("<b>"), "{page}");
    }
    assert_eq!(shirt(MARKUP).matches("</script>").count(), 1, "nothing in the data ends its element");
}

#[test]
fn a_list_says_where_it_is_and_how_it_goes_on() {
    let language = &Language::all()[1];
    let category = Category::parse("kitchen > cups").expect("a category");
    let list = List::new(shell(language, "/"), &tree(), Some(&category), Sort::Price, cards(language), Some("c2"));
    let page = rendered(&list);
    assert!(page.contains("<h1>Cups</h1>") && page.contains("24 Produkte") && page.contains("Ausverkauft"), "{page}");
    assert!(page.contains("href=\"/products?category=Kitchen\">Kitchen</a>"), "the way up: {page}");
    assert!(
        page.contains("category=kitchen%20%3E%20cups&#38;sort=price&#38;cursor=c2\">Mehr zeigen"),
        "the next page: {page}"
    );
    assert!(page.contains("lang=\"de\"") && page.contains("12,90\u{a0}€"), "{page}");
}

#[test]
fn a_product_shows_each_variant_and_tells_programs_the_same() {
    let page = shirt("Soft.\nWashable.");
    assert!(page.contains("Sold out") && page.contains("Only 2 left") && page.contains("<dd>Linen</dd>"), "{page}");
    let data = page.split("ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("data");
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert_eq!((&data["offers"][1]["price"], &data["offers"][1]["sku"]), (&"39.90".into(), &"shirt-M".into()));
    assert_eq!(data["offers"][0]["availability"], "https://schema.org/InStock");
}

#[test]
fn a_page_that_does_not_exist_is_not_for_search_engines() {
    let language = &Language::all()[0];
    let page = rendered(&Notice::not_found(shell(language, "/nowhere")));
    assert!(page.contains("noindex") && page.contains("This page does not exist"), "{page}");
}
