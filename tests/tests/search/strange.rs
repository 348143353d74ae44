//! Strange questions get an answer or a refusal, and nothing else.

use crate::search_client::SearchClient;

#[tokio::test(start_paused = true)]
async fn whatever_is_typed_there_is_an_answer() {
    let client =
        SearchClient::selling(&["Tea", "Black tea 500 g", "\u{5ea}\u{5d4} \u{5e9}\u{5d7}\u{5d5}\u{5e8}"]).await;
    let typed = [
        "a",
        "%F0%9F%8D%B5",
        ".*",
        "%28%5Ba-z%5D%2B%29%2B%24",
        "%5E%5B",
        "tea+AND+OR+NOT",
        "name:tea",
        "tea~9",
        "%22tea",
        "*",
        "tea%5C",
        "%27%3B--",
        "%D7%AA%D7%94",
        "%E2%80%AE%D7%AA%D7%94",
        "%CC%81%CC%81",
        "0",
        "1e309",
        "-1",
        "%2B",
        "%3Cscript%3E",
        "\u{1d54f}",
        "tea+tea+tea+tea+tea+tea+tea+tea+tea+tea+tea+tea+tea+tea+tea+tea",
    ];
    for typed in typed {
        client.ask(&format!("q={typed}")).await.expect(200);
        let suggest = tests::Call::get("/v1/search/suggest").query(&format!("q={typed}"));
        client.shop.call(&client.search, suggest).await.expect(200);
    }
    assert_eq!(client.names("q=%D7%AA%D7%94").await.len(), 1);
    client.ask(&format!("q={}", "x".repeat(200))).await.expect(200);
    client.ask(&format!("q={}", "%F0%9F%8D%B5".repeat(200))).await.expect(200);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_question_is_refused() {
    let client = SearchClient::selling(&["Tea"]).await;
    let long = format!("q={}", "x".repeat(10_000));
    let many = (0..9).map(|at| format!("attribute.n{at}=v")).collect::<Vec<_>>().join("&");
    for query in [
        long.as_str(),
        &many,
        "q=%00",
        "q=a%07b",
        "q=%FF",
        "q=tea&q=tea",
        "query=tea",
        "price_from=-1",
        "price_from=1.5",
        "price_from=9999999999999",
        "price_from=5&price_to=4",
        "in_stock=yes",
        "sort=newest",
        "limit=0",
        "limit=101",
        "category=",
        "category=a%3Eb%3Ec%3Ed%3Ee",
        "attribute.=x",
        "attribute.Size=",
        "attribute.Size=M&attribute.Size=L",
    ] {
        client.ask(query).await.expect_problem(400, "invalid_query");
    }
    client.ask("cursor=x").await.expect_problem(400, "invalid_cursor");
}

#[tokio::test(start_paused = true)]
async fn thousands_of_attributes_come_to_a_few_facets() {
    let mut client = SearchClient::open().await;
    for at in 0..40 {
        let attributes: serde_json::Map<_, _> =
            (0..45).map(|name| (format!("name {}", name + at), format!("value {at} {name}").into())).collect();
        client.put(
            &format!("thing-{at}"),
            &serde_json::json!({ "name": format!("Thing {at}"), "attributes": attributes }),
            9,
        );
    }
    client.catch_up().await;
    let answer = client.ask("q=thing").await.expect(200);
    let attributes = answer["facets"]["attributes"].as_array().expect("attributes");
    assert_eq!(attributes.len(), 12);
    assert!(attributes.iter().all(|attribute| attribute["values"].as_array().expect("values").len() <= 20));
}
