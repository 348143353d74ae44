//! A market probe: the least that exercises every model behind the wire.

use std::time::Duration;

use app_context::{AppContext, StartError};
use aws::{Queue, number, text};
use aws_sdk_dynamodb::{
    Client,
    operation::transact_write_items::TransactWriteItemsError as Refusal,
    types::{Put, TransactWriteItem, Update},
};
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use lambda::{
    HttpFunction, JobError, QueueFunction, ScheduledFunction,
    http::{Problem, Request, Response, respond},
};
use serde_json::{Value, json};
use tests::{Dynamo, Shop};

/// One product, sold in transactions.
pub(crate) struct Probe {
    client: Client,
    tables: Dynamo,
}

impl Probe {
    pub(crate) fn with_stock(shop: &Shop, available: u32) -> Self {
        shop.tables.put("stock", &json!({ "sku": "tea", "row": "shard#0", "available": available }));
        Self::of(shop, "place-order")
    }

    /// A probe that calls as `function` does.
    pub(crate) fn of(shop: &Shop, function: &str) -> Self {
        Self { client: Client::new(&shop.world_of(function).sdk), tables: shop.tables.clone() }
    }

    pub(crate) fn left(&self) -> u64 {
        self.tables.rows("stock")[0]["available"].as_u64().expect("a number")
    }

    /// Takes stock and writes an order, in one transaction; else why each row was refused.
    pub(crate) async fn take(&self, order: &str, quantity: u32) -> Result<(), Vec<String>> {
        let put = Put::builder().table_name("shop-orders").item("buyer_id", text("ada")).item("id", text(order));
        let put = put.condition_expression("attribute_not_exists(id)").build().expect("a put");
        let update = Update::builder().table_name("shop-stock").key("sku", text("tea")).key("row", text("shard#0"));
        let update = update.update_expression("SET available = available - :q").condition_expression("available >= :q");
        let update = update.expression_attribute_values(":q", number(quantity)).build().expect("an update");
        let sale = self.client.transact_write_items();
        let sale = sale.transact_items(TransactWriteItem::builder().put(put).build());
        let sale = sale.transact_items(TransactWriteItem::builder().update(update).build());
        match sale.send().await.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error) {
            Ok(_) => Ok(()),
            Err(Refusal::TransactionCanceledException(refused)) => {
                let codes = refused.cancellation_reasons().iter().map(|it| it.code().unwrap_or_default().to_owned());
                Err(codes.collect())
            }
            Err(error) => Err(vec![format!("{error:?}")]),
        }
    }

    /// Puts a product on its listing, or takes it off.
    pub(crate) async fn display(&self, id: &str, on_the_shelf: bool) {
        let update = self.client.update_item().table_name("shop-products").key("id", text(id));
        let update = if on_the_shelf {
            let shown = "SET listing = :s, listing_category = :s, created_ms = :n, price_minor = :n, name_key = :s";
            let update = update.update_expression(shown);
            update.expression_attribute_values(":s", text("x")).expression_attribute_values(":n", number(1))
        } else {
            update.update_expression("REMOVE listing, listing_category")
        };
        update.send().await.expect("a row");
    }

    /// Takes stock without any protection.
    pub(crate) async fn subtract(&self, quantity: u32) -> Result<(), String> {
        let update = self.client.update_item().table_name("shop-stock");
        let update = update.key("sku", text("tea")).key("row", text("shard#0"));
        let update = update.update_expression("SET available = available - :q");
        let update = update.expression_attribute_values(":q", number(quantity));
        update.send().await.map(|_| ()).map_err(|error| format!("{error:?}"))
    }
}

/// Sends to a queue as the function called `function` does.
pub(crate) struct Pile(Queue);

impl Pile {
    pub(crate) fn new(shop: &Shop, function: &str, variable: &'static str) -> Self {
        Self(Queue::named_by(&shop.world_of(function), variable).expect("a queue"))
    }

    pub(crate) async fn send_after(&self, message: &str, delay_seconds: i32) {
        self.0.send_after(&message, delay_seconds).await.expect("a queue that takes it");
    }
}

/// Sends a mail as `send-notification` does.
pub(crate) async fn write_to(shop: &Shop, address: &str) {
    let mail = aws_sdk_sesv2::Client::new(&shop.world_of("send-notification").sdk);
    let content = |text: &str| Content::builder().data(text).build().expect("content");
    let body = Body::builder().text(content("It is ready.")).html(content("<p>It is ready.</p>")).build();
    let message = Message::builder().subject(content("Tea")).body(body).build();
    let sent = mail.send_email().from_email_address("Backroom <shop@example.com>");
    let sent = sent.destination(Destination::builder().to_addresses(address).build());
    sent.content(EmailContent::builder().simple(message).build()).send().await.expect("a mail that goes");
}

/// Does what is good, fails at poison, panics at panic; takes two seconds for what is slow, and never ends what is endless.
pub(crate) struct Worker;

impl QueueFunction for Worker {
    async fn start(_world: &AppContext) -> Result<Self, StartError> {
        Ok(Self)
    }

    async fn handle(&self, body: &str) -> Result<(), JobError> {
        assert_ne!(body, "panic", "as planned");
        match body {
            slow if slow.starts_with("slow") => tokio::time::sleep(Duration::from_secs(2)).await,
            "endless" => std::future::pending().await,
            _ => {}
        }
        if body == "poison" { Err(JobError("as planned".to_owned())) } else { Ok(()) }
    }
}

/// Finds nothing to do.
pub(crate) struct Round;

impl ScheduledFunction for Round {
    async fn start(_world: &AppContext) -> Result<Self, StartError> {
        Ok(Self)
    }

    async fn handle(&self) -> Result<Value, JobError> {
        Ok(json!({ "resolved": 0 }))
    }
}

/// Posts to a URL through the context's connector and gives back what it hears.
pub(crate) struct Till {
    context: AppContext,
    url: String,
}

impl HttpFunction for Till {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { context: context.clone(), url: context.environment.required("URL")?.to_owned() })
    }

    async fn handle(&self, _request: Request) -> Result<Response, Problem> {
        let request = http::Request::post(&self.url).body(aws_smithy_types::body::SdkBody::empty());
        let request = request.map_err(Problem::unavailable)?.try_into().map_err(Problem::unavailable)?;
        let answer = aws_smithy_runtime_api::client::http::HttpConnector::call(&self.context.aws, request).await;
        let answer = answer.map_err(|error| Problem::unavailable(format!("{error:?}")))?;
        let heard = String::from_utf8_lossy(answer.body().bytes().unwrap_or_default()).into_owned();
        Ok(respond::ok(&heard))
    }
}
