//! Requests as the gateway passes them on, to functions that nobody answers: each is refused with a code, or taken as far as
//! its first call.

use app_context::{AppContext, Clock, Environment, HttpConnectorFactory, client_of};
use aws::with_limits;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector},
    orchestrator::HttpRequest,
    result::ConnectorError,
};
use data_encoding::BASE64;
use domain::{
    accounts::{HashCost, Identity, Role, TokenSigner},
    kernel::{Digest, Random, Secret, SessionId, UserId},
};
use lambda::{HttpFunction, answer};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::words::NOW;

const ISSUER: &str = "backroom-local";
/// The form of an Ed25519 private key (RFC 8410) up to its 32 bytes.
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// The functions, in a context where every call is refused and time passes by itself.
struct Shop {
    runtime: Runtime,
    token: String,
    place_order: place_order::PlaceOrder,
    get_order: get_order::GetOrder,
    list_orders: list_orders::ListOrders,
    manage_products: manage_products::ManageProducts,
    get_product: get_product::GetProduct,
    list_products: list_products::ListProducts,
    manage_sessions: manage_sessions::ManageSessions,
}

thread_local! {
    static SHOP: Shop = Shop::open();
}

/// An event of the gateway, whatever it holds: from anybody, and from a merchant who is logged in.
pub fn gateway_event(data: &[u8]) {
    let Ok(mut event) = serde_json::from_slice::<Value>(data) else { return };
    SHOP.with(|shop| {
        shop.serve(event.clone());
        if let Some(headers) = event.get_mut("headers").and_then(Value::as_object_mut) {
            headers.insert("authorization".to_owned(), format!("Bearer {}", shop.token).into());
            shop.serve(event);
        }
    });
}

/// The body of an order, with everything before it in order.
pub fn order_body(data: &[u8]) {
    SHOP.with(|shop| {
        shop.serve(json!({
            "version": "2.0", "routeKey": "POST /v1/orders", "rawPath": "/v1/orders", "rawQueryString": "",
            "headers": {
                "authorization": format!("Bearer {}", shop.token), "content-type": "application/json",
                "idempotency-key": "a-key-of-16-chars-or-more",
            },
            "requestContext": {
                "http": { "method": "POST", "path": "/v1/orders", "sourceIp": "192.0.2.1" }, "timeEpoch": NOW.millis(),
            },
            "body": BASE64.encode(data), "isBase64Encoded": true,
        }));
    });
}

impl Shop {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let (runtime, context) = (runtime.expect("a runtime"), context());
        let started = "a function that starts";
        Self {
            place_order: runtime.block_on(place_order::PlaceOrder::start(&context)).expect(started),
            get_order: runtime.block_on(get_order::GetOrder::start(&context)).expect(started),
            list_orders: runtime.block_on(list_orders::ListOrders::start(&context)).expect(started),
            manage_products: runtime.block_on(manage_products::ManageProducts::start(&context)).expect(started),
            get_product: runtime.block_on(get_product::GetProduct::start(&context)).expect(started),
            list_products: runtime.block_on(list_products::ListProducts::start(&context)).expect(started),
            manage_sessions: runtime.block_on(manage_sessions::ManageSessions::start(&context)).expect(started),
            token: token(),
            runtime,
        }
    }

    /// Hands the event to the function of its route; where there is none, to one that lists.
    fn serve(&self, event: Value) {
        match event["routeKey"].as_str().unwrap_or_default() {
            "POST /v1/orders" => self.check_intent(&self.place_order, event),
            "GET /v1/orders/{id}" => self.check_intent(&self.get_order, event),
            "GET /v1/orders" => self.check_intent(&self.list_orders, event),
            "PUT /v1/products/{id}" => self.check_intent(&self.manage_products, event),
            "GET /v1/products/{id}" => self.check_intent(&self.get_product, event),
            route if route.contains("/v1/me/sessions") => self.check_intent(&self.manage_sessions, event),
            _ => self.check_intent(&self.list_products, event),
        }
    }

    /// A refusal with a stable code, or word that nobody answers. With nobody to ask, nothing can be served.
    fn check_intent<F: HttpFunction>(&self, function: &F, event: Value) {
        let answer = self.runtime.block_on(answer(function, event));
        let answer = serde_json::to_value(&answer).expect("an answer");
        let status = answer["statusCode"].as_i64().unwrap_or_default();
        assert!((400..500).contains(&status) || status == 503, "{answer}");
        assert_eq!(answer["headers"]["content-type"], "application/problem+json", "{answer}");
        let problem: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).expect("a problem");
        assert!(
            problem["status"] == status && problem["code"].as_str().is_some_and(|code| !code.is_empty()),
            "{answer}"
        );
    }
}

#[derive(Debug)]
struct Refused;

impl HttpConnector for Refused {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Err(ConnectorError::io("connection refused".into())))
    }
}

fn signer() -> TokenSigner {
    let key: Vec<u8> = PKCS8.iter().copied().chain([7; 32]).collect();
    TokenSigner::new(ISSUER, &Secret::new(format!("test={}", BASE64.encode(&key)))).expect("a key")
}

/// An access token of a merchant, who may do everything.
fn token() -> String {
    let digest = Digest::of(&[b"fuzz"]);
    let (buyer, session) = (UserId::from_digest(&digest), SessionId::from_digest(&digest));
    signer().sign(&Identity { user: buyer, session, role: Role::Owner }, NOW).reveal().to_owned()
}

/// The context, with the variables that the functions ask for.
fn context() -> AppContext {
    let variables = [
        ("ACCESS_TOKEN_ISSUER", ISSUER.to_owned()),
        ("ACCESS_TOKEN_PUBLIC_KEYS", signer().public_key()),
        ("ACCOUNTS_TABLE", "accounts".to_owned()),
        ("PRODUCTS_TABLE", "products".to_owned()),
        ("STOCK_TABLE", "stock".to_owned()),
        ("ORDERS_TABLE", "orders".to_owned()),
        ("AUDIT_TABLE", "audit".to_owned()),
        ("DESK_TABLE", "desk".to_owned()),
        ("MEDIA_BUCKET", "media".to_owned()),
        ("PAYMENT_WINDOW_SECONDS", "900".to_owned()),
        ("REQUIRE_QUOTES", "false".to_owned()),
    ];
    let clock = Clock::new(|| NOW);
    let connector = SharedHttpConnector::new(Refused);
    let credentials = Credentials::new("test", "test", None, None, "fuzz");
    let sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(clock.clone())
        .http_client(client_of(connector.clone()));
    let aws = connector.clone();
    let outside = HttpConnectorFactory::new(move || Ok(connector.clone()));
    AppContext {
        environment: Environment::new(variables.map(|(name, value)| (name.to_owned(), value))),
        clock,
        random: Random::new(|bytes| bytes.fill(7)),
        sdk: with_limits(sdk).build(),
        aws,
        outside: outside.clone(),
        strangers: outside,
        hash_cost: HashCost::LEAST,
    }
}
