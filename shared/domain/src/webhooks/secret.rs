//! Secrets that webhooks are signed with, and the signature.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::kernel::{Random, Secret, Timestamp};

/// What begins a secret.
const PREFIX: &str = "whsec_";
/// Bytes of a new secret; the scheme asks for 24 to 64.
const BYTES: usize = 32;

/// A secret that webhooks are signed with: `whsec_` and base 64. It shows itself to nobody by accident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningSecret(Secret);

impl SigningSecret {
    /// A new one.
    #[must_use]
    pub fn fresh(random: &Random) -> Self {
        Self(Secret::new(format!("{PREFIX}{}", BASE64.encode(&random.bytes::<BYTES>()))))
    }

    /// One that was written down.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        key(text).map(|_| Self(Secret::new(text)))
    }

    /// The text, for the merchant, once, and for the row that keeps it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// The signature of a message: `v1,` and base 64.
    #[must_use]
    pub fn sign(&self, id: &str, sent: Timestamp, body: &str) -> String {
        let key = key(self.reveal()).unwrap_or_default();
        // A key of any length is good.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return String::new() };
        mac.update(format!("{id}.{}.", sent.seconds()).as_bytes());
        mac.update(body.as_bytes());
        format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
    }
}

fn key(text: &str) -> Option<Vec<u8>> {
    let key = BASE64.decode(text.strip_prefix(PREFIX)?.as_bytes()).ok()?;
    (24..=64).contains(&key.len()).then_some(key)
}

/// The signatures of a message by each of the secrets, as the header `webhook-signature` carries them.
#[must_use]
pub fn signatures(secrets: &[&SigningSecret], id: &str, sent: Timestamp, body: &str) -> String {
    let all: Vec<String> = secrets.iter().map(|secret| secret.sign(id, sent, body)).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the scheme's own libraries.
    const KNOWN: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn a_message_is_signed_as_the_schemes_own_libraries_sign_it() {
        let secret = SigningSecret::from_stored(KNOWN).expect("a secret");
        let sent = Timestamp::from_millis(1_614_265_330_000);
        let signature = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", sent, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn two_secrets_make_two_signatures() {
        let (one, other) =
            (SigningSecret::fresh(&Random::new(|bytes| bytes.fill(7))), SigningSecret::from_stored(KNOWN));
        let other = other.expect("a secret");
        let header = signatures(&[&one, &other], "evt_1", Timestamp::from_millis(0), "{}");
        let parts: Vec<_> = header.split(' ').collect();
        assert!(
            parts.len() == 2 && parts[0] != parts[1] && parts.iter().all(|part| part.starts_with("v1,")),
            "{header}"
        );
    }

    #[test]
    fn a_secret_is_read_back_and_shown_to_nobody() {
        let secret = SigningSecret::fresh(&Random::new(|bytes| bytes.fill(7)));
        assert_eq!(SigningSecret::from_stored(secret.reveal()), Some(secret.clone()));
        assert_eq!(format!("{secret:?}"), "SigningSecret(Secret(..))");
        for text in ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%%"] {
            assert_eq!(SigningSecret::from_stored(text), None, "{text}");
        }
    }
}
