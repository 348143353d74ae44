//! Mail that the mail service does not take: tried again where the shop is at fault, closed where the recipient is.

use tests::{Checkout, MailRefusal};

async fn paid() -> (Checkout, String) {
    let checkout = Checkout::open().await;
    checkout.enrol("ada");
    checkout.stock("tea", 5);
    let order = checkout.placed("ada", "order", "tea", 2).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    (checkout, order)
}

#[tokio::test(start_paused = true)]
async fn a_receipt_is_tried_again_and_becomes_a_dead_letter_while_the_shop_may_not_send() {
    for refusal in MailRefusal::OF_THE_SHOP {
        let (checkout, order) = paid().await;
        checkout.shop.mail.refuse(Some(refusal));
        checkout.work().await;
        let queue = checkout.shop.queue("notifications");
        assert_eq!(queue.dead_letters().messages().len(), 1, "{refusal:?}");
        assert_ne!(checkout.row(&order)["receipt"], "undeliverable", "{refusal:?}");
        assert_eq!(checkout.outstanding(), 1, "{refusal:?}: the sweep still asks for it");
        checkout.shop.mail.refuse(None);
        checkout.shop.wait_seconds(300);
        checkout.sweep().await;
        checkout.work().await;
        assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0), "{refusal:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_receipt_that_its_recipient_cannot_get_is_undeliverable_until_it_is_sent_again() {
    let (checkout, order) = paid().await;
    checkout.shop.mail.refuse(Some(MailRefusal::BadRecipient));
    checkout.work().await;
    assert_eq!((&checkout.row(&order)["receipt"], checkout.outstanding()), (&"undeliverable".into(), 0));
    assert!(checkout.shop.queue("notifications").dead_letters().messages().is_empty());
    checkout.shop.mail.refuse(None);
    let variables = [("ORDERS_TABLE".to_owned(), checkout.shop.variables_of("pay-order")["ORDERS_TABLE"].clone())];
    let orders = aws::OrdersTable::new(&checkout.shop.world_with(variables)).expect("the orders");
    let id = order.parse().expect("an order");
    let found = orders.find(&id).await.expect("a table").expect("an order");
    let now = checkout.shop.clock.now();
    assert!(matches!(orders.reopen_receipt(&found, now).await, Ok(aws::Transition::Applied(_))));
    checkout.shop.wait_seconds(60);
    checkout.sweep().await;
    checkout.work().await;
    assert_eq!((checkout.mails_to("ada").len(), checkout.outstanding()), (1, 0));
    let found = orders.find(&id).await.expect("a table").expect("an order");
    assert!(matches!(orders.reopen_receipt(&found, now).await, Ok(aws::Transition::Stale(_))), "it is sent");
}

#[tokio::test(start_paused = true)]
async fn a_notice_is_tried_again_while_the_shop_may_not_send_and_dropped_for_a_recipient_who_cannot_get_it() {
    for (refusal, dead_letters) in [(MailRefusal::NotVerified, 1), (MailRefusal::BadRecipient, 0)] {
        let checkout = Checkout::open().await;
        checkout.enrol("ada");
        checkout.stock("tea", 5);
        let order = checkout.placed("ada", "order", "tea", 2).await;
        checkout.pay("ada", &order, "pm_usBankAccount_insufficientFunds").await.expect(202);
        checkout.shop.wait_seconds(60);
        checkout.sweep().await;
        checkout.shop.mail.refuse(Some(refusal));
        checkout.shop.wait_seconds(30);
        checkout.work().await;
        let queue = checkout.shop.queue("notifications");
        assert_eq!(queue.dead_letters().messages().len(), dead_letters, "{refusal:?}");
    }
}
