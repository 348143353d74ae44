//! Access tokens as forgers make them, shown to a function of the shop that wants one.

use data_encoding::BASE64URL_NOPAD;
use domain::kernel::Digest;
use get_order::GetOrder;
use ring::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use tests::{Call, Function, Shop};

use crate::accounts_client::{ADA, AccountsClient, PASSWORD, access_token};

/// A shop that trusts one key, which the test holds.
struct Mint {
    shop: Shop,
    key: Ed25519KeyPair,
    get_order: Function,
}

impl Mint {
    async fn open() -> Self {
        let shop = Shop::open();
        let key = Ed25519KeyPair::from_seed_unchecked(&[5; 32]).expect("a key");
        let mut variables = shop.variables_of("get-order");
        let public_key = format!("ours={}", BASE64URL_NOPAD.encode(key.public_key().as_ref()));
        variables.insert("ACCESS_TOKEN_PUBLIC_KEYS".to_owned(), public_key);
        let get_order = shop.start_http::<GetOrder>(variables).await;
        Self { shop, key, get_order }
    }

    /// Claims that are good from now on for five minutes.
    fn claims(&self) -> Value {
        let (now, digest) = (self.shop.clock.now().seconds(), Digest::of(&[b"session"]).short());
        json!({
            "iss": "backroom-local", "aud": "backroom", "sub": self.shop.buyer_id("ada"), "sid": format!("ses_{digest}"),
            "role": "buyer", "iat": now, "exp": now + 300,
        })
    }

    /// A token with any header and claims, which the trusted key really signed.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        format!("{message}.{}", BASE64URL_NOPAD.encode(self.key.sign(message.as_bytes()).as_ref()))
    }

    /// What the shop says to whoever brings this token: 404 to somebody it knows, for the order does not exist.
    async fn shows(&self, token: &str) -> u16 {
        let call = Call::get("/v1/orders/ord_aaaaaaaaaaaaaaaaaaaaaaaaaa").bearer(token);
        let answer = self.shop.call(&self.get_order, call).await;
        if answer.status == 401 {
            answer.expect_problem(401, "unauthorized");
            assert!(self.shop.journal.take().is_empty(), "a bad token costs nothing");
        }
        answer.status
    }
}

fn message(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", encode(header), encode(claims))
}

fn header() -> Value {
    json!({ "alg": "EdDSA", "kid": "ours", "typ": "JWT" })
}

#[tokio::test(start_paused = true)]
async fn a_token_of_the_trusted_key_is_good() {
    let mint = Mint::open().await;
    assert_eq!(mint.shows(&mint.signed(&header(), &mint.claims())).await, 404);
}

#[tokio::test(start_paused = true)]
async fn b46_a_damaged_token_opens_nothing() {
    let accounts_client = AccountsClient::open().await;
    let good = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    assert!(accounts_client.serves(&good).await);
    for length in (0..good.len()).step_by(7).chain([good.len() - 1]) {
        assert!(!accounts_client.serves(&good[..length]).await, "cut at {length}");
    }
    let (head, signature) = good.rsplit_once('.').expect("three parts");
    for damaged in [
        "..".to_owned(),
        "garbage".to_owned(),
        "a.b.c".to_owned(),
        format!("{head}."),
        format!("{good}.{signature}"),
        format!("{good}A"),
        format!("{good}="),
        good.to_uppercase(),
        "A".repeat(9_000),
        format!("{}{good}", "A".repeat(9_000)),
    ] {
        assert!(!accounts_client.serves(&damaged).await, "{damaged}");
    }
    assert!(accounts_client.serves(&good).await);
}

#[tokio::test(start_paused = true)]
async fn b46_a_token_whose_claims_were_changed_opens_nothing() {
    let accounts_client = AccountsClient::open().await;
    let (adas, eves) =
        (accounts_client.enrol(ADA, PASSWORD).await, accounts_client.enrol("eve@example.com", PASSWORD).await);
    let (adas, eves) = (access_token(&adas), access_token(&eves));
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (adas, eves) = (parts(&adas), parts(&eves));
    assert!(!accounts_client.serves(&format!("{}.{}.{}", eves[0], adas[1], eves[2])).await);
    let claims = BASE64URL_NOPAD.decode(eves[1].as_bytes()).expect("claims");
    let promoted = String::from_utf8(claims).expect("JSON").replace("buyer", "merchant");
    assert!(
        !accounts_client
            .serves(&format!("{}.{}.{}", eves[0], BASE64URL_NOPAD.encode(promoted.as_bytes()), eves[2]))
            .await
    );
}

