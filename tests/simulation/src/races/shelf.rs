//! Races for what is on the shelf.

use std::sync::Arc;

use futures::FutureExt as _;
use serde_json::json;
use tests::Call;

use super::{buyer, cast, nothing, states};
use crate::{
    client::{Client, wish},
    race::{Cast, must},
    script::KEY,
    stage::{SPREAD, Stage},
};

/// Two units each, of four in rows of two, one and one: there is enough for both, whoever is first.
pub(super) async fn several_rows(stage: &Arc<Stage>) -> Cast {
    stage.spread().await;
    let both = [buyer(stage, "ada"), buyer(stage, "ben")];
    let acts = both
        .iter()
        .cloned()
        .map(|client| async move { drop(client.place(KEY, &wish(&[SPREAD, SPREAD])).await) }.boxed());
    cast(acts.collect(), both.to_vec(), |stage| {
        must(stage, states(stage).len() == 2, || format!("four units made {} orders of two", states(stage).len()));
    })
}

pub(super) async fn price_change(stage: &Arc<Stage>) -> Cast {
    stage.stock("tea", 2);
    let (ada, shop) = (buyer(stage, "ada"), Client::new(stage, "shop", false));
    let merchant = stage.merchant();
    let product = json!({
        "name": "Tea", "description": "First flush", "category": "pantry", "price_minor": 599, "currency": "USD",
    });
    let client = ada.clone();
    let place = async move { drop(client.place(KEY, &wish(&["tea"])).await) }.boxed();
    let change = async move {
        shop.persist("put-product", || Call::put("/v1/products/tea").bearer(&merchant).json(&product)).await;
    };
    cast(vec![place, change.boxed()], vec![ada], nothing)
}

pub(super) async fn shrinkage(stage: &Arc<Stage>) -> Cast {
    stage.stock("tea", 1);
    let (ada, shop) = (buyer(stage, "ada"), Client::new(stage, "shop", false));
    let (merchant, client) = (stage.merchant(), ada.clone());
    let place = async move { drop(client.place(KEY, &wish(&["tea"])).await) }.boxed();
    let take = async move {
        let less = json!({ "quantity": -1, "reason": "broken" });
        let call = || Call::post("/v1/products/tea/stock").bearer(&merchant).key("broken 1").json(&less);
        shop.persist("adjust-stock", call).await;
    };
    cast(vec![place, take.boxed()], vec![ada], nothing)
}
