//! Shipments when AWS does not answer.

use tests::{Fault, Planned, Service};

use crate::{id, paid, sent};

#[tokio::test(start_paused = true)]
async fn a_lost_answer_ships_once() {
    let (checkout, order) = paid().await;
    checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
    let first = checkout.ship(&order, "first", &[("tea", 3)]).await;
    checkout.shop.faults.assert_all_fired();
    assert_eq!(checkout.ship(&order, "first", &[("tea", 3)]).await.expect(201), first.expect(201));
    assert_eq!(sent(&checkout, &order, "tea").await, 3);
    checkout.shop.wait_seconds(20);
    checkout.work().await;
    let told = checkout.mails_to("ada").into_iter().filter(|mail| mail.subject.contains("on its way")).count();
    assert_eq!(told, 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_shipped_without_a_mail_that_is_asked_for() {
    let (checkout, order) = paid().await;
    let row = checkout.row(&order);
    checkout.shop.plan(Planned::on(Fault::Refused, Service::Sqs, "SendMessage").times(9));
    checkout.ship(&order, "first", &[("tea", 3)]).await.expect_problem(503, "unavailable");
    assert_eq!(checkout.row(&order), row);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_delivers_or_voids_once() {
    let (checkout, order) = paid().await;
    for (key, end, member) in [("first", "delivered", "delivered_at"), ("second", "void", "voided_at")] {
        let shipment = id(&checkout.ship(&order, key, &[("tea", 1)]).await.expect(201));
        checkout.shop.plan(Planned::on(Fault::AnswerLost, Service::DynamoDb, "TransactWriteItems"));
        assert!(checkout.end_shipment(&order, &shipment, end).await.expect(200)[member].is_string());
        checkout.shop.faults.assert_all_fired();
    }
}
