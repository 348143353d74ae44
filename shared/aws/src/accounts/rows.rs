//! The rows of the accounts table.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    accounts::{
        Account, Attempt, EMAIL_CHANGE_LIFETIME_SECONDS, EmailChange, EmailMove, MailedCode, OpenSession, PasswordHash,
        PasswordReset, Profile, ResetToken, SIGN_UP_LIFETIME_SECONDS, Session, SessionEpoch, SignUp, StaffMember,
    },
    kernel::{Email, EmailDigest, SessionId, SignUpId, Text, Timestamp, UserId},
};

use super::{Item, number, text};
use crate::{CorruptItem, ItemExt as _};

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

    pub(super) fn sign_up(id: &SignUpId) -> Self {
        Self { pk: format!("SIGNUP#{id}"), sk: "SIGNUP".to_owned() }
    }

    pub(super) fn password_reset(token: &ResetToken) -> Self {
        Self { pk: format!("RESET#{}", token.digest()), sk: "RESET".to_owned() }
    }

    pub(super) fn email_change(user: &UserId) -> Self {
        Self { pk: format!("USER#{user}"), sk: "EMAIL-CHANGE".to_owned() }
    }

    pub(super) fn email_move(user: &UserId, at: Timestamp) -> Self {
        Self { pk: format!("USER#{user}"), sk: format!("EMAIL-MOVE#{}", at.millis()) }
    }

    pub(super) fn addresses(user: &UserId) -> Self {
        Self { pk: format!("USER#{user}"), sk: "ADDRESSES".to_owned() }
    }

    pub(super) fn profile(user: &UserId) -> Self {
        Self { pk: format!("USER#{user}"), sk: "PROFILE".to_owned() }
    }

    /// The owners, whose partition is that of all staff.
    pub(super) fn owners() -> Self {
        Self { pk: "STAFF".to_owned(), sk: "OWNERS".to_owned() }
    }

    pub(super) fn staff_member(user: &UserId) -> Self {
        Self { pk: "STAFF".to_owned(), sk: format!("USER#{user}") }
    }

    pub(super) fn session(user: &UserId, session: &SessionId) -> Self {
        Self { pk: format!("USER#{user}"), sk: format!("SESSION#{session}") }
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
    let mut row = Key::account(&account.email.digest()).row([
        ("uid", text(account.user.as_str())),
        ("email", text(account.email.as_str())),
        ("password_hash", text(account.password_hash.as_str())),
        ("role", text(account.role.as_str())),
        ("session_epoch", number(account.session_epoch.0)),
        ("created_ms", number(account.created.millis())),
    ]);
    row.extend(account.blocked.map(|at| ("blocked_ms".to_owned(), number(at.millis()))));
    row
}

pub(super) fn read_account(item: &Item) -> Result<Account, CorruptItem> {
    Ok(Account {
        email: email(item, "email")?,
        user: item.parsed("uid")?,
        // A damaged hash is for whoever compares with it: nobody can log in with it, and everything else still works.
        password_hash: PasswordHash::stored(item.text("password_hash").unwrap_or_default()),
        role: item.parsed("role")?,
        session_epoch: SessionEpoch(item.number("session_epoch")?),
        created: Timestamp::from_millis(item.number("created_ms")?),
        blocked: item.get("blocked_ms").map(|_| item.number("blocked_ms")).transpose()?.map(Timestamp::from_millis),
    })
}

pub(super) fn sign_up_item(sign_up: &SignUp) -> Item {
    let gone = sign_up.created.plus_seconds(SIGN_UP_LIFETIME_SECONDS);
    let row = Key::sign_up(&sign_up.id).row([
        ("id", text(sign_up.id.as_str())),
        ("email", text(sign_up.email.as_str())),
        ("password_hash", text(sign_up.password_hash.as_str())),
        ("created_ms", number(sign_up.created.millis())),
        ("ttl", number(gone.seconds())),
    ]);
    with_code(row, &sign_up.code)
}

pub(super) fn read_sign_up(item: &Item) -> Result<SignUp, CorruptItem> {
    Ok(SignUp {
        id: item.parsed("id")?,
        email: email(item, "email")?,
        password_hash: PasswordHash::stored(item.text("password_hash")?),
        code: read_code(item)?,
        created: Timestamp::from_millis(item.number("created_ms")?),
    })
}

pub(super) fn password_reset_item(token: &ResetToken, reset: &PasswordReset) -> Item {
    Key::password_reset(token).row([
        ("uid", text(reset.user.as_str())),
        ("email_digest", text(reset.email.as_str())),
        ("session_epoch", number(reset.session_epoch.0)),
        ("expires_ms", number(reset.expires.millis())),
        ("ttl", number(reset.expires.seconds())),
    ])
}

