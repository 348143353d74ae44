//! Texts that strangers hold: cursors and queries, tokens and addresses, events and their signatures.

use std::sync::LazyLock;

use domain::{
    accounts::{KnownDevices, RefreshToken, TokenVerifier, device_name},
    kernel::{Email, Secret, Timestamp},
};
use lambda::http::{Cursor, Query};
use stripe::{Event, EventMatter, WebhookSecrets};

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_376_589_000);
const LIST: [&str; 2] = ["products", "name"];

/// A cursor, or a query string: what is read is what would be written, opens no other list, and is within its bounds.
pub fn cursor(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(cursor) = Cursor::decode(text, &LIST) {
        assert_eq!(Cursor::decode(&cursor.encode(&LIST), &LIST), Ok(cursor));
        assert!(Cursor::decode(text, &["products", "price"]).is_err(), "a cursor of another list");
    }
    if let Ok(query) = Query::parse(text, &["limit", "cursor", "sort", "category"]) {
        assert!(query.limit().is_err() || query.limit().is_ok_and(|limit| (1..=100).contains(&limit)));
        let values = ["cursor", "sort", "category"].map(|name| query.get(name).unwrap_or_default().to_owned());
        assert!(values.iter().all(|value| !value.chars().any(char::is_control)), "{values:?}");
    }
}

/// A webhook's header, up to the end of the line, and its body: none but a signed one is believed, and what is read of
/// a body names an order in the shop's own words or not at all.
pub fn stripe_event(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (header, body) = (String::from_utf8_lossy(&data[..end]), data.get(end + 1..).unwrap_or_default());
    let secrets = WebhookSecrets::of(&Secret::new("whsec_that_nobody_guesses,whsec_another_one"));
    assert!(secrets.verify(&header, body, NOW).is_err(), "an event that nobody signed");
    let Some(event) = Event::read(body) else { return };
    if let EventMatter::Order(buyer, order, _) = event.matter() {
        assert!(buyer.as_str().starts_with("usr_") && order.as_str().starts_with("ord_"), "{buyer} {order}");
    }
    if let Some(intent) = event.intent() {
        // It goes into the path of a call to the provider.
        let is_plain = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
        assert!(intent.as_str().bytes().all(is_plain), "{intent}");
    }
}

static VERIFIER: LazyLock<TokenVerifier> = LazyLock::new(|| {
    // A public key whose private one is nobody's here: RFC 8037, appendix A.2.
    let key = "test=11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    TokenVerifier::new("backroom-local", key).expect("a public key")
});

/// Access, refresh and device tokens, devices' names and addresses: none but a signed token is believed, and what is read is
/// what was written.
pub fn tokens(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    assert!(VERIFIER.verify(text, NOW).is_err(), "a token that nobody signed");
    if let Ok(token) = text.parse::<RefreshToken>() {
        assert_eq!(token.reveal(), text, "read otherwise than written");
    }
    let ada = Email::parse("ada@example.com").expect("an address").digest();
    let devices = KnownDevices::new(&Secret::new("a signing key that nobody guesses"));
    assert!(devices.recognise(&ada, text).is_none(), "a device that nobody knows");
    assert!(device_name(text).len() < 200, "a name that does not fit");
    if let Ok(email) = Email::parse(text) {
        assert_eq!(Email::parse(email.as_str()).as_ref(), Ok(&email), "another address the second time");
    }
}
