//! People: who they are and the tokens that prove it, without a log-in.

use data_encoding::BASE64;
use domain::{
    accounts::{Identity, Role, TokenSigner},
    kernel::{Digest, Secret, SessionId, Timestamp, UserId},
};

use crate::Shop;

/// The form of an Ed25519 private key (RFC 8410) up to its 32 bytes.
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// Signs in the shop's name.
#[derive(Debug)]
pub struct Identities(TokenSigner);

impl Identities {
    /// The signer of the shop that issues as `issuer`.
    #[must_use]
    pub fn new(issuer: &str) -> Self {
        Self::with_key(issuer, &Self::signing_key())
    }

    /// Somebody who issues as `issuer` and calls another key by the name of the shop's own.
    pub(crate) fn forger(issuer: &str) -> Self {
        Self::with_key(issuer, &named_key(8))
    }

    fn with_key(issuer: &str, key: &str) -> Self {
        Self(TokenSigner::new(issuer, &Secret::new(key)).expect("a signing key"))
    }

    /// The key, as the parameter store holds it.
    pub(crate) fn signing_key() -> String {
        named_key(7)
    }

    /// The key's public half, as verifiers take it.
    #[must_use]
    pub fn public_key(&self) -> String {
        self.0.public_key()
    }

    /// The account of the person called `name`; always the same.
    #[must_use]
    pub fn id_of(name: &str) -> UserId {
        UserId::from_digest(&Digest::of(&[name.as_bytes()]))
    }

    /// The session of the person called `name`; always the same.
    #[must_use]
    pub fn session_of(name: &str) -> SessionId {
        SessionId::from_digest(&Digest::of(&[b"session", name.as_bytes()]))
    }

    /// A fresh access token of the person called `name`.
    #[must_use]
    pub fn token(&self, name: &str, role: Role, now: Timestamp) -> String {
        let identity = Identity { user: Self::id_of(name), session: Self::session_of(name), role };
        self.0.sign(&identity, now).reveal().to_owned()
    }
}

/// A private key made of one byte, under the name of the shop's.
fn named_key(byte: u8) -> String {
    let key: Vec<u8> = PKCS8.iter().copied().chain([byte; 32]).collect();
    format!("test={}", BASE64.encode(&key))
}

impl Shop {
    /// An access token of the buyer called `name`, good for five minutes from now.
    #[must_use]
    pub fn buyer(&self, name: &str) -> String {
        self.people.token(name, Role::Buyer, self.clock.now())
    }

    /// An access token of the guest called `name`.
    #[must_use]
    pub fn guest(&self, name: &str) -> String {
        self.people.token(name, Role::Guest, self.clock.now())
    }

    /// An access token of the shop's owner.
    #[must_use]
    pub fn merchant(&self) -> String {
        self.staff(Role::Owner)
    }

    /// An access token of one of the staff, in this role.
    #[must_use]
    pub fn staff(&self, role: Role) -> String {
        let name = if role == Role::Owner { "merchant" } else { role.as_str() };
        self.people.token(name, role, self.clock.now())
    }

    /// The account of the buyer called `name`.
    #[must_use]
    pub fn buyer_id(&self, name: &str) -> UserId {
        Identities::id_of(name)
    }
}
