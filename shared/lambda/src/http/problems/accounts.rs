//! Errors of accounts as problem details.

use domain::{
    accounts::{AccountError, HashError, InvalidPassword},
    kernel::InvalidEmail,
};

use crate::http::{InvalidField, Problem};

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::InvalidEmail(reason) => {
                InvalidField::new("/email", email_rule(reason), reason.to_string()).into()
            }
            AccountError::InvalidPassword(reason) => {
                InvalidField::new("/password", password_rule(reason), format!("{reason}")).into()
            }
            AccountError::InvalidCode => {
                let detail = "The code is wrong, used up or too old. Ask for another one.";
                Self::new(422, "invalid_code", detail)
            }
            AccountError::InvalidResetToken => {
                let detail = "The reset token is wrong, used up or too old. Ask for another mail.";
                Self::new(422, "invalid_reset_token", detail)
            }
            AccountError::InvalidCredentials => {
                Self::new(401, "invalid_credentials", "The e-mail address or the password is wrong.")
            }
            AccountError::TooManyAttempts { retry_after_seconds } => {
                let detail = "There were too many attempts. Wait before you try again.";
                Self::new(429, "too_many_attempts", detail).retry_after(retry_after_seconds)
            }
            AccountError::WrongPassword => Self::new(403, "wrong_password", "The password is wrong."),
            AccountError::Conflict => {
                let detail = "The account was changed by another request at the same moment. Repeat the request.";
                Self::new(409, "account_changed", detail)
            }
            AccountError::OrderUnderway => {
                let detail = "An order has not ended yet. Pay or cancel it, or wait until it has ended; then repeat.";
                Self::new(409, "order_underway", detail)
            }
            AccountError::Blocked => account_blocked(),
            AccountError::LastOwner => {
                let detail = "The shop would have no owner. Make somebody else an owner first; then repeat.";
                Self::new(409, "last_owner", detail)
            }
            AccountError::InvalidName(reason) => InvalidField::new("/name", "invalid_text", reason.to_string()).into(),
            AccountError::SessionEnded => Self::new(401, "session_ended", "This session has ended. Log in again."),
        }
    }
}

/// Staff blocked the account: it neither logs in nor orders.
pub(super) fn account_blocked() -> Problem {
    Problem::new(403, "account_blocked", "The shop has blocked this account. Write to the shop.")
}

/// The stable code of the rule that an address breaks.
const fn email_rule(reason: InvalidEmail) -> &'static str {
    match reason {
        InvalidEmail::Malformed => "invalid_email",
        InvalidEmail::LocalPartNotAscii => "local_part_not_ascii",
    }
}

/// The stable code of the rule that a password breaks.
const fn password_rule(reason: InvalidPassword) -> &'static str {
    match reason {
        InvalidPassword::TooShort => "too_short",
        InvalidPassword::TooLong => "too_long",
        InvalidPassword::Blank => "blank",
        InvalidPassword::IsEmail => "is_email",
        InvalidPassword::TooCommon => "too_common",
    }
}

/// A new password that cannot be hashed: memory is short. A repeat finds another process.
impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        Self::unavailable(error)
    }
}
