//! Access tokens: JSON Web Tokens signed with Ed25519 (RFC 7519, RFC 8037), verified without any I/O.
//!
//! There is exactly one algorithm, so a token cannot choose another: the whole header is compared, not interpreted.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::Role;
use crate::kernel::{Random, Seconds, Secret, SessionId, Timestamp, UserId};

/// How long an access token is valid.
pub const LIFETIME_SECONDS: Seconds = 300;
/// How long the access token of a guest is valid, which nothing refreshes: as long as the guest's cart is kept.
pub const GUEST_LIFETIME_SECONDS: Seconds = 30 * 24 * 60 * 60;
/// Longer texts are not looked at.
const MAX_LENGTH: usize = 2_048;
/// The one audience.
const AUDIENCE: &str = "backroom";

/// Who is asking, as a verified access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The account, or what stands for one that a guest has not.
    pub user: UserId,
    /// The log-in that the token comes from.
    pub session: SessionId,
    /// What the account might do when the token was issued.
    pub role: Role,
}

impl Identity {
    /// A guest: somebody new, of whom nothing is stored.
    #[must_use]
    pub fn guest(random: &Random) -> Self {
        let (user, session) = (UserId::from_digest(&random.digest()), SessionId::from_digest(&random.digest()));
        Self { user, session, role: Role::Guest }
    }

    /// How long a token of it is valid.
    #[must_use]
    pub const fn lifetime_seconds(&self) -> Seconds {
        match self.role {
            Role::Guest => GUEST_LIFETIME_SECONDS,
            Role::Buyer | Role::Owner | Role::Manager | Role::Fulfilment | Role::Support => LIFETIME_SECONDS,
        }
    }
}

/// An invalid token. The reason is deliberately not exposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access token is not valid")]
pub struct InvalidToken;

/// A key of another form than it should have. The text says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidKey(pub &'static str);

const INVALID_SIGNING_KEY: InvalidKey = InvalidKey("it must be <key id>=<Ed25519 private key as PKCS#8 in base 64>");
const INVALID_PUBLIC_KEYS: InvalidKey =
    InvalidKey("it must be <key id>=<32 bytes in base 64 for URLs>, one or two, separated by commas");

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    role: Role,
    iat: i64,
    exp: i64,
}

/// Signs access tokens. Only the functions that issue tokens have one.
#[derive(Debug)]
pub struct TokenSigner {
    issuer: String,
    key_id: String,
    key: Ed25519KeyPair,
}

impl TokenSigner {
    /// Signs in the name of `issuer` with the key `<key id>=<PKCS#8 in base 64>`.
    pub fn new(issuer: &str, signing_key: &Secret) -> Result<Self, InvalidKey> {
        let (key_id, key) = signing_key.reveal().trim().split_once('=').ok_or(INVALID_SIGNING_KEY)?;
        let der = BASE64.decode(key.as_bytes()).map_err(|_| INVALID_SIGNING_KEY)?;
        let key = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map_err(|_| INVALID_SIGNING_KEY)?;
        Ok(Self { issuer: issuer.to_owned(), key_id: key_id.to_owned(), key })
    }

    /// A token for `identity`, good from `now` for as long as [`Identity::lifetime_seconds`] says.
    #[must_use]
    pub fn sign(&self, identity: &Identity, now: Timestamp) -> Secret {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: identity.user.as_str().to_owned(),
            sid: identity.session.as_str().to_owned(),
            role: identity.role,
            iat: now.seconds(),
            exp: now.plus_seconds(identity.lifetime_seconds()).seconds(),
        };
        Secret::new(self.sign_claims(&claims))
    }

    /// A token with any claims. Their audience keeps one kind of token from passing for another.
    pub(crate) fn sign_claims(&self, claims: &impl Serialize) -> String {
        let claims = serde_json::to_vec(claims).unwrap_or_default();
        let message = format!("{}.{}", header(&self.key_id), BASE64URL_NOPAD.encode(&claims));
        let signature = self.key.sign(message.as_bytes());
        format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }

    /// In whose name it signs.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What a verifier needs to know: `<key id>=<public key in base 64 for URLs>`.
    #[must_use]
    pub fn public_key(&self) -> String {
        format!("{}={}", self.key_id, BASE64URL_NOPAD.encode(self.key.public_key().as_ref()))
    }
}

/// Verifies access tokens with the public keys, of which there are two while keys rotate.
#[derive(Clone, Debug)]
pub struct TokenVerifier {
    issuer: String,
    /// The exact header that each key signs under, and the key.
    keys: Vec<(String, Vec<u8>)>,
}

