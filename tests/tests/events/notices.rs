//! The shop is told of each paid order by mail, once, if it wants that.

use tests::{ChangeStreams, Checkout, Fault, Planned, Service, Shop};

use crate::Publisher;

const ADDRESS: &str = "orders@example.com";

#[tokio::test(start_paused = true)]
async fn the_shop_gets_one_mail_for_each_paid_order_however_often_it_is_told() {
    let mut publisher = Publisher::open().await;
    let order = publisher.checkout.placed("ada", "an order", "tea", 2).await;
    publisher.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    publisher.checkout.placed("ada", "not paid", "tea", 1).await;
    let records = publisher.take();
    for _ in 0..3 {
        assert!(publisher.deliver(&records).await);
    }
    publisher.checkout.work().await;
    let mails = publisher.checkout.shop.mail.to(ADDRESS);
    let [mail] = &mails[..] else { panic!("{mails:?}") };
    assert!(mail.text.contains("2 x Real tea (tea)") && mail.text.contains(&order), "{mail:?}");
    for words in ["Ada", "Mill Lane", "ada@"] {
        assert!(!mail.text.contains(words) && !mail.html.contains(words), "{words} in {mail:?}");
    }
    let known = publisher.checkout.shop.bus.events().len();
    let records = publisher.take();
    assert!(publisher.deliver(&records).await);
    assert_eq!(publisher.checkout.shop.bus.events().len(), known, "that it was mailed is nobody's business");
}

#[tokio::test(start_paused = true)]
async fn a_notice_whose_mail_fails_is_sent_by_the_next_delivery() {
    let mut publisher = Publisher::open().await;
    let order = publisher.checkout.placed("ada", "an order", "tea", 1).await;
    publisher.checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    publisher.catch_up().await;
    publisher.checkout.shop.plan(Planned::on(Fault::Failed, Service::Ses, "SendEmail").times(6));
    publisher.checkout.work().await;
    publisher.checkout.shop.faults.assert_all_fired();
    assert_eq!(publisher.checkout.shop.mail.to(ADDRESS).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_shop_that_names_no_address_gets_no_mail() {
    let checkout = Checkout::of(Shop::deployed_with(1, &[("ShopOrdersAddress", "")])).await;
    let mut streams = ChangeStreams::open(&checkout.shop).await;
    checkout.enrol("ada");
    checkout.stock("tea", 8);
    let order = checkout.placed("ada", "an order", "tea", 1).await;
    checkout.pay("ada", &order, "pm_card_visa").await.expect(200);
    let asked = checkout.shop.queue("notifications").sent();
    streams.catch_up(&checkout.shop).await;
    assert_eq!(checkout.shop.queue("notifications").sent(), asked);
}
