//! One rule for all texts: what cannot be seen or breaks a line is refused, and letters are composed.

use serde_json::{Value, json};
use tests::{Answer, Call};

use crate::catalogue_client::{CatalogueClient, tea_but};

/// Each kind of text that somebody may send, and the answer to it.
async fn send(catalogue_client: &CatalogueClient, kind: &str, text: &str) -> Answer {
    match kind {
        "reason" => {
            let call = catalogue_client.adjusting("tea", &json!({ "quantity": 1, "reason": text }));
            catalogue_client.adjust_with(call.key(text.escape_unicode().to_string().as_str())).await
        }
        "display name" => {
            let shop = &catalogue_client.checkout.shop;
            let call = Call::new("PATCH", "/v1/me").bearer(&shop.buyer("ada")).json(&json!({ "name": text }));
            shop.call(&shop.start("edit-account").await, call).await
        }
        member => catalogue_client.put("tea", &tea_but(&json!({ member: text }))).await,
    }
}

const KINDS: [&str; 5] = ["name", "category", "description", "reason", "display name"];

async fn shop() -> CatalogueClient {
    let catalogue_client = CatalogueClient::with_tea(5).await;
    catalogue_client.checkout.enrol("ada");
    catalogue_client
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_seen_or_breaks_a_line_is_refused_in_every_text() {
    let catalogue_client = shop().await;
    let before = catalogue_client.checkout.shop.state();
    for kind in KINDS {
        for text in [
            "\u{200b}\u{200b}",
            "a\u{2028}b",
            "a\u{2029}b",
            "a\u{202e}b",
            "a\u{2066}b",
            "\u{200f}a",
            "a\u{feff}",
            "a\u{ad}b",
            "a\u{2060}b",
            "a\u{200d}b",
            "\u{3164}",
            "\u{2800}",
            "a\u{e0041}b",
            "a\u{fffe}b",
            "a\u{e000}b",
        ] {
            send(&catalogue_client, kind, text).await.expect_problem(422, "invalid_field");
        }
    }
    assert_eq!(catalogue_client.checkout.shop.state(), before);
}

#[tokio::test(start_paused = true)]
async fn every_script_is_welcome_and_letters_are_composed() {
    let catalogue_client = shop().await;
    for kind in KINDS {
        for (sent, kept) in [
            ("محمد عبد الله", "محمد عبد الله"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("👩\u{200d}🚀 ❤\u{fe0f}", "👩\u{200d}🚀 ❤\u{fe0f}"),
            ("Cafe\u{301} \u{1112}\u{1161}\u{11ab}", "Café 한"),
        ] {
            let answer = send(&catalogue_client, kind, sent).await.expect(200);
            let member = if kind == "display name" { "name" } else { kind };
            assert_eq!(answer[member], Value::from(kept), "{kind}");
        }
    }
}
