//! The first page of products as `list-products` answers it, with everything about the SDK and the runtime left at its default.

use aws_sdk_dynamodb::{
    Client,
    types::AttributeValue::{self, N, S},
};
use lambda_http::{Body, Error, Request, Response, service_fn};
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
    let client = Client::new(&config);
    let table = std::env::var("PRODUCTS_TABLE")?;
    lambda_http::run(service_fn(|_: Request| list(&client, &table))).await
}

async fn list(client: &Client, table: &str) -> Result<Response<Body>, Error> {
    let query = client.query().table_name(table).index_name("all-by-newest");
    let query = query.key_condition_expression("#stock_shard = :stock_shard").expression_attribute_names("#stock_shard", "stock_shard");
    let query = query.expression_attribute_values(":stock_shard", S("all".to_owned())).scan_index_forward(false).limit(20);
    let page = query.send().await?;
    let products: Vec<Value> = page
        .items()
        .iter()
        .map(|row| {
            let value = |name| row.get(name).map_or(Value::Null, plain);
            json!({
                "id": value("id"), "name": value("name"), "category": value("category"),
                "price_minor": value("price_minor"), "currency": value("currency"), "availability": value("availability"),
            })
        })
        .collect();
    let body = json!({ "products": products, "more": page.last_evaluated_key().is_some() }).to_string();
    Ok(Response::builder().header("content-type", "application/json").body(Body::Text(body))?)
}

fn plain(value: &AttributeValue) -> Value {
    match value {
        S(text) => json!(text),
        N(number) => serde_json::from_str(number).unwrap_or_default(),
        _ => Value::Null,
    }
}
