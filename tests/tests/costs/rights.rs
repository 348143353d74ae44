//! Rights in the other direction: a role allows nothing that its function does not use. Whoever adds a right lets a journey
//! here use it: the one that is measured, or one of what seldom happens.

use domain::accounts::Role;
use serde_json::{Value, json};
use tests::{
    Call, Caller, ChangeStreams, Checkout, DeskStream, ENDPOINTS, FUNCTIONS, Fault, Fixture, Planned, Reply, Service,
};

use crate::measured::measure;

/// What Lambda itself does by a function's role: it writes the log, takes messages from the queue and changes from the stream.
const BY_LAMBDA: [&str; 9] = [
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
];

#[tokio::test(start_paused = true)]
async fn every_right_of_every_role_is_used() {
    measure().await;
    lists().await;
    sessions().await;
    crate::stock_rows::several_stock_rows().await;
    merchants().await;
    payments_that_nobody_heard_of().await;
    endings_without_the_buyer().await;
    strange_events().await;
    a_buyer_at_the_limit().await;
    desk().await;
    events().await;
    crate::stock_rows::low_in_several_rows().await;
    crate::searching::search().await;
    recommendations().await;
    crate::pages::pages().await;
    crate::pages::buying().await;
    crate::pages::desk().await;
    let checkout = Checkout::open().await;
    let mut unused = Vec::new();
    for function in FUNCTIONS {
        for (action, resource) in checkout.shop.unused_rights(function.name) {
            // What fails too often Lambda sets aside by the function's own role.
            let sets_aside =
                ["project-changes", "publish-changes"].contains(&function.name) && action == "sqs:SendMessage";
            // A form that it signs does what its role may do.
            let signs = function.name == "manage-products" && action == "s3:PutObject";
            if !BY_LAMBDA.contains(&action.as_str()) && !sets_aside && !signs {
                unused.push(format!("{} never needs {action} on {resource}", function.name));
            }
        }
    }
    assert!(unused.is_empty(), "take them out of the roles, or let a journey in costs/rights.rs use them: {unused:#?}");
}

/// An order that is told of.
async fn events() {
    let checkout = Checkout::open().await;
    let mut streams = ChangeStreams::open(&checkout.shop).await;
    checkout.enrol("ada");
    checkout.stock("tea", 20);
    let endpoints = ENDPOINTS
        .iter()
        .filter(|endpoint| ["manage-webhooks", "manage-settings"].iter().any(|it| endpoint.sample.starts_with(it)));
    for endpoint in endpoints {
        let fixture = Fixture::before(endpoint).await;
        fixture.ask(endpoint, Caller::Staff(Role::Owner)).await.expect(endpoint.served);
    }
    let manage = checkout.shop.start("manage-webhooks").await;
    let wish = json!({ "url": "https://hooks.example.com/", "event_types": ["order.paid"] });
    let call = Call::post("/v1/merchant/webhooks").bearer(&checkout.shop.merchant()).json(&wish);
    checkout.shop.call(&manage, call).await.expect(201);
    let order = checkout.placed("ada", "told of", "tea", 1).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    streams.catch_up(&checkout.shop).await;
    checkout.shop.listeners.will_answer([Reply::Status(500)]);
    let send = checkout.shop.start("send-webhook").await;
    checkout.shop.queue("webhooks").work_off(&send).await;
    checkout.work().await;
}

/// Every way in which a merchant can look for orders.
async fn desk() {
    let checkout = Checkout::open().await;
    let desk = checkout.shop.start("order-desk").await;
    let merchant = checkout.shop.merchant();
    for query in
        ["", "payment_state=paid", "fulfilment_state=unfulfilled", "number=0123456789", "email=ada@example.com"]
    {
        checkout.shop.call(&desk, Call::get("/v1/merchant/orders").query(query).bearer(&merchant)).await.expect(200);
    }
    let fixture = Fixture::before(&ENDPOINTS[0]).await;
    let call = Call::get("/v1/merchant/orders").query("email=ada@example.com").bearer(&fixture.shop.merchant());
    fixture.shop.call(&fixture.shop.start("order-desk").await, call).await.expect(200);
}

/// A buyer who has placed as many orders as may be unpaid: only then are they read.
async fn a_buyer_at_the_limit() {
    let checkout = shop().await;
    for number in 0..domain::orders::BUYER_LIMIT {
        checkout.placed("ada", &format!("order number {number}"), "tea", 1).await;
    }
    checkout.place("ada", "one too many", &Checkout::wish(&[("tea", 1)])).await.expect(429);
}

