//! What an endpoint gets: each event once in the usual case, signed, and none that it did not ask for.

use domain::{kernel::Timestamp, webhooks::SigningSecret};
use serde_json::{Value, json};
use tests::{Call, Heard};

use crate::{URL, Webhooks};

/// The signature as a reader computes it, who knows the secret.
pub(crate) fn is_signed(heard: &Heard, secret: &str) -> bool {
    let seconds: i64 = heard.timestamp.parse().expect("seconds");
    let secret = SigningSecret::from_stored(secret).expect("a secret");
    let sent = Timestamp::from_millis(seconds * 1_000);
    heard.signature.split(' ').any(|it| it == secret.sign(&heard.id, sent, &heard.body))
}

#[tokio::test(start_paused = true)]
async fn an_event_reaches_the_endpoint_signed_as_it_was_published() {
    let mut shop = Webhooks::open().await;
    let (id, secret) = shop.endpoint(URL, &["order.placed"]).await;
    let order = shop.order("an order").await;
    let heard = shop.deliver().await;
    let [request] = &heard[..] else { panic!("{heard:?}") };
    assert_eq!(request.url, URL);
    let event = request.event();
    assert_eq!((&event["type"], &event["data"]["order_id"]), (&json!("order.placed"), &json!(order)));
    assert_eq!(event["id"], request.id.as_str());
    assert!(shop.checkout.shop.bus.events().contains(&event), "the same is on the bus");
    assert!(is_signed(request, &secret), "{request:?}");
    assert_eq!(request.timestamp, shop.checkout.shop.clock.now().seconds().to_string());
    let deliveries = shop.deliveries(&id).await;
    assert_eq!(
        (&deliveries[0]["state"], &deliveries[0]["last_status"], &deliveries[0]["last_result"]),
        (&json!("delivered"), &json!(204), &json!("delivered"))
    );
    assert!(shop.work_off().await.is_empty(), "and is not sent again");
}

#[tokio::test(start_paused = true)]
async fn each_endpoint_gets_what_it_asked_for() {
    let mut shop = Webhooks::open().await;
    shop.endpoint(URL, &["order.placed"]).await;
    shop.endpoint("https://other.hooks.example.com/", &["order.placed", "order.paid"]).await;
    let (off, _) = shop.endpoint("https://off.hooks.example.com/", &["order.placed"]).await;
    let disable = Call::new("PATCH", &format!("/v1/merchant/webhooks/{off}")).json(&json!({ "state": "disabled" }));
    shop.ask(disable).await.expect(200);
    let order = shop.order("an order").await;
    shop.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    shop.streams.catch_up(&shop.checkout.shop).await;
    let mut heard: Vec<_> =
        shop.work_off().await.iter().map(|it| (it.url.clone(), it.event()["type"].clone())).collect();
    heard.sort_by_key(|(url, kind)| format!("{url}{kind}"));
    let other = "https://other.hooks.example.com/".to_owned();
    let expected =
        [(URL.to_owned(), json!("order.placed")), (other.clone(), json!("order.paid")), (other, json!("order.placed"))];
    assert_eq!(heard, expected);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_is_told_twice_reaches_the_endpoint_once() {
    let mut shop = Webhooks::open().await;
    shop.endpoint(URL, &["order.placed"]).await;
    shop.checkout.placed("ada", "an order", "tea", 1).await;
    let records = shop.streams.take(&shop.checkout.shop);
    for _ in 0..3 {
        assert!(shop.streams.deliver(&records).await);
    }
    assert!(shop.checkout.shop.queue("webhooks").messages().len() > 1);
    assert_eq!(shop.work_off().await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn both_secrets_sign_for_a_day_after_a_rotation() {
    let mut shop = Webhooks::open().await;
    let (id, old) = shop.endpoint(URL, &["order.placed"]).await;
    let rotated = shop.ask(Call::post(&format!("/v1/merchant/webhooks/{id}/rotate-secret"))).await.expect(200);
    let new = rotated["secret"].as_str().expect("a secret").to_owned();
    assert_ne!(old, new);
    assert!(rotated["old_secret_expires_at"].is_string());
    shop.order("on the day").await;
    let heard = shop.deliver().await;
    assert!(is_signed(&heard[0], &old) && is_signed(&heard[0], &new), "{heard:?}");
    shop.checkout.shop.wait_seconds(24 * 3_600);
    shop.order("a day later").await;
    let heard = shop.deliver().await;
    assert!(!is_signed(&heard[0], &old) && is_signed(&heard[0], &new), "{heard:?}");
    assert!(shop.shown(&id).await["old_secret_expires_at"].is_null());
}

#[tokio::test(start_paused = true)]
async fn messages_and_deliveries_hold_identifiers_and_nothing_about_a_person_or_a_secret() {
    let mut shop = Webhooks::open().await;
    let (_, secret) = shop.endpoint(URL, &["order.placed"]).await;
    shop.order("an order").await;
    for message in shop.checkout.shop.queue("webhooks").bodies() {
        let names: Vec<_> = message.as_object().expect("members").keys().cloned().collect();
        assert_eq!(names, ["endpoint_id", "event_id", "version"]);
    }
    shop.work_off().await;
    let rows = shop.checkout.shop.tables.rows("webhooks");
    let deliveries: Vec<&Value> =
        rows.iter().filter(|row| row["sk"].as_str().is_some_and(|it| it.starts_with("DELIVERY"))).collect();
    assert_eq!(deliveries.len(), 1);
    for words in ["Ada", "ada@", "Mill Lane", "LS1", secret.as_str()] {
        assert!(!deliveries[0].to_string().contains(words), "{words} in {}", deliveries[0]);
    }
    assert!(
        deliveries[0]["ttl"]
            .as_i64()
            .is_some_and(|ttl| ttl > deliveries[0]["created_ms"].as_i64().expect("ms") / 1_000)
    );
}

#[tokio::test(start_paused = true)]
async fn an_address_that_leads_inside_since_is_not_asked() {
    let mut shop = Webhooks::open().await;
    let (id, _) = shop.endpoint(URL, &["order.placed"]).await;
    let mut rows = shop.checkout.shop.tables.rows("webhooks");
    rows[0]["url"] = json!("https://169.254.169.254/latest/meta-data");
    shop.checkout.shop.tables.put("webhooks", &rows[0]);
    shop.order("an order").await;
    assert!(shop.deliver().await.is_empty());
    assert_eq!(shop.deliveries(&id).await[0]["last_result"], "not_public");
}
