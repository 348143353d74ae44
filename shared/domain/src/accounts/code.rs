//! The mailed code that proves that the caller reads a mailbox.

use std::str::FromStr;

use super::AccountError;
use crate::kernel::{InvalidId, Random, Seconds, Secret, Timestamp};

/// How long a code is valid.
pub(super) const LIFETIME_SECONDS: Seconds = 15 * 60;
/// How often a code may be tried.
pub const MAX_TRIES: u32 = 10;
/// Digits of a code.
const DIGITS: usize = 8;

/// Eight digits.
#[derive(Clone, Debug)]
pub struct VerificationCode(Secret);

impl VerificationCode {
    /// A fresh code.
    #[must_use]
    pub fn fresh(random: &Random) -> Self {
        Self(Secret::new(format!("{:0DIGITS$}", random.below(100_000_000))))
    }

    /// The digits, for the mail and the row that hold them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// Compared in constant time.
impl PartialEq for VerificationCode {
    fn eq(&self, other: &Self) -> bool {
        subtle::ConstantTimeEq::ct_eq(self.reveal().as_bytes(), other.reveal().as_bytes()).into()
    }
}

impl Eq for VerificationCode {}

impl FromStr for VerificationCode {
    type Err = InvalidId;

    /// Reads a code, forgiving the white space around it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let good = text.len() == DIGITS && text.bytes().all(|b| b.is_ascii_digit());
        good.then(|| Self(Secret::new(text))).ok_or(InvalidId)
    }
}

/// A code that goes to a mailbox, and until when it proves anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailedCode {
    /// The code.
    pub code: VerificationCode,
    /// When it stops being good.
    pub expires: Timestamp,
}

impl MailedCode {
    /// A fresh code, good from `now` for [`LIFETIME_SECONDS`].
    #[must_use]
    pub fn fresh(random: &Random, now: Timestamp) -> Self {
        Self { code: VerificationCode::fresh(random), expires: now.plus_seconds(LIFETIME_SECONDS) }
    }

    /// Nothing, if `offered` is the code and still good at `now`. All other reasons look alike.
    pub fn proven_by(&self, offered: &VerificationCode, now: Timestamp) -> Result<(), AccountError> {
        let good = self.code == *offered && now < self.expires;
        if good { Ok(()) } else { Err(AccountError::InvalidCode) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailed_code_is_good_for_fifteen_minutes_and_no_other_is() {
        let now = Timestamp::from_millis(1_795_376_589_708);
        let mailed = MailedCode::fresh(&Random::new(|bytes| bytes.fill(3)), now);
        let other = "00000001".parse().expect("a code");
        assert_eq!(mailed.proven_by(&mailed.code, now), Ok(()));
        assert_eq!(mailed.proven_by(&mailed.code, now.plus_seconds(899)), Ok(()));
        assert_eq!(mailed.proven_by(&mailed.code, now.plus_seconds(900)), Err(AccountError::InvalidCode));
        assert_eq!(mailed.proven_by(&other, now), Err(AccountError::InvalidCode));
        assert!(!format!("{mailed:?}").contains(mailed.code.reveal()));
    }

    #[test]
    fn a_code_has_eight_digits_also_when_it_is_small() {
        let code = VerificationCode::fresh(&Random::new(|bytes| bytes.fill(0)));
        assert_eq!(code.reveal(), "00000000");
        assert_eq!(" 00000000\n".parse(), Ok(code));
    }

    #[test]
    fn what_is_no_code_is_not_read() {
        for text in ["", "1234567", "123456789", "1234567a", "１２３４５６７８", "-1234567"] {
            assert_eq!(text.parse::<VerificationCode>(), Err(InvalidId), "{text}");
        }
    }
}
