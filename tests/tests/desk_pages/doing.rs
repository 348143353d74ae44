//! What is done by forms.

use domain::accounts::Role;

use crate::{Desk, hidden};

#[tokio::test(start_paused = true)]
async fn half_of_an_order_is_shipped_and_a_line_is_refunded_by_forms_alone() {
    let mut desk = Desk::open(Role::Manager).await;
    let order = desk.paid("order").await;
    let list = desk.page("/desk/orders").await;
    let path = format!("/desk/orders/{order}");
    assert!(list.contains(&format!("href=\"{path}\"")), "{list}");
    let page = desk.page(&path).await;
    let key = hidden(&page, "ship", "key");
    let fields = [
        ("act", "ship"),
        ("subject", ""),
        ("key", &key),
        ("units tea", "2"),
        ("units jam", ""),
        ("carrier", "Mill Mail"),
    ];
    // Twice, as by a double click.
    for _ in 0..2 {
        assert_eq!(desk.post(&path, &fields).await.leads_to(), format!("{path}?done=shipped"));
    }
    let page = desk.page(&format!("{path}?done=shipped")).await;
    assert!(
        page.contains("The shipment is recorded") && page.contains("Partly shipped") && page.contains("2 × "),
        "{page}"
    );
    assert_eq!(desk.checkout.row(&order)["shipments"].as_array().map(Vec::len), Some(1));

    let key = hidden(&page, "refund-lines", "key");
    let fields = [
        ("act", "refund-lines"),
        ("subject", ""),
        ("key", &key),
        ("unsent jam", "1"),
        ("reason", "damaged"),
        ("restock", "yes"),
    ];
    for _ in 0..2 {
        assert_eq!(desk.post(&path, &fields).await.leads_to(), format!("{path}?done=refunded"));
    }
    assert_eq!((desk.checkout.given_back(&order), desk.checkout.available("jam")), (499, 90));
    let page = desk.page(&path).await;
    assert!(page.contains("Damaged") && page.contains("Given back") && page.contains("−$4.99"), "{page}");
}

#[tokio::test(start_paused = true)]
async fn a_shipment_is_delivered_and_another_is_voided() {
    let mut desk = Desk::open(Role::Fulfilment).await;
    let order = desk.paid("order").await;
    let path = format!("/desk/orders/{order}");
    for (sku, act, done) in [("units tea", "delivered", "delivered"), ("units jam", "void", "voided")] {
        let page = desk.page(&path).await;
        let key = hidden(&page, "ship", "key");
        let fields = [("act", "ship"), ("key", &key), (sku, "1"), ("carrier", "Mill Mail")];
        assert!(desk.post(&path, &fields).await.leads_to().starts_with(&path));
        let page = desk.page(&path).await;
        let (_, rest) = page.split_once(&format!("id=\"{act}-")).expect("a form of the shipment");
        let shipment = rest.split('"').next().expect("an identifier").to_owned();
        let answer = desk.post(&path, &[("act", act), ("subject", &shipment)]).await;
        assert_eq!(answer.leads_to(), format!("{path}?done={done}"));
    }
    let page = desk.page(&path).await;
    assert!(page.contains(">Delivered<") && page.contains(">Voided<"), "{page}");
    assert!(!page.contains("id=\"refund-lines\"") && !page.contains("id=\"void-"), "{page}");
}

#[tokio::test(start_paused = true)]
async fn an_amount_is_refunded_and_then_all_that_is_left() {
    let mut desk = Desk::open(Role::Support).await;
    let order = desk.paid("order").await;
    let path = format!("/desk/orders/{order}");
    let page = desk.page(&path).await;
    assert!(!page.contains("id=\"ship\""), "support does not ship: {page}");
    let key = hidden(&page, "refund-amount", "key");
    let fields = [("act", "refund-amount"), ("key", &key), ("amount", "5,50"), ("reason", "other")];
    assert!(desk.post(&path, &fields).await.leads_to().starts_with(&path));
    assert_eq!(desk.checkout.given_back(&order), 550);
    let page = desk.page(&path).await;
    let key = hidden(&page, "refund-all", "key");
    assert!(
        desk.post(&path, &[("act", "refund-all"), ("key", &key), ("reason", "duplicate")])
            .await
            .leads_to()
            .starts_with(&path)
    );
    assert_eq!(desk.checkout.given_back(&order), 2_495);
    assert!(desk.page(&path).await.contains("state refunded"));
}

#[tokio::test(start_paused = true)]
async fn an_unpaid_order_is_cancelled() {
    let mut desk = Desk::open(Role::Support).await;
    let order = desk.checkout.placed("ada", "order", "tea", 2).await;
    desk.checkout.shop.show_on_desk().await;
    let path = format!("/desk/orders/{order}");
    let page = desk.page(&path).await;
    assert!(page.contains("id=\"cancel\"") && !page.contains("id=\"refund-all\""), "{page}");
    assert_eq!(desk.post(&path, &[("act", "cancel")]).await.leads_to(), format!("{path}?done=cancelled"));
    assert_eq!(desk.checkout.available("tea"), 90);
}
