//! Password resets: a token that only the account's mailbox receives.
//!
//! A token is too long to guess, so wrong tokens are not counted, and no stranger can use up what the owner received.
//! Several tokens of one account may be valid at once: a later request never voids an earlier mail.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;

use super::{Account, AccountError, SessionEpoch};
use crate::kernel::{Digest, EmailDigest, Random, Seconds, Timestamp, UserId};

/// How long a token is valid. At least as long as the window in which reset mails to one mailbox are limited, so that
/// a mailbox that gets no further mail still holds a valid one.
pub const RESET_TOKEN_LIFETIME_SECONDS: Seconds = 60 * 60;
/// Random bytes of a token: 256 bits.
const TOKEN_BYTES: usize = 32;

/// A reset token: 32 random bytes in base 64 for URLs, 43 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct ResetToken([u8; TOKEN_BYTES]);

impl ResetToken {
    /// A fresh token.
    #[must_use]
    pub fn fresh(random: &Random) -> Self {
        Self(random.bytes())
    }

    /// What is stored of it. Reading the table does not reveal a token.
    #[must_use]
    pub fn digest(&self) -> String {
        Digest::of(&[b"password reset", &self.0]).short()
    }

    /// The text, for the mail that carries it.
    #[must_use]
    pub fn reveal(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }
}

impl FromStr for ResetToken {
    type Err = AccountError;

    /// Reads a token. White space around it is ignored.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        // Its length first: nothing long is decoded.
        if text.len() != BASE64URL_NOPAD.encode_len(TOKEN_BYTES) {
            return Err(AccountError::InvalidResetToken);
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| AccountError::InvalidResetToken)?;
        Ok(Self(bytes.try_into().map_err(|_| AccountError::InvalidResetToken)?))
    }
}

impl fmt::Debug for ResetToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResetToken(..)")
    }
}

/// What a reset token allows, as it is stored under the token's digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordReset {
    /// Whose password it sets. An account opened later with the same address is somebody else's.
    pub user: UserId,
    /// The address that the account had when the mail was sent.
    pub email: EmailDigest,
    /// The account's session epoch at that time. Whatever ends all sessions voids the token, too.
    pub session_epoch: SessionEpoch,
    /// When it stops being valid.
    pub expires: Timestamp,
}

impl PasswordReset {
    /// A reset for `account`, valid from `now` for [`RESET_TOKEN_LIFETIME_SECONDS`].
    #[must_use]
    pub fn new(account: &Account, now: Timestamp) -> Self {
        Self {
            user: account.user.clone(),
            email: account.email.digest(),
            session_epoch: account.session_epoch,
            expires: now.plus_seconds(RESET_TOKEN_LIFETIME_SECONDS),
        }
    }

    /// Whether it still sets the password of `account` at `now`.
    pub fn check(&self, account: &Account, now: Timestamp) -> Result<(), AccountError> {
        let is_theirs = account.user == self.user && account.session_epoch == self.session_epoch;
        if is_theirs && now < self.expires { Ok(()) } else { Err(AccountError::InvalidResetToken) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(fill: u8) -> ResetToken {
        ResetToken::fresh(&Random::new(move |bytes| bytes.fill(fill)))
    }

    #[test]
    fn a_token_reads_what_it_wrote_and_shows_nothing_else() {
        let token = token(1);
        assert_eq!(format!(" {}\n", token.reveal()).parse(), Ok(token.clone()));
        assert_eq!((token.reveal().len(), token.digest().len()), (43, 26));
        assert!(!format!("{token:?}{}", token.digest()).contains(&token.reveal()));
        assert_ne!(token.digest(), self::token(2).digest());
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let good = token(1).reveal();
        for text in ["", "12345678", &good[1..], &format!("{good}A"), &format!("{}+", &good[1..]), &"A".repeat(60_000)]
        {
            assert_eq!(text.parse::<ResetToken>(), Err(AccountError::InvalidResetToken), "{text}");
        }
    }
}
