//! Who asks, for what, and how: B14 to B20.

use serde_json::{Value, json};
use tests::{Call, PAGES, Shop, Template};

use crate::{
    doors::{Caller, Door, ITEM_DOORS, QUERY_DOORS, all_doors},
    every, refused,
};

fn guarded() -> impl Iterator<Item = &'static Door> {
    all_doors().filter(|door| door.caller != Caller::Anybody)
}

#[test]
fn no_endpoint_is_left_out_of_the_tables() {
    let shop = Shop::open();
    let knocked: Vec<_> = all_doors().map(|door| door.good(&shop).event(0)["routeKey"].clone()).collect();
    let mut left_out = Vec::new();
    let functions = Template::deployed().functions();
    for function in functions.iter().filter(|function| !PAGES.contains(&function.name.as_str())) {
        for route in Template::triggers(function, "HttpApi") {
            let (method, path) = (route["Method"].as_str().expect("a method"), route["Path"].as_str().expect("a path"));
            left_out.extend(Some(format!("{method} {path}")).filter(|route| !knocked.contains(&json!(route))));
        }
    }
    // A signature guards this one, over bytes that are read only after it is checked.
    assert_eq!(left_out, ["POST /v1/webhooks/stripe"]);
}

#[test]
fn b14_a_route_has_no_other_method() {
    let template = Template::deployed();
    for function in template.functions() {
        for route in Template::triggers(&function, "HttpApi") {
            let method = route["Method"].as_str().expect("a method");
            assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method), "{} serves {method}", function.name);
        }
    }
    for (method, path) in
        [("DELETE", "/v1/orders"), ("GET", "/v1/login"), ("DELETE", "/v1/products/tea"), ("GET", "/v1")]
    {
        assert_eq!(template.route(method, path), None, "{method} {path}");
    }
}

#[tokio::test(start_paused = true)]
async fn b15_what_cannot_be_an_identifier_does_not_exist() {
    let long = "x".repeat(500);
    for id in ["..%2f..%2fetc%2fpasswd", &long, "%F0%9F%8D%B5", "%00", "%FF", "a%20b", "%24ne"] {
        every(ITEM_DOORS, |call| call.path_of_id(id), refused(404)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn b16_without_one_good_token_nobody_comes_in() {
    for value in ["", " ", "Bearer", "Bearer ", "Basic YTpi", "bearer a b", "Token x", "Bearer é"] {
        every(guarded(), |call| call.without("authorization").header("authorization", value), refused(401)).await;
    }
    every(guarded(), |call| call.without("authorization"), refused(401)).await;
    every(guarded(), |call| call.header("authorization", "Bearer other"), refused(401)).await;
}

#[tokio::test(start_paused = true)]
async fn b17_headers_that_claim_an_identity_are_ignored() {
    let claims = |call: Call| {
        let claimed = call.without("authorization").header("x-user-id", "usr_a").header("x-role", "merchant");
        claimed.header("x-amzn-oidc-identity", "usr_a").header("x-forwarded-for", "10.0.0.1")
    };
    every(guarded(), claims, refused(401)).await;
    for door in all_doors().filter(|door| door.is_ours()) {
        let (plain, claiming) = (Shop::open(), Shop::open());
        let expected = plain.call(&door.start(&plain).await, door.good(&plain)).await;
        let claimed = door.good(&claiming).header("x-user-id", "usr_a").header("x-forwarded-for", "10.0.0.1");
        assert_eq!(claiming.call(&door.start(&claiming).await, claimed).await, expected, "{}", door.name);
    }
}

#[tokio::test(start_paused = true)]
async fn b18_a_query_parameter_that_is_given_twice_or_unknown_is_refused() {
    for query in ["limit=1&limit=9", "limit=1&%6cimit=9", "page=2", "limit=%FF", "limit=%00"] {
        every(
            QUERY_DOORS,
            |call| call.query(query),
            |answer| {
                answer.expect_problem(400, "invalid_query");
            },
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn b20_a_token_in_the_query_string_opens_nothing() {
    for door in guarded() {
        let shop = Shop::open();
        let function = door.start(&shop).await;
        let token = if door.caller == Caller::Staff { shop.merchant() } else { shop.buyer("ada") };
        for name in ["access_token", "token", "authorization"] {
            let call = door.good(&shop).without("authorization").query(&format!("{name}={token}"));
            shop.call(&function, call).await.expect_problem(401, "unauthorized");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_no_request_is_answered_all_the_same() {
    for door in all_doors() {
        let shop = Shop::open();
        let function = door.start(&shop).await;
        for event in [Value::Null, json!([]), json!({}), json!({ "requestContext": 7 }), json!({ "body": [] })] {
            let answer = function.invoke(event).await.expect("HTTP functions always answer");
            assert!(answer["statusCode"].as_u64().is_some_and(|status| (400..500).contains(&status)), "{answer}");
        }
    }
}
