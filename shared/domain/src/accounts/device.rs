//! Devices: what a log-in looks like in a list, and how one that has logged in before is recognised.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::kernel::{Digest, EmailDigest, Random, Secret};

/// Random bytes of a device's identifier.
const ID_BYTES: usize = 16;
/// Bytes of a token: the identifier and its code (HMAC-SHA-256).
const TOKEN_BYTES: usize = ID_BYTES + 32;

/// Browsers by a word in their `User-Agent`. The first match counts: most user agents also contain later names.
const PROGRAMS: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
/// Systems, the same way.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// What a device is called in a list of sessions: `Firefox on Linux`. Nothing of the `User-Agent` itself is kept.
#[must_use]
pub fn device_name(user_agent: &str) -> String {
    let known =
        |words: &[(&str, &'static str)]| words.iter().find(|(word, _)| user_agent.contains(word)).map(|it| it.1);
    match (known(&PROGRAMS), known(&SYSTEMS)) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "unknown device".to_owned(),
    }
}

/// Gives devices a token at a good log-in, and knows them again by it. Nothing is stored: the token carries a code that
/// only the shop can compute, for one device and one address.
#[derive(Debug)]
pub struct KnownDevices {
    key: Secret,
}

/// A device that has logged in to the account before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// Its identifier, for the row that counts its attempts.
    pub id: String,
}

impl KnownDevices {
    /// With a key derived from `secret`: when that is replaced, all devices are unknown until their next log-in.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        let key = Digest::of(&[b"device tokens", secret.reveal().as_bytes()]);
        Self { key: Secret::new(BASE64URL_NOPAD.encode(key.bytes())) }
    }

    /// A token for a device that has just logged in to the account of `email`.
    #[must_use]
    pub fn issue(&self, email: &EmailDigest, random: &Random) -> Secret {
        let id = random.bytes::<ID_BYTES>();
        let code = self.code(email, &id).finalize().into_bytes();
        Secret::new(BASE64URL_NOPAD.encode(&[&id[..], &code].concat()))
    }

    /// The device that `token` was given to at a log-in to the account of `email`. Any other text is no device.
    #[must_use]
    pub fn recognise(&self, email: &EmailDigest, token: &str) -> Option<KnownDevice> {
        // Its length first: nothing long is decoded.
        if token.len() != BASE64URL_NOPAD.encode_len(TOKEN_BYTES) {
            return None;
        }
        let token = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        let (id, code) = token.split_at_checked(ID_BYTES)?;
        self.code(email, id).verify_slice(code).ok()?;
        Some(KnownDevice { id: Digest::of(&[b"device", id]).short() })
    }

    fn code(&self, email: &EmailDigest, id: &[u8]) -> Hmac<Sha256> {
        let Ok(code) = Hmac::<Sha256>::new_from_slice(self.key.reveal().as_bytes()) else {
            unreachable!("HMAC takes keys of any length")
        };
        code.chain_update(id).chain_update(email.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Email;

    fn ada() -> EmailDigest {
        Email::parse("ada@example.com").expect("an address").digest()
    }

    fn random() -> Random {
        Random::new(|bytes| bytes.fill(5))
    }

    #[test]
    fn a_device_is_known_again_for_its_own_address_under_the_same_key() {
        let devices = KnownDevices::new(&Secret::new("key"));
        let token = devices.issue(&ada(), &random());
        let known = devices.recognise(&ada(), token.reveal()).expect("a known device");
        assert_eq!(devices.recognise(&ada(), token.reveal()), Some(known));
        let bob = Email::parse("bob@example.com").expect("an address").digest();
        assert_eq!(devices.recognise(&bob, token.reveal()), None);
        assert_eq!(KnownDevices::new(&Secret::new("other")).recognise(&ada(), token.reveal()), None);
    }

    #[test]
    fn a_damaged_token_is_no_device() {
        let devices = KnownDevices::new(&Secret::new("key"));
        let token = devices.issue(&ada(), &random()).reveal().to_owned();
        let other = if token.starts_with('A') { "B" } else { "A" };
        for damaged in
            ["", "..", &token[1..], &format!("{token}A"), &format!("{other}{}", &token[1..]), &"A".repeat(9_999)]
        {
            assert_eq!(devices.recognise(&ada(), damaged), None, "{damaged}");
        }
    }

    #[test]
    fn a_device_is_called_by_its_program_and_system() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(device_name(firefox), "Firefox on Linux");
        assert_eq!(device_name(edge), "Edge on Windows");
        assert_eq!(device_name("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"), "Safari on iOS");
        assert_eq!(device_name("curl/8.5.0"), "unknown device");
        assert_eq!(device_name(&"<script>".repeat(999)), "unknown device");
    }
}
