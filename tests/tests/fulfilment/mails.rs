//! The mail about a shipment: once, unless the shop cannot know that it was sent.

use serde_json::json;
use tests::{Checkout, Fault, Mail, Planned, Service};

use crate::{id, paid};

/// The mails about shipments that went to ada.
fn told(checkout: &Checkout) -> Vec<Mail> {
    checkout.mails_to("ada").into_iter().filter(|mail| mail.subject.contains("on its way")).collect()
}

/// Lets the mail's message become visible, and works it off.
async fn later(checkout: &Checkout) {
    checkout.shop.wait_seconds(20);
    checkout.work().await;
}

#[tokio::test(start_paused = true)]
async fn the_buyer_is_told_of_each_shipment_once() {
    let (checkout, order) = paid().await;
    let body = json!({
        "lines": [{ "sku": "tea", "quantity": 3 }], "carrier": "Mill & Mail",
        "tracking_number": "MM 1", "tracking_url": "https://mail.example/MM1?a=1&b=2",
    });
    checkout.ship_with(&order, "first", &body).await.expect(201);
    later(&checkout).await;
    let mail = told(&checkout).pop().expect("a mail");
    for words in ["3 x Real tea", "Mill & Mail", "MM 1", "https://mail.example/MM1?a=1&b=2", order.as_str(), "The rest"]
    {
        assert!(mail.text.contains(words), "{words} in {}", mail.text);
    }
    assert!(mail.html.contains("https://mail.example/MM1?a=1&amp;b=2"), "{}", mail.html);
    checkout.ship_with(&order, "first", &body).await.expect(201);
    checkout.ship(&order, "second", &[("tea", 2), ("jam", 1)]).await.expect(201);
    later(&checkout).await;
    assert_eq!(told(&checkout).len(), 2);
    assert!(told(&checkout)[1].text.contains("all of your order is on its way"), "{:?}", told(&checkout));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_twice_sends_one_mail() {
    let (checkout, order) = paid().await;
    checkout.ship(&order, "first", &[("tea", 3)]).await.expect(201);
    let message = checkout.shop.queue("notifications").bodies().remove(0).to_string();
    later(&checkout).await;
    checkout.shop.queue("notifications").send(&message);
    assert_eq!(checkout.deliver_notifications().await.failed, Vec::<String>::new());
    assert_eq!((told(&checkout).len(), checkout.shop.queue("notifications").messages().len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_shipment_that_was_voided_or_refused_is_told_to_nobody() {
    let (checkout, order) = paid().await;
    let shipment = id(&checkout.ship(&order, "first", &[("tea", 3)]).await.expect(201));
    checkout.end_shipment(&order, &shipment, "void").await.expect(200);
    checkout.ship(&order, "second", &[("tea", 9)]).await.expect(409);
    later(&checkout).await;
    assert_eq!(told(&checkout).len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_mail_that_another_worker_is_sending_is_left_to_it_and_not_forgotten() {
    let (checkout, order) = paid().await;
    checkout.ship(&order, "first", &[("tea", 3)]).await.expect(201);
    let message = checkout.shop.queue("notifications").bodies().remove(0).to_string();
    checkout.shop.wait_seconds(20);
    // The first worker takes the mail on and ends there: nobody knows yet whether it was sent.
    checkout.shop.plan(Planned::when(Fault::Refused, |call| call.service == Service::Ses).times(9));
    assert_eq!(checkout.deliver_notifications().await.failed.len(), 1);
    checkout.shop.faults.heal();
    checkout.shop.queue("notifications").send(&message);
    assert_eq!((checkout.deliver_notifications().await.failed.len(), told(&checkout).len()), (1, 0));
    checkout.shop.wait_seconds(180);
    checkout.work().await;
    assert_eq!((told(&checkout).len(), checkout.shop.queue("notifications").messages().len()), (1, 0));
}
