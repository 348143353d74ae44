//! Sessions: a log-in on one device, kept alive by refresh tokens that rotate.
//!
//! A token's successor is derived from the token, by a key that only the shop has. Whoever repeats a refresh, such as a
//! second tab or a client whose answer was lost, so gets the very successor that is stored, and goes on with it.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{Role, SessionEpoch};
use crate::kernel::{Digest, Random, Seconds, Secret, SessionId, Timestamp, UserId};

/// How long the token before the newest still gets the newest, in seconds after the rotation. Two tabs, or a repeat after a
/// lost answer, need moments; a thief who comes later is noticed. Source: the same interval in Okta ("grace period for token
/// rotation", 0 to 60 s), Auth0 ("rotation overlap period") and Amazon Cognito (`RetryGracePeriodSeconds`, 0 to 60 s).
pub const REFRESH_GRACE_SECONDS: Seconds = 10;
/// How long after its log-in a session ends, however often it is refreshed.
pub const SESSION_LIFETIME_SECONDS: Seconds = 30 * 24 * 60 * 60;
/// Random bytes of a refresh token.
const SECRET_BYTES: usize = 32;

/// A refresh token: `<user>.<session>.<32 random bytes in base 64 for URLs>`. It names its session, so that the session
/// is found without an index, and its random part proves it.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken {
    user: UserId,
    session: SessionId,
    secret: [u8; SECRET_BYTES],
}

/// The key that derives the successors of refresh tokens.
#[derive(Clone, Debug)]
pub struct RotationKey(Secret);

impl RotationKey {
    /// A key derived from `secret`. After `secret` is replaced, a repeat of an earlier refresh gets no tokens.
    #[must_use]
    pub fn new(secret: &Secret) -> Self {
        let key = Digest::of(&[b"refresh tokens", secret.reveal().as_bytes()]);
        Self(Secret::new(BASE64URL_NOPAD.encode(key.bytes())))
    }
}

/// A text that is no refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a refresh token")]
pub struct InvalidRefreshToken;

impl RefreshToken {
    /// The first token of a new session of `user`.
    #[must_use]
    pub fn first(user: &UserId, random: &Random) -> Self {
        let session = SessionId::from_digest(&random.digest());
        Self { user: user.clone(), session, secret: random.bytes() }
    }

    /// The token that replaces this one. It is always the same for this token and `key`.
    #[must_use]
    pub fn successor(&self, key: &RotationKey) -> Self {
        let Ok(code) = Hmac::<Sha256>::new_from_slice(key.0.reveal().as_bytes()) else {
            unreachable!("HMAC takes keys of any length")
        };
        let code = code.chain_update(self.session.as_str()).chain_update(self.secret);
        Self { secret: code.finalize().into_bytes().into(), ..self.clone() }
    }

    /// Its user.
    #[must_use]
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// The session that it keeps alive.
    #[must_use]
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// What is stored of it. Reading the table does not reveal a token.
    #[must_use]
    pub fn digest(&self) -> String {
        Digest::of(&[b"refresh", self.session.as_str().as_bytes(), &self.secret]).short()
    }

    /// The text, for the answer that hands it out.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}.{}.{}", self.user, self.session, BASE64URL_NOPAD.encode(&self.secret))
    }
}

impl FromStr for RefreshToken {
    type Err = InvalidRefreshToken;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(InvalidRefreshToken);
        let (user, session, secret) = (part()?, part()?, part()?);
        // Its length first: nothing long is decoded.
        if secret.len() != BASE64URL_NOPAD.encode_len(SECRET_BYTES) {
            return Err(InvalidRefreshToken);
        }
        let secret = BASE64URL_NOPAD.decode(secret.as_bytes()).map_err(|_| InvalidRefreshToken)?;
        Ok(Self {
            user: user.parse().map_err(|_| InvalidRefreshToken)?,
            session: session.parse().map_err(|_| InvalidRefreshToken)?,
            secret: secret.try_into().map_err(|_| InvalidRefreshToken)?,
        })
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefreshToken({}, ..)", self.session)
    }
}

/// A session as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The newest token's user, session and digest.
    pub token: RefreshToken,
    /// What its access tokens allow.
    pub role: Role,
    /// The account's session epoch at the log-in.
    pub session_epoch: SessionEpoch,
    /// What the device is called.
    pub device: String,
    /// The log-in.
    pub created: Timestamp,
}

/// A session that is alive, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Its identifier.
    pub id: SessionId,
    /// What the device is called.
    pub device: String,
    /// The log-in.
    pub created: Timestamp,
    /// The log-in, or the newest refresh since.
    pub used: Timestamp,
}

impl Session {
    /// When it ends, unless it is ended before.
    #[must_use]
    pub const fn expires(&self) -> Timestamp {
        self.created.plus_seconds(SESSION_LIFETIME_SECONDS)
    }
}

/// The outcome of presenting a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Its successor is the newest token of a session of this role: since now, or for at most [`REFRESH_GRACE_SECONDS`].
    Renewed(Role),
    /// It was replaced earlier: somebody has a copy.
    Reused,
    /// The session has ended.
    Ended,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(fill: u8) -> RefreshToken {
        let user = UserId::from_digest(&Digest::of(&[b"ada"]));
        RefreshToken::first(&user, &Random::new(move |bytes| bytes.fill(fill)))
    }

    #[test]
    fn a_refresh_token_reads_what_it_wrote() {
        let token = token(1);
        assert_eq!(token.reveal().parse(), Ok(token.clone()));
        assert_eq!(token.reveal().rsplit('.').next().map(str::len), Some(43));
        assert!(!format!("{token:?}").contains(&BASE64URL_NOPAD.encode(&token.secret)));
    }

    #[test]
    fn a_successor_keeps_the_session_and_depends_on_the_token_and_the_key() {
        let [key, other_key] = ["one", "two"].map(|secret| RotationKey::new(&Secret::new(secret)));
        let (first, next) = (token(1), token(1).successor(&key));
        assert_eq!((first.user(), first.session()), (next.user(), next.session()));
        assert_eq!(next, first.successor(&key), "a repeat gets the same token");
        let others = [first.clone(), next.successor(&key), first.successor(&other_key), token(2).successor(&key)];
        assert!(others.iter().all(|other| other.digest() != next.digest()));
        assert_eq!(next.reveal().parse(), Ok(next));
    }

    #[test]
    fn a_damaged_token_is_refused() {
        let good = token(1).reveal();
        let (head, secret) = good.rsplit_once('.').expect("three parts");
        for damaged in [
            String::new(),
            "..".to_owned(),
            head.to_owned(),
            good[..good.len() - 1].to_owned(),
            format!("{good}A"),
            format!("{good}.A"),
            format!("{head}.{}", "A".repeat(60_000)),
            format!("{head}.{}+", &secret[1..]),
            good.replacen("usr_", "ses_", 1),
        ] {
            assert_eq!(damaged.parse::<RefreshToken>(), Err(InvalidRefreshToken), "{damaged}");
        }
    }
}