pub(crate) async fn shop() -> Checkout {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 20);
    checkout
}

/// Every order in which products can be listed, in all and in one category.
async fn lists() {
    let checkout = Checkout::open().await;
    let list = checkout.shop.start("list-products").await;
    for category in ["", "&category=Tea", "&category=a>b", "&category=a>b>c", "&category=a>b>c>d"] {
        for sort in ["newest", "name", "price"] {
            let query = format!("sort={sort}{category}");
            checkout.shop.call(&list, Call::get("/v1/products").query(&query)).await.expect(200);
        }
    }
}

/// A paid order that is learnt from, and one whose buyer has closed the account before it was counted.
async fn recommendations() {
    let checkout = shop().await;
    let mut stream = DeskStream::open(&checkout.shop).await;
    let order = checkout.placed("ada", "an order", "tea", 1).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    stream.catch_up(&checkout.shop).await;
    let learn = checkout.shop.start("learn-recommendations").await;
    learn.invoke(json!({})).await.expect("it is learnt");
    let pk = format!("BUYER#{}", checkout.shop.buyer_id("ada"));
    checkout.shop.tables.put("recommendations", &json!({ "pk": pk, "sk": "HISTORY", "erased": true, "ttl": 0 }));
    let order = checkout.placed("ada", "another", "tea", 1).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    stream.catch_up(&checkout.shop).await;
}

/// A session that is ended by itself, and one that ends because its old token comes back long after it was renewed.
async fn sessions() {
    let checkout = Checkout::open().await;
    let shop = &checkout.shop;
    let person = json!({ "email": "ada@example.com", "password": "a long walk along the mill race" });
    let sign_up = shop.start("sign-up").await;
    let waiting = shop.call(&sign_up, Call::post("/v1/signup").json(&person)).await.expect(202);
    checkout.work().await;
    let mail = checkout.mails_to("ada").remove(0).text;
    let code: String = mail.chars().filter(char::is_ascii_digit).take(8).collect();
    let proof = json!({ "sign_up_id": waiting["sign_up_id"], "code": code });
    let verify = shop.start("verify-email").await;
    let first = shop.call(&verify, Call::post("/v1/signup/verify").json(&proof)).await.expect(200);
    let log_in = shop.start("log-in").await;
    let second = shop.call(&log_in, Call::post("/v1/login").json(&person)).await.expect(200);
    let access = second["access_token"].as_str().expect("a token");
    let manage = shop.start("manage-sessions").await;
    let listed = shop.call(&manage, Call::get("/v1/me/sessions").bearer(access)).await.expect(200);
    let all = listed["sessions"].as_array().expect("sessions");
    let other = all.iter().find(|session| session["current"] == false).expect("another session");
    let at = format!("/v1/me/sessions/{}", other["id"].as_str().expect("an identifier"));
    shop.call(&manage, Call::new("DELETE", &at).bearer(access)).await.expect(204);
    let refresh = shop.start("refresh-session").await;
    let renew =
        |tokens: &Value| Call::post("/v1/sessions/refresh").json(&json!({ "refresh_token": tokens["refresh_token"] }));
    shop.call(&refresh, renew(&first)).await.expect(401);
    shop.call(&refresh, renew(&second)).await.expect(200);
    shop.wait_seconds(600);
    shop.call(&refresh, renew(&second)).await.expect(401);
}

/// A merchant's lists, a count, and what was changed.
async fn merchants() {
    let checkout = shop().await;
    let order = checkout.placed("ada", "given up by a merchant", "tea", 1).await;
    checkout.cancel_for_buyer(&order).await.expect(200);
    let (products, stock) = (checkout.shop.start("manage-products").await, checkout.shop.start("manage-stock").await);
    let merchant = checkout.shop.merchant();
    let get = |path: &str| Call::get(path).bearer(&merchant);
    checkout.shop.call(&products, get("/v1/merchant/products")).await.expect(200);
    let count = json!({ "counted": 3, "seen": checkout.available("tea"), "reason": "inventory" });
    let call = Call::post("/v1/merchant/skus/tea/counts").bearer(&merchant).key("count-of-monday").json(&count);
    checkout.shop.call(&stock, call).await.expect(200);
    checkout.shop.call(&stock, get("/v1/merchant/skus/tea/movements")).await.expect(200);
    let log = checkout.shop.start("list-audit-log").await;
    for query in ["resource=sku:tea".to_owned(), format!("actor={}", checkout.shop.buyer_id("merchant"))] {
        checkout.shop.call(&log, get("/v1/merchant/audit-log").query(&query)).await.expect(200);
    }
    // A count of stock in several rows, and one that has moved meanwhile.
    checkout.shop.reshard("tea", 3).await;
    let call = |key: &str, body: &Value| {
        let call = Call::post("/v1/merchant/skus/tea/counts").bearer(&merchant).key(key).json(body);
        checkout.shop.call(&stock, call)
    };
    call("count-of-tuesday", &json!({ "counted": 4, "seen": 3, "reason": "inventory" })).await.expect(200);
    call("count-of-friday", &json!({ "counted": 4, "seen": 3, "reason": "inventory" })).await.expect(409);
}