impl TokenVerifier {
    /// Trusts the tokens that `issuer` signs with one of `public_keys`, `<key id>=<key>[,<key id>=<key>]`.
    pub fn new(issuer: &str, public_keys: &str) -> Result<Self, InvalidKey> {
        let keys: Option<Vec<_>> = public_keys.split(',').map(parse_public_key).collect();
        Ok(Self { issuer: issuer.to_owned(), keys: keys.ok_or(INVALID_PUBLIC_KEYS)? })
    }

    /// The identity that `token` proves at `now`.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Identity, InvalidToken> {
        let claims: Claims = self.open(token, MAX_LENGTH)?;
        if claims.iss != self.issuer || claims.aud != AUDIENCE || now.seconds() >= claims.exp {
            return Err(InvalidToken);
        }
        let user = claims.sub.parse().map_err(|_| InvalidToken)?;
        let session = claims.sid.parse().map_err(|_| InvalidToken)?;
        Ok(Identity { user, session, role: claims.role })
    }

    /// The claims of a token of at most `max_length` bytes that one of the keys signed. Issuer, audience and time are the caller's to check.
    pub(crate) fn open<C: DeserializeOwned>(&self, token: &str, max_length: usize) -> Result<C, InvalidToken> {
        if token.len() > max_length {
            return Err(InvalidToken);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(InvalidToken)?;
        let (header, claims) = message.split_once('.').ok_or(InvalidToken)?;
        let (_, key) = self.keys.iter().find(|(known, _)| known == header).ok_or(InvalidToken)?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| InvalidToken)?;
        UnparsedPublicKey::new(&ED25519, key).verify(message.as_bytes(), &signature).map_err(|_| InvalidToken)?;
        let claims = BASE64URL_NOPAD.decode(claims.as_bytes()).map_err(|_| InvalidToken)?;
        serde_json::from_slice(&claims).map_err(|_| InvalidToken)
    }

    /// Whose tokens it trusts.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }
}

/// The header of every token that the key called `key_id` signs.
fn header(key_id: &str) -> String {
    let header = serde_json::json!({ "alg": "EdDSA", "kid": key_id, "typ": "JWT" });
    BASE64URL_NOPAD.encode(header.to_string().as_bytes())
}