#[tokio::test(start_paused = true)]
async fn b48_a_token_cannot_choose_its_algorithm() {
    let mint = Mint::open().await;
    for algorithm in ["none", "None", "HS256", "RS256", "ES256", "eddsa", ""] {
        let header = json!({ "alg": algorithm, "kid": "ours", "typ": "JWT" });
        assert_eq!(mint.shows(&format!("{}.", message(&header, &mint.claims()))).await, 401, "{algorithm}");
        assert_eq!(mint.shows(&mint.signed(&header, &mint.claims())).await, 401, "{algorithm}");
    }
    let header = json!({ "alg": "HS256", "kid": "ours", "typ": "JWT" });
    let public_key = mint.key.public_key().as_ref();
    let encoded = BASE64URL_NOPAD.encode(public_key);
    for secret in [public_key, encoded.as_bytes(), format!("ours={encoded}").as_bytes()] {
        let message = message(&header, &mint.claims());
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
        let token = format!("{message}.{}", BASE64URL_NOPAD.encode(tag.as_ref()));
        assert_eq!(mint.shows(&token).await, 401);
    }
}

#[tokio::test(start_paused = true)]
async fn b48_a_token_of_another_key_opens_nothing() {
    let mint = Mint::open().await;
    for key_id in ["theirs", "", "../ours", "OURS"] {
        let header = json!({ "alg": "EdDSA", "kid": key_id, "typ": "JWT" });
        assert_eq!(mint.shows(&mint.signed(&header, &mint.claims())).await, 401, "{key_id}");
    }
    let brings_a_key =
        json!({ "alg": "EdDSA", "kid": "ours", "typ": "JWT", "jwk": { "kty": "OKP", "crv": "Ed25519" } });
    assert_eq!(mint.shows(&mint.signed(&brings_a_key, &mint.claims())).await, 401);
    let theirs = Ed25519KeyPair::from_seed_unchecked(&[6; 32]).expect("a key");
    let message = message(&header(), &mint.claims());
    let signature = BASE64URL_NOPAD.encode(theirs.sign(message.as_bytes()).as_ref());
    assert_eq!(mint.shows(&format!("{message}.{signature}")).await, 401);
    // The deployment's self_service key is another one here.
    assert_eq!(mint.shows(&mint.shop.buyer("ada")).await, 401);
}

#[tokio::test(start_paused = true)]
async fn b48_a_token_of_another_issuer_or_audience_opens_nothing() {
    let mint = Mint::open().await;
    for (claim, value) in [
        ("iss", json!("backroom-live")),
        ("iss", json!("")),
        ("aud", json!("somebody else")),
        ("aud", json!(["backroom"])),
        ("sub", json!("")),
        ("sub", json!("merchant")),
        ("sid", json!(7)),
        ("role", json!("king")),
        ("exp", json!("tomorrow")),
        ("exp", json!(1e300)),
    ] {
        let mut claims = mint.claims();
        claims[claim] = value.clone();
        assert_eq!(mint.shows(&mint.signed(&header(), &claims)).await, 401, "{claim}: {value}");
        claims.as_object_mut().expect("claims").remove(claim);
        assert_eq!(mint.shows(&mint.signed(&header(), &claims)).await, 401, "no {claim}");
    }
}

#[tokio::test(start_paused = true)]
async fn b49_a_token_that_expired_a_second_ago_opens_nothing() {
    let mint = Mint::open().await;
    let now = mint.shop.clock.now().seconds();
    for (expires, status) in [(now - 1, 401), (now, 401), (now + 1, 404)] {
        let mut claims = mint.claims();
        claims["exp"] = json!(expires);
        assert_eq!(mint.shows(&mint.signed(&header(), &claims)).await, status, "{}", expires - now);
    }
    let accounts_client = AccountsClient::open().await;
    let token = access_token(&accounts_client.enrol(ADA, PASSWORD).await);
    accounts_client.shop.wait_seconds(298);
    assert!(accounts_client.serves(&token).await);
    accounts_client.shop.wait_seconds(3);
    assert!(!accounts_client.serves(&token).await);
}
