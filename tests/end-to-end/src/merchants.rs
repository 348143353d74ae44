//! Merchants and the operator.

use serde_json::{Value, json};

use crate::support::{Goods, Shop, unique};

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn only_merchants_change_products_and_stock() {
    let (shop, tea) = Shop::selling(5);
    let buyer = shop.new_buyer();
    let cheaper = Goods { price_minor: 1, ..tea.clone() };
    let put = shop.put(&format!("/products/{}", tea.id)).json(&cheaper.described());
    let theft = json!({ "quantity": -5, "reason": "mine now" });
    let adjust = shop.post(&format!("/merchant/skus/{}/adjustments", tea.id)).key(&unique("theft")).json(&theft);
    for request in [put, adjust] {
        request.clone().expect(401).refused_as("unauthorized");
        request.clone().header("authorization", "Bearer of.no.token").expect(401).refused_as("unauthorized");
        request.by(&buyer).expect(403).refused_as("forbidden");
    }
    let product = shop.get(&format!("/products/{}", tea.id)).expect(200);
    assert_eq!(
        (&product["variants"][0]["prices"][0]["price_minor"], &product["variants"][0]["available"]),
        (&json!(tea.price_minor), &json!(5))
    );
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_delivery_reported_twice_is_counted_once() {
    let shop = Shop::open();
    let merchant = shop.new_merchant();
    let tea = Goods::new("Green tea", &unique("category"), 1_250);
    shop.put_on_shelf(&merchant, &tea, 5);
    let path = format!("/merchant/skus/{}/adjustments", tea.id);
    let delivery = shop.post(&path).by(&merchant).key(&unique("delivery"));
    let delivery = delivery.json(&json!({ "quantity": 7, "reason": "second delivery" }));
    assert_eq!(delivery.clone().expect(200).text, delivery.expect(200).text);
    assert_eq!(shop.available(&tea), 12);

    let too_much = shop.post(&path).by(&merchant).key(&unique("breakage"));
    let too_much = too_much.json(&json!({ "quantity": -13, "reason": "breakage" })).send();
    assert!((400..500).contains(&too_much.status), "{} {}", too_much.status, too_much.text);
    assert_eq!(shop.available(&tea), 12, "stock is never negative");
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn the_operator_sees_the_orders_that_are_owed_something() {
    let (shop, tea) = Shop::selling(5);
    let buyer = shop.new_buyer();
    let order = shop.order(&buyer, &[tea.line(1)]);
    let table = shop.stack.operator(&["orders", "due", "--limit", "1000"]);
    assert!(table.contains(&order), "{order} in:\n{table}");
    let due: Value = serde_json::from_str(&shop.stack.operator(&["orders", "due", "--limit", "1000", "--json"]))
        .expect("the operator's program prints JSON");
    let mut rows = due.as_array().expect("a list").iter();
    let row = rows.find(|row| row["order"] == json!(order)).unwrap_or_else(|| panic!("{order} in {due}"));
    assert_eq!(row["state"], "pending");
    assert!(row["due_at"].is_string(), "{row}");

    shop.cancelling(&buyer, &order).expect(200);
    let table = shop.stack.operator(&["orders", "due", "--limit", "1000"]);
    assert!(!table.contains(&order), "nobody owes a cancelled order anything:\n{table}");
}
