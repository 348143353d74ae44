//! What must not be seen, and where it was.

use data_encoding::{BASE64_NOPAD, HEXLOWER};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use tests::{Call, ENDPOINTS, Endpoint, Fixture, PASSWORD, Template};

/// A card number as programs write it, and as people do.
pub(crate) const CARDS: [&str; 2] = ["4242424242424242", "4242 4242 4242 4242"];
/// Members of requests and answers that are secrets, for their reader alone.
const SECRET_MEMBERS: [&str; 8] =
    ["guest_access_token", "access_token", "refresh_token", "device_token", "client_secret", "code", "secret", "quote"];
/// Parts of the addresses, of people and of mailboxes, that requests carry.
const PERSONAL: [&str; 7] = [
    "ada@example.com",
    "new@example.com",
    "ada@mill.example",
    "1 Market Street",
    "Ada Buyer",
    "Cincinnati",
    // A parcel's number leads to where it goes.
    "MM123456789GB",
];
/// The passwords that requests carry.
const PASSWORDS: [&str; 2] = [PASSWORD, "seven herons over the weir"];

/// What must not be seen.
pub(crate) struct Canaries(Vec<String>);

impl Canaries {
    /// Those of a shop and its people: what is fixed, what is in the parameter store, and what `call` carries.
    pub(crate) fn of(fixture: &Fixture, call: &Call) -> Self {
        let fixed = PASSWORDS.iter().chain(&PERSONAL).chain(&CARDS).map(|text| (*text).to_owned());
        let mut canaries = Self(fixed.collect());
        // The signing key stands behind its name.
        let stored = fixture.shop.parameters.values();
        canaries.0.extend(stored.iter().map(|value| value.trim_start_matches("test=").to_owned()));
        for token in [fixture.shop.buyer("ada"), fixture.shop.buyer("eve"), fixture.shop.merchant()] {
            canaries.token(&token);
        }
        let refresh = ENDPOINTS.iter().find(|it| it.sample == "refresh-session").expect("a route");
        canaries.learn(&fixture.request(refresh).body_json());
        canaries.learn(&call.body_json());
        canaries
    }

    /// A token: its last part is what cannot be guessed.
    fn token(&mut self, token: &str) {
        self.0.push(token.rsplit('.').next().unwrap_or(token).to_owned());
    }

    /// Remembers the secrets in a request or in an answer that is none of a refusal.
    pub(crate) fn learn(&mut self, body: &Value) {
        for (name, value) in body.as_object().into_iter().flatten() {
            if let Some(secret) = value.as_str().filter(|_| SECRET_MEMBERS.contains(&name.as_str())) {
                self.token(secret);
            }
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Fails the test if `text` shows any of them, in plain words or as programs write bytes.
    #[track_caller]
    pub(crate) fn absent(&self, place: &str, text: &str) {
        for canary in &self.0 {
            let shown = spellings(canary).into_iter().find(|spelling| text.contains(spelling.as_str()));
            assert!(shown.is_none(), "{place} shows {canary}: {text}");
        }
    }

    /// Fails the test if they are where they do not belong: in the log, in a queue, or in a key of a table.
    #[track_caller]
    pub(crate) fn absent_from_the_shop(&self, fixture: &Fixture, endpoint: &Endpoint, log: &str) {
        let route = endpoint.route();
        self.absent(&format!("{route}: the log"), log);
        self.absent(&format!("{route}: a queue"), &fixture.shop.state()[1].to_string());
        self.absent(&format!("{route}: a key"), &keys(fixture));
    }
}

/// A text as it is, in base64, in hexadecimal digits, and as addresses carry it.
pub(crate) fn spellings(text: &str) -> [String; 4] {
    let bytes = text.as_bytes();
    let in_an_address = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    [text.to_owned(), BASE64_NOPAD.encode(bytes), HEXLOWER.encode(bytes), in_an_address]
}

/// The tables that hold people's affairs. What products are called, in keys and indexes, their merchant chooses, for all to
/// see.
const OF_PEOPLE: [&str; 5] = ["accounts", "audit", "orders", "desk", "recommendations"];

/// The values of every key of every table of people and of its indexes.
fn keys(fixture: &Fixture) -> String {
    let mut values = Vec::new();
    for table in Template::deployed().tables() {
        let name = table["TableName"].as_str().expect("a name").rsplit('-').next().expect("a name").to_owned();
        if !OF_PEOPLE.contains(&name.as_str()) {
            continue;
        }
        let definitions = table["AttributeDefinitions"].as_array().expect("attributes");
        let names: Vec<&str> = definitions.iter().filter_map(|it| it["AttributeName"].as_str()).collect();
        for row in fixture.shop.tables.rows(&name) {
            values.extend(names.iter().filter_map(|name| row.get(name)).map(ToString::to_string));
        }
    }
    assert!(!values.is_empty());
    values.join(" ")
}
