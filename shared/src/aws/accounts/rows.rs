//! The rows of the accounts table.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{Item, boolean, number, text};
use crate::{
    accounts::{Account, Attempt, PasswordHash, Profile, Session, Standing, UNVERIFIED_LIFETIME_SECONDS},
    aws::{CorruptItem, ItemExt as _},
    kernel::{BuyerId, Email, EmailDigest, SessionId, Timestamp},
};

/// A row's key.
#[derive(Debug)]
pub(super) struct Key {
    pk: String,
    sk: String,
}

impl Key {
    pub(super) fn account(email: &EmailDigest) -> Self {
        Self { pk: format!("EMAIL#{}", email.as_str()), sk: "ACCOUNT".to_owned() }
    }

    pub(super) fn profile(buyer: &BuyerId) -> Self {
        Self { pk: format!("USER#{buyer}"), sk: "PROFILE".to_owned() }
    }

    pub(super) fn session(buyer: &BuyerId, session: &SessionId) -> Self {
        Self { pk: format!("USER#{buyer}"), sk: format!("SESSION#{session}") }
    }

    pub(super) fn limit(row: &str) -> Self {
        Self { pk: format!("LIMIT#{row}"), sk: "LIMIT".to_owned() }
    }

    /// The row under this key.
    fn row<const N: usize>(self, attributes: [(&str, AttributeValue); N]) -> Item {
        let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value));
        Item::from(self).into_iter().chain(attributes).collect()
    }
}

impl From<Key> for Item {
    fn from(key: Key) -> Self {
        Self::from([("pk".to_owned(), text(key.pk)), ("sk".to_owned(), text(key.sk))])
    }
}

pub(super) fn account_item(account: &Account) -> Item {
    let mut item = Key::account(&account.email.digest()).row([
        ("uid", text(account.buyer.as_str())),
        ("email", text(account.email.as_str())),
        ("password_hash", text(account.password_hash.as_str())),
        ("verified", boolean(account.is_verified())),
        ("role", text(account.role.as_str())),
        ("created_ms", number(account.created.millis())),
    ]);
    if let Standing::Unverified { code, expires } = &account.standing {
        let gone = account.created.plus_seconds(UNVERIFIED_LIFETIME_SECONDS);
        item.insert("code".to_owned(), text(code.reveal()));
        item.insert("code_expires_ms".to_owned(), number(expires.millis()));
        item.insert("ttl".to_owned(), number(gone.seconds()));
    }
    item
}

pub(super) fn read_account(item: &Item) -> Result<Account, CorruptItem> {
    let standing = if item.boolean("verified")? {
        Standing::Verified
    } else {
        let expires = Timestamp::from_millis(item.number("code_expires_ms")?);
        Standing::Unverified { code: item.parsed("code")?, expires }
    };
    Ok(Account {
        email: Email::parse(item.text("email")?).ok_or(CorruptItem("email"))?,
        buyer: item.parsed("uid")?,
        // A damaged hash is for whoever compares with it: nobody can log in with it, and everything else still works.
        password_hash: PasswordHash::stored(item.text("password_hash").unwrap_or_default()),
        role: item.parsed("role")?,
        created: Timestamp::from_millis(item.number("created_ms")?),
        standing,
    })
}

pub(super) fn profile_item(account: &Account) -> Item {
    let profile = [("email", text(account.email.as_str())), ("role", text(account.role.as_str()))];
    Key::profile(&account.buyer).row(profile)
}

pub(super) fn read_profile(item: &Item) -> Result<Profile, CorruptItem> {
    let email = Email::parse(item.text("email")?).ok_or(CorruptItem("email"))?;
    Ok(Profile { email, role: item.parsed("role")? })
}

pub(super) fn session_item(session: &Session) -> Item {
    Key::session(session.token.buyer(), session.token.session()).row([
        ("token_digest", text(session.token.digest())),
        ("role", text(session.role.as_str())),
        ("created_ms", number(session.created.millis())),
        ("expires_ms", number(session.expires().millis())),
        ("ttl", number(session.expires().seconds())),
    ])
}

/// The names of the attempt's windows that are full in `item`.
pub(super) fn full_windows(attempt: &Attempt, item: &Item) -> Vec<String> {
    let members = |name: &str| item.get(name).and_then(|value| value.as_ss().ok()).map_or(0, Vec::len);
    let full = attempt.windows.iter().filter(|window| members(&window.name) >= window.limit);
    full.map(|window| window.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::{RefreshToken, Role},
        world::Random,
    };

    fn account() -> Account {
        let email = Email::parse("ada@example.com").expect("an address");
        let random = Random::new(|bytes| bytes.fill(3));
        Account::new(email, PasswordHash::stored("$argon2id$..."), &random, Timestamp::from_millis(1_795_376_589_708))
    }

    #[test]
    fn an_account_comes_back_as_it_was_stored() {
        assert_eq!(read_account(&account_item(&account())), Ok(account()));
        let verified = Account { standing: Standing::Verified, role: Role::Merchant, ..account() };
        assert_eq!(read_account(&account_item(&verified)), Ok(verified));
    }

    #[test]
    fn no_key_holds_an_address_and_no_session_a_token() {
        let item = account_item(&account());
        assert!(!item.text("pk").expect("a key").contains("ada"));
        let token = RefreshToken::first(&account().buyer, &Random::new(|bytes| bytes.fill(4)));
        let session = Session { token: token.clone(), role: Role::Buyer, created: account().created };
        let stored = format!("{:?}", session_item(&session));
        assert!(!stored.contains(token.reveal().rsplit('.').next().expect("a secret")));
    }

    #[test]
    fn a_damaged_hash_does_not_hide_the_account_but_other_damage_is_told() {
        let mut item = account_item(&account());
        item.remove("password_hash");
        assert_eq!(read_account(&item).expect("an account").password_hash, PasswordHash::stored(""));
        item.insert("role".to_owned(), text("king"));
        assert_eq!(read_account(&item), Err(CorruptItem("role")));
    }

    #[test]
    fn a_verified_account_does_not_expire() {
        assert!(account_item(&account()).contains_key("ttl"));
        let verified = Account { standing: Standing::Verified, ..account() };
        assert!(!account_item(&verified).contains_key("ttl"));
    }
}
