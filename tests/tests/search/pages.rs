//! Pages and their cursors.

use std::collections::BTreeSet;

use crate::search_client::{SearchClient, names};

async fn shop() -> SearchClient {
    let mut client = SearchClient::open().await;
    for at in 0..50 {
        client.sell(&format!("Thing {at}"), 10);
    }
    client.catch_up().await;
    client
}

#[tokio::test(start_paused = true)]
async fn every_product_is_on_one_page_although_the_index_changes_meanwhile() {
    let mut client = shop().await;
    let all = names(&client.ask("q=thing&limit=100").await.expect(200));
    let mut seen = Vec::new();
    let mut query = "q=thing&limit=20".to_owned();
    for page in 0..3 {
        let answer = client.ask(&query).await.expect(200);
        seen.extend(names(&answer));
        assert_eq!(answer["total"], 50, "page {page}");
        let Some(next) = answer["next_cursor"].as_str() else { break };
        query = format!("q=thing&limit=20&cursor={next}");
        if page < 2 {
            client.sell(&format!("Thing of later {page}"), 10);
            client.catch_up().await;
        }
    }
    assert_eq!(seen, all);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 50);
}

#[tokio::test(start_paused = true)]
async fn another_process_goes_on_where_the_first_one_ended() {
    let mut client = shop().await;
    let first = client.ask("q=thing&limit=20").await.expect(200);
    client.sell("Thing of later", 10);
    client.catch_up().await;
    client.search = client.shop.start("search-products").await;
    let next = first["next_cursor"].as_str().expect("a cursor");
    let second = client.ask(&format!("q=thing&limit=20&cursor={next}")).await.expect(200);
    assert_eq!((second["total"].clone(), names(&second).len()), (50.into(), 20));
    assert!(names(&second).iter().all(|name| !names(&first).contains(name)));
}

#[tokio::test(start_paused = true)]
async fn a_cursor_is_refused_politely_after_two_changes_and_by_any_other_search() {
    let mut client = shop().await;
    let first = client.ask("q=thing&limit=20").await.expect(200);
    let next = first["next_cursor"].as_str().expect("a cursor").to_owned();
    client.ask(&format!("q=things&limit=20&cursor={next}")).await.expect_problem(400, "invalid_cursor");
    client.ask(&format!("q=thing&sort=price&cursor={next}")).await.expect_problem(400, "invalid_cursor");
    client.ask(&format!("q=thing&cursor={next}x")).await.expect_problem(400, "invalid_cursor");
    for at in 0..3 {
        client.sell(&format!("Thing of later {at}"), 10);
        client.catch_up().await;
        client.ask("q=other").await.expect(200);
    }
    client.ask(&format!("q=thing&limit=20&cursor={next}")).await.expect_problem(400, "cursor_expired");
}