fn parse_public_key(text: &str) -> Option<(String, Vec<u8>)> {
    let (key_id, key) = text.trim().split_once('=')?;
    let key = BASE64URL_NOPAD.decode(key.trim_end_matches('=').as_bytes()).ok()?;
    (key.len() == 32).then(|| (header(key_id), key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Digest;

    const NOW: Timestamp = Timestamp::from_millis(1_795_376_589_000);

    /// An issuer called `issuer` whose key is called `key_id` and made of `seed`.
    fn signer(issuer: &str, key_id: &str, seed: u8) -> TokenSigner {
        let key = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a key");
        TokenSigner { issuer: issuer.to_owned(), key_id: key_id.to_owned(), key }
    }

    /// What trusts `signers` at the issuer called `shop`.
    fn verifier(signers: &[&TokenSigner]) -> TokenVerifier {
        let keys: Vec<String> = signers.iter().map(|signer| signer.public_key()).collect();
        TokenVerifier::new("shop", &keys.join(",")).expect("a verifier")
    }

    fn ada() -> Identity {
        let digest = Digest::of(&[b"ada"]);
        let (user, session) = (UserId::from_digest(&digest), SessionId::from_digest(&digest));
        Identity { user, session, role: Role::Owner }
    }

    fn encode(value: &serde_json::Value) -> String {
        BASE64URL_NOPAD.encode(value.to_string().as_bytes())
    }

    /// A token that `signer` really signed, with whatever header and claims.
    fn signed(signer: &TokenSigner, header: &str, claims: &serde_json::Value) -> String {
        let message = format!("{header}.{}", encode(claims));
        let signature = signer.key.sign(message.as_bytes());
        format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }

    fn claims() -> serde_json::Value {
        let (iat, exp) = (NOW.seconds(), NOW.plus_seconds(LIFETIME_SECONDS).seconds());
        serde_json::json!({
            "iss": "shop", "aud": AUDIENCE, "sub": ada().user, "sid": ada().session,
            "role": "owner", "iat": iat, "exp": exp,
        })
    }

    #[test]
    fn a_token_proves_who_it_was_issued_to_for_five_minutes() {
        let signer = signer("shop", "k1", 1);
        let verifier = verifier(&[&signer]);
        let token = signer.sign(&ada(), NOW);
        assert_eq!(verifier.verify(token.reveal(), NOW), Ok(ada()));
        assert_eq!(verifier.verify(token.reveal(), NOW.plus_seconds(299)), Ok(ada()));
        assert_eq!(verifier.verify(token.reveal(), NOW.plus_seconds(300)), Err(InvalidToken));
        assert_eq!(verifier.verify(token.reveal(), NOW.plus_seconds(301)), Err(InvalidToken));
    }

    #[test]
    fn a_token_from_before_there_were_roles_is_an_owners() {
        let ours = signer("shop", "k1", 1);
        let mut claims = claims();
        claims["role"] = "merchant".into();
        assert_eq!(verifier(&[&ours]).verify(&signed(&ours, &header("k1"), &claims), NOW), Ok(ada()));
    }

    #[test]
    fn two_keys_are_good_while_keys_rotate() {
        let (old, new, strange) = (signer("shop", "k1", 1), signer("shop", "k2", 2), signer("shop", "k3", 3));
        let verifier = verifier(&[&old, &new]);
        assert_eq!(verifier.verify(old.sign(&ada(), NOW).reveal(), NOW), Ok(ada()));
        assert_eq!(verifier.verify(new.sign(&ada(), NOW).reveal(), NOW), Ok(ada()));
        assert_eq!(verifier.verify(strange.sign(&ada(), NOW).reveal(), NOW), Err(InvalidToken));
    }

    #[test]
    fn a_token_of_another_key_issuer_or_audience_proves_nothing() {
        let ours = signer("shop", "k1", 1);
        let verifier = verifier(&[&ours]);
        let other_key_under_our_name = signer("shop", "k1", 2).sign(&ada(), NOW);
        assert_eq!(verifier.verify(other_key_under_our_name.reveal(), NOW), Err(InvalidToken));
        let our_key_under_another_name = signer("shop", "k2", 1).sign(&ada(), NOW);
        assert_eq!(verifier.verify(our_key_under_another_name.reveal(), NOW), Err(InvalidToken));

        assert_eq!(verifier.verify(&signed(&ours, &header("k1"), &claims()), NOW), Ok(ada()));
        for (claim, value) in [("iss", "other"), ("aud", "other"), ("sub", "ada"), ("sid", ""), ("role", "king")] {
            let mut claims = claims();
            claims[claim] = value.into();
            assert_eq!(verifier.verify(&signed(&ours, &header("k1"), &claims), NOW), Err(InvalidToken), "{claim}");
        }
        for claim in ["iss", "aud", "sub", "sid", "role", "exp"] {
            let mut claims = claims();
            claims.as_object_mut().expect("an object").remove(claim);
            assert_eq!(verifier.verify(&signed(&ours, &header("k1"), &claims), NOW), Err(InvalidToken), "no {claim}");
        }
    }

    #[test]
    fn a_token_cannot_choose_its_algorithm() {
        let ours = signer("shop", "k1", 1);
        let verifier = verifier(&[&ours]);
        let none = encode(&serde_json::json!({ "alg": "none", "kid": "k1", "typ": "JWT" }));
        assert_eq!(verifier.verify(&format!("{none}.{}.", encode(&claims())), NOW), Err(InvalidToken));
        assert_eq!(verifier.verify(&signed(&ours, &none, &claims()), NOW), Err(InvalidToken));

        let symmetric = encode(&serde_json::json!({ "alg": "HS256", "kid": "k1", "typ": "JWT" }));
        let message = format!("{symmetric}.{}", encode(&claims()));
        let public_key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, ours.key.public_key().as_ref());
        let signature = BASE64URL_NOPAD.encode(ring::hmac::sign(&public_key, message.as_bytes()).as_ref());
        assert_eq!(verifier.verify(&format!("{message}.{signature}"), NOW), Err(InvalidToken));
    }

    #[test]
    fn a_damaged_token_proves_nothing() {
        let signer = signer("shop", "k1", 1);
        let verifier = verifier(&[&signer]);
        let token = signer.sign(&ada(), NOW);
        let good = token.reveal();
        for length in 0..good.len() {
            assert_eq!(verifier.verify(&good[..length], NOW), Err(InvalidToken), "cut at {length}");
        }
        for damaged in [
            "..".to_owned(),
            "a.b.c".to_owned(),
            "😀.😀.😀".to_owned(),
            format!("{good}="),
            format!("{good}.{good}"),
            good.to_uppercase(),
            "A".repeat(1_000_000),
            format!("{}.{}", "A".repeat(3_000), good),
        ] {
            assert_eq!(verifier.verify(&damaged, NOW), Err(InvalidToken));
        }
    }

    #[test]
    fn keys_that_are_none_are_refused_at_the_start() {
        let start = |keys: &str| TokenVerifier::new("shop", keys);
        for keys in ["", "k1", "k1=", "k1=AAAA", "k1=%%%", "AAAA,k2=AAAA"] {
            assert!(start(keys).is_err(), "{keys}");
        }
        let good = signer("shop", "k1", 1).public_key();
        assert!(start(&good).is_ok() && start(&format!("{good},")).is_err());

        for key in ["", "k1", "k1=%%%", "k1=AAAA"] {
            assert!(TokenSigner::new("shop", &Secret::new(key)).is_err(), "{key}");
        }
    }
}