pub(super) fn read_password_reset(item: &Item) -> Result<PasswordReset, CorruptItem> {
    Ok(PasswordReset {
        user: item.parsed("uid")?,
        email: item.parsed("email_digest")?,
        session_epoch: SessionEpoch(item.number("session_epoch")?),
        expires: Timestamp::from_millis(item.number("expires_ms")?),
    })
}

pub(super) fn email_change_item(change: &EmailChange) -> Item {
    let gone = change.code.expires.plus_seconds(EMAIL_CHANGE_LIFETIME_SECONDS);
    let row = Key::email_change(&change.user).row([
        ("uid", text(change.user.as_str())),
        ("session_id", text(change.session.as_str())),
        ("session_epoch", number(change.session_epoch.0)),
        ("from_email", text(change.from.as_str())),
        ("to_email", text(change.to.as_str())),
        ("ttl", number(gone.seconds())),
    ]);
    with_code(row, &change.code)
}

pub(super) fn read_email_change(item: &Item) -> Result<EmailChange, CorruptItem> {
    let (from, to) = (email(item, "from_email")?, email(item, "to_email")?);
    Ok(EmailChange {
        user: item.parsed("uid")?,
        session: item.parsed("session_id")?,
        session_epoch: SessionEpoch(item.number("session_epoch")?),
        from,
        to,
        code: read_code(item)?,
    })
}

pub(super) fn email_move_item(user: &UserId, done: &EmailMove) -> Item {
    let gone = done.at.plus_seconds(EMAIL_CHANGE_LIFETIME_SECONDS);
    Key::email_move(user, done.at).row([
        ("from_email", text(done.from.as_str())),
        ("to_email", text(done.to.as_str())),
        ("ttl", number(gone.seconds())),
    ])
}

pub(super) fn read_email_move(item: &Item, at: Timestamp) -> Result<EmailMove, CorruptItem> {
    Ok(EmailMove { from: email(item, "from_email")?, to: email(item, "to_email")?, at })
}

fn with_code(mut item: Item, code: &MailedCode) -> Item {
    item.insert("code".to_owned(), text(code.code.reveal()));
    item.insert("code_expires_ms".to_owned(), number(code.expires.millis()));
    item
}

fn read_code(item: &Item) -> Result<MailedCode, CorruptItem> {
    let expires = Timestamp::from_millis(item.number("code_expires_ms")?);
    Ok(MailedCode { code: item.parsed("code")?, expires })
}

fn email(item: &Item, name: &'static str) -> Result<Email, CorruptItem> {
    Email::stored(item.text(name)?).ok_or(CorruptItem(name))
}

pub(super) fn profile_item(account: &Account) -> Item {
    Key::profile(&account.user).row([
        ("email", text(account.email.as_str())),
        ("role", text(account.role.as_str())),
        ("session_epoch", number(account.session_epoch.0)),
    ])
}

pub(super) fn read_profile(item: &Item) -> Result<Profile, CorruptItem> {
    let name = item.get("name").map(|_| Text::from_stored(item.text("name")?).ok_or(CorruptItem("name")));
    let password_since = item.get("password_since").map(|_| item.number("password_since"));
    Ok(Profile {
        email: email(item, "email")?,
        name: name.transpose()?,
        role: item.parsed("role")?,
        session_epoch: SessionEpoch(item.number("session_epoch")?),
        password_since: SessionEpoch(password_since.transpose()?.unwrap_or_default()),
    })
}

pub(super) fn staff_item(member: &StaffMember) -> Item {
    Key::staff_member(&member.user).row([
        ("uid", text(member.user.as_str())),
        ("role", text(member.role.as_str())),
        ("since_ms", number(member.since.millis())),
    ])
}

pub(super) fn read_staff_member(item: &Item) -> Result<StaffMember, CorruptItem> {
    let since = Timestamp::from_millis(item.number("since_ms")?);
    Ok(StaffMember { user: item.parsed("uid")?, role: item.parsed("role")?, since })
}

pub(super) fn session_item(session: &Session) -> Item {
    Key::session(session.token.user(), session.token.session()).row([
        ("token_digest", text(session.token.digest())),
        ("role", text(session.role.as_str())),
        ("session_epoch", number(session.session_epoch.0)),
        ("device", text(&session.device)),
        ("created_ms", number(session.created.millis())),
        ("used_ms", number(session.created.millis())),
        ("expires_ms", number(session.expires().millis())),
        ("ttl", number(session.expires().seconds())),
    ])
}

/// The session in a row, if it is alive at `now` under `session_epoch`.
pub(super) fn read_session(
    item: &Item,
    session_epoch: SessionEpoch,
    now: Timestamp,
) -> Result<Option<OpenSession>, CorruptItem> {
    let alive = item.number("session_epoch") == Ok(session_epoch.0) && item.number::<i64>("expires_ms")? > now.millis();
    if !alive {
        return Ok(None);
    }
    let id = item.text("sk")?.strip_prefix("SESSION#").unwrap_or_default();
    Ok(Some(OpenSession {
        id: id.parse().map_err(|_| CorruptItem("sk"))?,
        device: item.text("device")?.to_owned(),
        created: Timestamp::from_millis(item.number("created_ms")?),
        used: Timestamp::from_millis(item.number("used_ms")?),
    }))
}

