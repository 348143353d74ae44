//! What is in stock is sold once, at the price shown.

use std::{iter, thread};

use serde_json::json;

use crate::support::{Goods, Person, Shop, unique};

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn the_last_units_go_to_as_many_buyers_as_there_are_units() {
    const BUYERS: usize = 8;
    const UNITS: u32 = 3;
    let (shop, tea) = Shop::selling(UNITS);
    let buyers: Vec<Person> = iter::repeat_with(|| shop.new_buyer()).take(BUYERS).collect();

    let answers: Vec<_> = thread::scope(|scope| {
        let grab = |buyer| shop.ordering(buyer, &[tea.line(1)]).key(&unique("order")).send();
        let hands: Vec<_> = buyers.iter().map(|buyer| scope.spawn(move || grab(buyer))).collect();
        hands.into_iter().map(|hand| hand.join().expect("a hand")).collect()
    });
    let (placed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    for answer in refused {
        assert_eq!(answer.status, 409, "{}", answer.text);
        let answer = answer.refused_as("out_of_stock");
        assert_eq!(answer["lines"][0]["sku"], json!(tea.id));
        assert_eq!(answer["lines"][0]["available"], 0);
    }
    assert_eq!(placed.len(), UNITS as usize);
    assert_eq!(shop.available(&tea), 0);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn two_clicks_on_order_at_once_make_one_order() {
    let (shop, tea) = Shop::selling(5);
    let (buyer, key) = (shop.new_buyer(), unique("order"));
    let answers: Vec<String> = thread::scope(|scope| {
        let click = || shop.ordering(&buyer, &[tea.line(2)]).key(&key).expect(201).text;
        let clicks = [scope.spawn(click), scope.spawn(click)];
        clicks.into_iter().map(|click| click.join().expect("a click")).collect()
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(shop.available(&tea), 3);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn a_price_that_changed_since_it_was_shown_is_told_and_not_charged() {
    let shop = Shop::open();
    let (merchant, buyer) = (shop.new_merchant(), shop.new_buyer());
    let shown = Goods::new("Green tea", &unique("category"), 1_250);
    shop.put_on_shelf(&merchant, &shown, 4);
    let listed = shop.get(&format!("/products?category={}", shown.category)).expect(200);
    assert_eq!(listed["products"][0]["prices"][0]["from_minor"], 1_250);

    let dearer = Goods { price_minor: 1_399, ..shown.clone() };
    shop.describe(&merchant, &dearer);
    let refused = shop.ordering(&buyer, &[shown.line(1)]).key(&unique("order")).expect(409).refused_as("price_changed");
    let line = json!({ "sku": shown.id, "code": "price_changed", "price_minor": 1_399, "currency": "USD" });
    assert_eq!(refused["lines"], json!([line]));
    assert_eq!(shop.available(&shown), 4);
    shop.order(&buyer, &[dearer.line(1)]);
    assert_eq!(shop.available(&shown), 3);
}

#[test]
#[ignore = "needs a running stack: make end-to-end"]
fn an_order_with_one_line_too_many_takes_nothing_at_all() {
    let shop = Shop::open();
    let (merchant, buyer, category) = (shop.new_merchant(), shop.new_buyer(), unique("category"));
    let (tea, jam) = (Goods::new("Tea", &category, 900), Goods::new("Jam", &category, 400));
    shop.put_on_shelf(&merchant, &tea, 9);
    shop.put_on_shelf(&merchant, &jam, 1);
    let both = [tea.line(2), jam.line(2)];
    let refused = shop.ordering(&buyer, &both).key(&unique("order")).expect(409).refused_as("out_of_stock");
    let line = json!({ "sku": jam.id, "code": "out_of_stock", "available": 1 });
    assert_eq!(refused["lines"], json!([line]));
    assert_eq!((shop.available(&tea), shop.available(&jam)), (9, 1));
}
