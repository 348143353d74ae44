//! Making the desk again from the orders, while the shop is open.

use aws::{DeskTable, OrdersTable};
use serde_json::json;
use tests::Checkout;
use workflows::{DeskRebuild, DeskRebuilder};

use crate::Desk;

async fn rebuild(checkout: &Checkout) -> DeskRebuild {
    let shop = &checkout.shop;
    let context = shop.world_with(shop.variables_of("order-desk"));
    let rebuilder = DeskRebuilder {
        orders: OrdersTable::new(&context).expect("a table"),
        desk: DeskTable::new(&context).expect("a table"),
    };
    rebuilder.rebuild(&mut |_| {}).await.expect("AWS answers")
}

#[tokio::test(start_paused = true)]
async fn a_lost_desk_is_made_again_from_the_orders() {
    let mut desk = Desk::open().await;
    let orders = [desk.whole_life("one").await, desk.checkout.placed("ada", "two", "tea", 1).await];
    let rebuilt = rebuild(&desk.checkout).await;
    assert_eq!((rebuilt.orders, rebuilt.written, rebuilt.unreadable.len()), (2, 2, 0));
    let made = desk.rows();
    assert_eq!(desk.ids("").await.len(), orders.len());
    assert_eq!(desk.sales().await, [1, 2, 998, 998]);
    let again = rebuild(&desk.checkout).await;
    assert_eq!((again.orders, again.written), (2, 0));
    desk.stream.catch_up(&desk.checkout.shop).await;
    assert_eq!(desk.rows(), made, "and the changes that led there count no second time");
}

#[tokio::test(start_paused = true)]
async fn a_row_that_is_wrong_is_made_right() {
    let mut desk = Desk::open().await;
    let order = desk.whole_life("one").await;
    desk.stream.catch_up(&desk.checkout.shop).await;
    let mut row = desk.rows().into_iter().find(|row| row["id"] == order.as_str()).expect("an entry");
    row["payment_state"] = json!("pending");
    row["payment_month"] = json!("pending#2020-01");
    desk.checkout.shop.tables.put("desk", &row);
    assert_eq!(rebuild(&desk.checkout).await.written, 1);
    assert_eq!(desk.ids("payment_state=refunded").await, [order]);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_cannot_be_read_is_named_and_holds_nobody_up() {
    let desk = Desk::open().await;
    let damaged = desk.checkout.placed("ada", "one", "tea", 1).await;
    desk.checkout.placed("ada", "two", "tea", 1).await;
    let mut row = desk.checkout.row(&damaged);
    row["state"] = json!("payed");
    desk.checkout.shop.tables.put("orders", &row);
    let rebuilt = rebuild(&desk.checkout).await;
    assert_eq!((rebuilt.orders, rebuilt.written), (2, 1));
    assert_eq!(rebuilt.unreadable.iter().map(|it| it.order.as_str()).collect::<Vec<_>>(), [damaged]);
}