/// The names of the attempt's windows that are full in `item`.
pub(super) fn full_windows(attempt: &Attempt, item: &Item) -> Vec<String> {
    let members = |name: &str| item.get(name).and_then(|value| value.as_ss().ok()).map_or(0, Vec::len);
    let full = attempt.windows.iter().filter(|window| members(&window.name) >= window.limit);
    full.map(|window| window.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use domain::{
        accounts::{RefreshToken, Role},
        kernel::Random,
    };

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_376_589_708);

    fn random() -> Random {
        Random::new(|bytes| bytes.fill(3))
    }

    fn ada() -> Email {
        Email::parse("ada@example.com").expect("an address")
    }

    fn sign_up() -> SignUp {
        SignUp::new(ada(), PasswordHash::stored("$argon2id$..."), &random(), NOW)
    }

    fn account() -> Account {
        sign_up().into_account(&random())
    }

    #[test]
    fn what_is_stored_comes_back_as_it_was() {
        assert_eq!(read_sign_up(&sign_up_item(&sign_up())), Ok(sign_up()));
        let blocked = Account { blocked: Some(NOW), ..account() };
        assert_eq!(read_account(&account_item(&blocked)), Ok(blocked));
        let account = Account { role: Role::Owner, session_epoch: SessionEpoch(7), ..account() };
        assert_eq!(read_account(&account_item(&account)), Ok(account.clone()));
        let profile = read_profile(&profile_item(&account)).expect("a profile");
        assert_eq!((&profile.email, profile.role, profile.session_epoch), (&ada(), Role::Owner, SessionEpoch(7)));
        assert_eq!((profile.name, profile.password_since), (None, SessionEpoch(0)));
        let to = Email::parse("ada@mill.example").expect("an address");
        let code = MailedCode::fresh(&random(), NOW);
        let (user, session) = (account.user.clone(), SessionId::from_digest(&random().digest()));
        let change = EmailChange { user, session, session_epoch: SessionEpoch(7), from: ada(), to: to.clone(), code };
        assert_eq!(read_email_change(&email_change_item(&change)), Ok(change));
        let done = EmailMove { from: ada(), to, at: NOW };
        assert_eq!(read_email_move(&email_move_item(&account.user, &done), NOW), Ok(done));
        let (token, reset) = (ResetToken::fresh(&random()), PasswordReset::new(&account, NOW));
        let item = password_reset_item(&token, &reset);
        assert_eq!(read_password_reset(&item), Ok(reset));
        assert!(!format!("{item:?}").contains(&token.reveal()));
    }

    #[test]
    fn no_key_holds_an_address_and_no_session_a_token() {
        for item in [account_item(&account()), sign_up_item(&sign_up()), profile_item(&account())] {
            assert!(!format!("{:?}{:?}", item["pk"], item["sk"]).contains("ada"));
        }
        let token = RefreshToken::first(&account().user, &Random::new(|bytes| bytes.fill(4)));
        let stored = format!("{:?}", session_item(&session(token.clone())));
        assert!(!stored.contains(token.reveal().rsplit('.').next().expect("a secret")));
    }

    fn session(token: RefreshToken) -> Session {
        Session { token, role: Role::Buyer, session_epoch: SessionEpoch(2), device: "Edge".to_owned(), created: NOW }
    }

    #[test]
    fn a_session_is_alive_under_its_own_generation_until_it_expires() {
        let session = session(RefreshToken::first(&account().user, &random()));
        let item = session_item(&session);
        let alive =
            |session_epoch, now| read_session(&item, SessionEpoch(session_epoch), now).expect("a session").is_some();
        assert!(alive(2, NOW) && alive(2, session.expires().plus_seconds(-1)));
        assert!(!alive(3, NOW) && !alive(2, session.expires()));
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
    fn a_row_from_before_there_were_roles_is_an_owners() {
        let (mut stored, mut profile) = (account_item(&account()), profile_item(&account()));
        let mut session = session_item(&session(RefreshToken::first(&account().user, &random())));
        for row in [&mut stored, &mut profile, &mut session] {
            row.insert("role".to_owned(), text("merchant"));
        }
        assert_eq!(read_account(&stored).expect("an account").role, Role::Owner);
        assert_eq!(read_profile(&profile).expect("a profile").role, Role::Owner);
        assert_eq!(session.parsed::<Role>("role"), Ok(Role::Owner));
    }

    #[test]
    fn a_sign_up_expires_and_an_account_does_not() {
        assert!(sign_up_item(&sign_up()).contains_key("ttl"));
        assert!(!account_item(&account()).contains_key("ttl"));
    }
}
