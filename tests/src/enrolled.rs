//! People with an account and a session, without a sign-up.

use std::sync::LazyLock;

use domain::{
    accounts::{HashCost, Password, PasswordHash, Role},
    kernel::Email,
};
use serde_json::json;

use crate::{Identities, PASSWORD, Shop};

impl Shop {
    /// Gives `name` an account with a verified address, `name@example.com`, under [`PASSWORD`], and a session.
    pub fn seed_account(&self, name: &str, role: Role) {
        static HASH: LazyLock<String> = LazyLock::new(|| {
            let password = Password::offered(PASSWORD).expect("a password");
            PasswordHash::of(&password, &[3; 16], HashCost::LEAST).expect("a hash").as_str().to_owned()
        });
        let (uid, now) = (self.buyer_id(name), self.clock.now());
        let email = Email::parse(&format!("{name}@example.com")).expect("an address");
        let account = json!({
            "pk": format!("EMAIL#{}", email.digest().as_str()), "sk": "ACCOUNT", "uid": uid, "email": email.as_str(),
            "password_hash": *HASH, "role": role.as_str(), "session_epoch": 0, "created_ms": now.millis(),
        });
        let profile = json!({
            "pk": format!("USER#{uid}"), "sk": "PROFILE", "email": email.as_str(), "role": role.as_str(), "session_epoch": 0,
        });
        let session = json!({
            "pk": format!("USER#{uid}"), "sk": format!("SESSION#{}", Identities::session_of(name)), "token_digest": "none",
            "role": role.as_str(), "session_epoch": 0, "device": "Edge", "created_ms": now.millis(), "used_ms": now.millis(),
            "expires_ms": now.plus_seconds(86_400).millis(), "ttl": now.plus_seconds(86_400).seconds(),
        });
        for row in [account, profile, session] {
            self.tables.put("accounts", &row);
        }
    }
}
