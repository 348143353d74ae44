//! Races for what is on the shards.

use std::sync::Arc;

use futures::FutureExt as _;
use serde_json::json;
use tests::Call;

use super::{buyer, fixture, nothing, states};
use crate::{
    client::{Client, wish},
    race::{Fixture, must},
    run_state::{RunState, SPREAD},
    script::KEY,
};

/// Two units each, of four in rows of two, one and one: there is enough for both, whoever is first.
pub(super) async fn several_rows(run_state: &Arc<RunState>) -> Fixture {
    run_state.reshard().await;
    let both = [buyer(run_state, "ada"), buyer(run_state, "ben")];
    let acts = both
        .iter()
        .cloned()
        .map(|client| async move { drop(client.place(KEY, &wish(&[SPREAD, SPREAD])).await) }.boxed());
    fixture(acts.collect(), both.to_vec(), |run_state| {
        must(run_state, states(run_state).len() == 2, || {
            format!("four units made {} orders of two", states(run_state).len())
        });
    })
}

pub(super) async fn price_change(run_state: &Arc<RunState>) -> Fixture {
    run_state.stock("tea", 2);
    let (ada, shop) = (buyer(run_state, "ada"), Client::new(run_state, "shop", false));
    let merchant = run_state.merchant();
    let product = json!({
        "name": "Tea", "description": "First flush", "category": "pantry",
        "variants": [{ "prices": [{ "currency": "USD", "price_minor": 599 }] }],
    });
    let client = ada.clone();
    let place = async move { drop(client.place(KEY, &wish(&["tea"])).await) }.boxed();
    let change = async move {
        shop.persist("manage-products", || Call::put("/v1/products/tea").bearer(&merchant).json(&product)).await;
    };
    fixture(vec![place, change.boxed()], vec![ada], nothing)
}

pub(super) async fn shrinkage(run_state: &Arc<RunState>) -> Fixture {
    run_state.stock("tea", 1);
    let (ada, shop) = (buyer(run_state, "ada"), Client::new(run_state, "shop", false));
    let (merchant, client) = (run_state.merchant(), ada.clone());
    let place = async move { drop(client.place(KEY, &wish(&["tea"])).await) }.boxed();
    let take = async move {
        let less = json!({ "quantity": -1, "reason": "broken" });
        let call = || Call::post("/v1/merchant/skus/tea/adjustments").bearer(&merchant).key("broken 1").json(&less);
        shop.persist("manage-stock", call).await;
    };
    fixture(vec![place, take.boxed()], vec![ada], nothing)
}
