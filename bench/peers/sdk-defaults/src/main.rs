//! The first page of products as `list-products` answers it, with everything about the SDK and the runtime left at its default.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeValue::{self, N, S},
        KeysAndAttributes,
    },
};
use lambda_http::{Body, Error, Request, Response, service_fn};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = Client::new(&config);
    let (products, stock) = (std::env::var("PRODUCTS_TABLE")?, std::env::var("STOCK_TABLE")?);
    lambda_http::run(service_fn(|_: Request| list(&client, &products, &stock))).await
}

async fn list(client: &Client, table: &str, stock: &str) -> Result<Response<Body>, Error> {
    let query = client.query().table_name(table).index_name("all-by-newest");
    let query = query.key_condition_expression("#listing = :listing").expression_attribute_names("#listing", "listing");
    let query = query.expression_attribute_values(":listing", S("all".to_owned())).scan_index_forward(false).limit(20);
    let page = query.send().await?;
    let keys = page.items().iter().filter_map(|row| row.get("id")).map(|id| {
        HashMap::from([("sku".to_owned(), id.clone()), ("row".to_owned(), S("shard#0".to_owned()))])
    });
    let keys = KeysAndAttributes::builder().set_keys(Some(keys.collect())).projection_expression("sku, available");
    let answer = client.batch_get_item().request_items(stock, keys.build()?).send().await?;
    let rows = answer.responses().and_then(|tables| tables.get(stock)).map(Vec::as_slice).unwrap_or_default();
    let available: HashMap<String, Value> =
        rows.iter().filter_map(|row| Some((row.get("sku")?.as_s().ok()?.clone(), plain(row.get("available")?)))).collect();
    let products: Vec<Value> = page
        .items()
        .iter()
        .map(|row| {
            let value = |name| row.get(name).map_or(Value::Null, plain);
            let units = value("id").as_str().and_then(|id| available.get(id)).and_then(Value::as_u64);
            json!({
                "id": value("id"), "name": value("name"), "category": value("category"),
                "slug": value("slug"), "prices": value("prices"), "availability": badge(units.unwrap_or(0)),
            })
        })
        .collect();
    let body = json!({ "products": products, "more": page.last_evaluated_key().is_some() }).to_string();
    Ok(Response::builder().header("content-type", "application/json").body(Body::Text(body))?)
}

fn badge(units: u64) -> &'static str {
    match units {
        0 => "out",
        1..=5 => "low",
        _ => "in",
    }
}

fn plain(value: &AttributeValue) -> Value {
    match value {
        S(text) => json!(text),
        N(number) => serde_json::from_str(number).unwrap_or_default(),
        _ => Value::Null,
    }
}
