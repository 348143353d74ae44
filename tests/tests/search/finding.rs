//! What is found.

use serde_json::json;

use crate::search_client::{SearchClient, names};

const SHELF: [&str; 6] = [
    "Old Mill Refrigerated Biscuits 16.3 oz",
    "Old Mill Refrigerated Biscuits 12 oz",
    "Crème Brûlée 2 ct",
    "Shredded Cheddar",
    "Weißbier 0.5 l",
    "Bisque of Lobster",
];

#[tokio::test(start_paused = true)]
async fn biscuits_are_found_however_they_are_typed() {
    let client = SearchClient::selling(&SHELF).await;
    for typed in
        ["refrigeratd+biscut", "bis", "BISCUIT", "refrigerated+biscuits", "b%C3%ADscuits", "refrigeratedbiscuits"]
    {
        let found = client.names(&format!("q={typed}")).await;
        assert!(found.iter().any(|name| name == SHELF[0]), "{typed}: {found:?}");
    }
    assert_eq!(client.names("q=biscuits+16.3+oz").await, [SHELF[0]]);
    assert_eq!(client.names("q=biscuits+16,3oz").await, [SHELF[0]]);
    assert_eq!(client.names("q=creme+brulee").await, [SHELF[2]]);
    assert_eq!(client.names("q=weissbier").await, [SHELF[4]]);
    assert_eq!(client.names("q=shreded+chedar").await, [SHELF[3]]);
    assert_eq!(client.names("q=wheelbarrow").await, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_products_own_number_finds_it_and_a_whole_name_comes_first() {
    let mut client = SearchClient::selling(&["Tea", "Tea Cups", "Cups for Tea and Tea", "Green Tea"]).await;
    assert_eq!(client.names("q=tea").await[0], "Tea");
    client.put("KX-100-7", &json!({ "name": "A kettle" }), 10);
    client.catch_up().await;
    assert_eq!(client.names("q=kx-100-7").await, ["A kettle"]);
}

#[tokio::test(start_paused = true)]
async fn names_are_marked_by_places_and_never_by_markup() {
    let client = SearchClient::selling(&["<b>Süße</b> Biscuits & more"]).await;
    let answer = client.ask("q=biscuit").await.expect(200);
    let product = &answer["products"][0];
    assert_eq!(product["name"], "<b>Süße</b> Biscuits & more");
    assert_eq!(product["highlights"], json!([{ "start": 12, "end": 20 }]));
}

#[tokio::test(start_paused = true)]
async fn facets_count_what_there_would_be_with_another_choice() {
    let mut client = SearchClient::open().await;
    let shirts = [("red", "M", 900, 20), ("red", "L", 1_500, 3), ("blue", "M", 2_500, 0)];
    for (at, (colour, size, price_minor, units)) in shirts.into_iter().enumerate() {
        let attributes = json!({ "Colour": colour, "Size": size });
        let members = json!({
            "name": format!("Shirt {at}"), "category": "Clothes > Shirts", "attributes": attributes, "price_minor": price_minor,
        });
        client.put(&format!("shirt-{at}"), &members, units);
    }
    client.put("tie", &json!({ "name": "Tie", "category": "Clothes > Ties" }), 20);
    client.catch_up().await;
    let answer = client.ask("q=shirt&attribute.colour=RED").await.expect(200);
    assert_eq!((names(&answer).len(), &answer["total"]), (2, &json!(2)));
    let facets = &answer["facets"];
    let count = |value: &str, count: u64| json!({ "value": value, "count": count });
    assert_eq!(facets["attributes"][0], json!({ "name": "Colour", "values": [count("red", 2), count("blue", 1)] }));
    assert_eq!(facets["attributes"][1], json!({ "name": "Size", "values": [count("L", 1), count("M", 1)] }));
    let category = |path: &str| json!({ "category": path, "count": 2 });
    assert_eq!(facets["categories"], json!([category("Clothes"), category("Clothes > Shirts")]));
    let badge = |badge: &str| json!({ "availability": badge, "count": 1 });
    assert_eq!(facets["availability"], json!([badge("in"), badge("low")]));
    let band = |from: u64, to: u64| json!({ "from_minor": from, "to_minor": to, "count": 1 });
    assert_eq!(facets["prices"], json!([band(500, 999), band(1_000, 1_999)]));
    assert_eq!(client.names("q=shirt&price_from=1000&price_to=1999").await, ["Shirt 1"]);
    assert_eq!(client.names("q=shirt&in_stock=true&sort=price_desc").await, ["Shirt 1", "Shirt 0"]);
    assert_eq!(client.names("category=clothes&sort=price").await, ["Tie", "Shirt 0", "Shirt 1", "Shirt 2"]);
    assert_eq!(client.names("q=shirt&attribute.Size=M&attribute.Colour=blue").await, ["Shirt 2"]);
    assert_eq!(client.names("category=CLOTHES+%3E+ties").await, ["Tie"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_bought_most_comes_first_and_what_is_sold_out_last() {
    let mut client = SearchClient::open().await;
    for (name, units) in [("Plain mug", 39), ("Loved mug", 10), ("Gone mug", 0)] {
        client.sell(name, units);
    }
    client.catch_up().await;
    assert_eq!(client.names("q=mug").await, ["Loved mug", "Plain mug", "Gone mug"]);
    assert_eq!(client.names("").await, ["Loved mug", "Plain mug", "Gone mug"]);
}

#[tokio::test(start_paused = true)]
async fn suggestions_are_categories_and_names_each_once() {
    let mut client = SearchClient::open().await;
    for id in ["a", "b"] {
        client.put(id, &json!({ "name": "Biscuits", "category": "Food > Biscuits" }), 10);
    }
    client.catch_up().await;
    let suggested = client.shop.call(&client.search, tests::Call::get("/v1/search/suggest").query("q=bis")).await;
    let suggested = suggested.expect(200);
    let all = suggested["suggestions"].as_array().expect("suggestions");
    let texts: Vec<_> =
        all.iter().map(|it| (it["kind"].as_str().expect("a kind"), it["text"].as_str().expect("a text"))).collect();
    assert_eq!(texts, [("category", "Food > Biscuits"), ("product", "Biscuits")]);
    assert_eq!(all[0]["highlights"], json!([{ "start": 7, "end": 15 }]));
    let nothing = client.shop.call(&client.search, tests::Call::get("/v1/search/suggest")).await.expect(200);
    assert_eq!(nothing, json!({ "suggestions": [] }));
}

#[tokio::test(start_paused = true)]
async fn what_is_found_has_the_first_picture_of_its_product() {
    let mut client = SearchClient::open().await;
    let image = json!({
        "id": format!("img_{}", "a".repeat(26)), "alt": "Tea in a tin", "asked_ms": 0, "digest": "b".repeat(26), "width": 500, "height": 250,
    });
    client.put("tea", &json!({ "name": "Tea", "images": [image] }), 10);
    client.catch_up().await;
    let found = client.ask("q=tea").await.expect(200)["products"][0].clone();
    assert_eq!(found["image"]["alt"], "Tea in a tin", "{found}");
}