/// Asks the provider for something past the shop: as a buyer's browser, or as the dashboard.
fn at_the_provider(checkout: &Checkout, path: &str, form: &str) {
    let mut headers = http::HeaderMap::new();
    headers.insert("authorization", http::HeaderValue::from_static("Bearer sk_test_local"));
    headers.insert("content-type", http::HeaderValue::from_static("application/x-www-form-urlencoded"));
    let (path, body) = (path.to_owned(), form.as_bytes().to_vec());
    let request = local_stripe::Request { method: http::Method::POST, path, headers, body };
    let answer = checkout.stripe.model().handle(&request, checkout.shop.clock.now().seconds());
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
}

/// An order that was paid in the browser, of which the shop has not heard; and its intent.
async fn paid_unheard(checkout: &Checkout, key: &str) -> (String, String) {
    let order = checkout.placed("ada", key, "tea", 1).await;
    let answer = checkout.pay_with("ada", &order, &json!({})).await.expect(200);
    let intent = answer["payment_intent"].as_str().expect("an intent").to_owned();
    at_the_provider(checkout, &format!("/v1/payment_intents/{intent}/confirm"), "payment_method=pm_card_visa");
    (order, intent)
}

/// Each function that asks the provider may be the first to hear of a payment, or of a refund in the dashboard.
async fn payments_that_nobody_heard_of() {
    let checkout = shop().await;
    let (order, _) = paid_unheard(&checkout, "cancelled too late").await;
    checkout.cancel("ada", &order).await;
    // A refund that waits for the provider, while the order's receipt is still owed.
    let order = checkout.placed("ada", "refunded in the end", "tea", 1).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    checkout.shop.plan(Planned::when(Fault::Hang, |call| call.service == Service::Provider));
    checkout.refund(&order).await.expect(202);
    checkout.shop.wait_seconds(800);
    checkout.refund(&order).await.expect(201);
    let (order, intent) = paid_unheard(&checkout, "paid twice and given back").await;
    at_the_provider(&checkout, "/v1/refunds", &format!("payment_intent={intent}"));
    checkout.pay("ada", &order, "pm_card_visa").await;
    let order = checkout.placed("ada", "not answered", "tea", 1).await;
    let confirm = |call: &tests::Operation| call.service == Service::Provider && call.name.ends_with("/confirm");
    checkout.shop.plan(Planned::when(Fault::Hang, confirm));
    checkout.pay("ada", &order, "pm_card_visa").await.expect(202);
}

/// What webhooks and the sweep do by themselves.
async fn endings_without_the_buyer() {
    let checkout = shop().await;
    let (_, intent) = paid_unheard(&checkout, "told by webhook").await;
    checkout.webhooks().await;
    checkout.work().await;
    at_the_provider(&checkout, "/v1/refunds", &format!("payment_intent={intent}"));
    checkout.webhooks().await;
    checkout.work().await;
    paid_unheard(&checkout, "found by the sweep").await;
    checkout.placed("ada", "never paid at all", "tea", 1).await;
    checkout.shop.wait_seconds(901);
    checkout.sweep().await;
}

/// Events that no program may decide: of another mode, and of an order that is gone.
async fn strange_events() {
    let checkout = shop().await;
    let buyer = checkout.shop.buyer_id("ada");
    let metadata = json!({ "order_id": "ord_aaaaaaaaaaaaaaaaaaaaaaaaaa", "buyer_id": buyer.as_str() });
    for livemode in [true, false] {
        let object = json!({ "id": "pi_1", "object": "payment_intent", "metadata": metadata });
        let event = json!({
            "id": "evt_1", "type": "payment_intent.succeeded", "livemode": livemode, "data": { "object": object },
        });
        let (body, now) = (event.to_string(), checkout.shop.clock.now().seconds());
        let header = local_stripe::signature(&["whsec_test_local".to_owned()], now, body.as_bytes());
        let call = Call::post("/v1/webhooks/stripe").text(&body).header("stripe-signature", &header);
        checkout.event(call).await.expect(200);
    }
    checkout.work().await;
}
