//! Rate limits on whatever costs a hash, a mail or a guess. `docs/what-ends-what.md` lists them.
//!
//! Attempts are kept as sets of identifiers, one set a window. Counting or refunding an attempt twice changes nothing,
//! so a call whose answer was lost may be repeated. Windows start at multiples of their length; across the end of one,
//! twice its limit may pass within its length.

use data_encoding::BASE32_NOPAD;

use super::{AccountError, KnownDevice};
use crate::kernel::{Digest, EmailDigest, Random, Seconds, Timestamp, UserId};

const QUARTER_HOUR: Seconds = 15 * 60;
const HOUR: Seconds = 60 * 60;
const DAY: Seconds = 24 * 60 * 60;

/// Guesses at a password.
const GUESSES: &[(Seconds, usize)] = &[(QUARTER_HOUR, 10), (DAY, 50)];
/// Mails with a code to one mailbox, whose owner need not have asked for them.
const MAILS: &[(Seconds, usize)] = &[(QUARTER_HOUR, 10), (DAY, 30)];
/// Mails with a reset token to one mailbox. There is one window, no longer than a token lives: so a mailbox that gets no
/// further mail holds a valid token, whoever asked for it.
const RESET_MAILS: &[(Seconds, usize)] = &[(HOUR, 3)];
/// Per network address, which many people may share.
const PER_SOURCE: &[(Seconds, usize)] = &[(QUARTER_HOUR, 100)];

/// What is limited. Addresses count whether or not they are known.
#[derive(Clone, Copy, Debug)]
pub enum RateLimitKey<'a> {
    /// Log-ins to an account from devices that have not logged in to it before.
    LogIn(&'a EmailDigest),
    /// Log-ins to an account from one device that has. Strangers cannot use up its attempts.
    LogInFromKnownDevice(&'a KnownDevice),
    /// Log-ins from a network.
    LogInFrom(&'a str),
    /// Sign-ups with an address.
    SignUp(&'a EmailDigest),
    /// Sign-ups from a network.
    SignUpFrom(&'a str),
    /// Reset mails to one mailbox.
    PasswordReset(&'a EmailDigest),
    /// Requests to reset passwords from a network.
    PasswordResetFrom(&'a str),
    /// E-mail changes that one account asks for, each of which its present mailbox is told of.
    EmailChange(&'a UserId),
    /// E-mail changes to one mailbox, whoever asks.
    EmailChangeTo(&'a EmailDigest),
    /// E-mail changes asked for from a network.
    EmailChangeFrom(&'a str),
    /// Guests that start from a network.
    GuestFrom(&'a str),
    /// Passwords that a user who is logged in enters again.
    Reauthentication(&'a UserId),
}

impl RateLimitKey<'_> {
    /// Whether it limits a network, rather than what the network asks about.
    #[must_use]
    pub const fn is_of_source(self) -> bool {
        match self {
            Self::LogInFrom(_)
            | Self::SignUpFrom(_)
            | Self::PasswordResetFrom(_)
            | Self::EmailChangeFrom(_)
            | Self::GuestFrom(_) => true,
            Self::LogIn(_)
            | Self::LogInFromKnownDevice(_)
            | Self::SignUp(_)
            | Self::PasswordReset(_)
            | Self::EmailChange(_)
            | Self::EmailChangeTo(_)
            | Self::Reauthentication(_) => false,
        }
    }

    /// Its name in a row's key, whom it is about, and the limits.
    fn terms(self) -> (&'static str, String, &'static [(Seconds, usize)]) {
        let network = |address: &str| Digest::of(&[b"source", network_of(address).as_bytes()]).short();
        match self {
            Self::LogIn(email) => ("account", email.as_str().to_owned(), GUESSES),
            Self::LogInFromKnownDevice(device) => ("device", device.id.clone(), GUESSES),
            Self::LogInFrom(address) => ("source", network(address), PER_SOURCE),
            Self::SignUp(email) => ("sign-up", email.as_str().to_owned(), MAILS),
            Self::SignUpFrom(address) => ("sign-up-source", network(address), PER_SOURCE),
            Self::PasswordReset(email) => ("reset", email.as_str().to_owned(), RESET_MAILS),
            Self::PasswordResetFrom(address) => ("reset-source", network(address), PER_SOURCE),
            Self::EmailChange(user) => ("email-change", user.to_string(), MAILS),
            Self::EmailChangeTo(email) => ("email-change-to", email.as_str().to_owned(), MAILS),
            Self::EmailChangeFrom(address) => ("email-change-source", network(address), PER_SOURCE),
            Self::GuestFrom(address) => ("guest-source", network(address), PER_SOURCE),
            Self::Reauthentication(user) => ("password", user.to_string(), GUESSES),
        }
    }
}

/// One attempt, to be counted in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The row: what is limited, and the longest window.
    pub row: String,
    /// The attempt itself.
    pub id: String,
    /// The windows that it falls into, the longest last.
    pub windows: Vec<Window>,
}

/// A span in which only so many attempts are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The attribute that holds its attempts.
    pub name: String,
    /// The most attempts.
    pub limit: usize,
    /// When it ends.
    pub ends: Timestamp,
}

/// The outcome of counting an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// It was counted.
    Counted,
    /// It was not: these windows, by their names, are full.
    Full(Vec<String>),
}

impl Attempt {
    /// An attempt at what is `limited`, at `now`.
    #[must_use]
    pub fn at(limited: RateLimitKey<'_>, random: &Random, now: Timestamp) -> Self {
        let (kind, key, limits) = limited.terms();
        let starts = |length: Seconds| now.seconds() - now.seconds().rem_euclid(length);
        let window = |&(length, limit): &(Seconds, usize)| Window {
            name: format!("within_{length}_s_from_{}", starts(length)),
            limit,
            ends: Timestamp::from_millis(starts(length) * 1_000).plus_seconds(length),
        };
        let longest = limits.iter().map(|(length, _)| *length).max().unwrap_or(DAY);
        Self {
            row: format!("{kind}#{key}#{}", starts(longest)),
            id: BASE32_NOPAD.encode(&random.bytes::<5>()),
            windows: limits.iter().map(window).collect(),
        }
    }

    /// When the row may be removed.
    #[must_use]
    pub fn expires(&self) -> Timestamp {
        self.windows.iter().map(|window| window.ends).max().unwrap_or(Timestamp::from_millis(0))
    }

    /// Nothing, if this attempt was counted; the error that says when to come back, if it was not.
    pub fn allowed(&self, count: &Count, now: Timestamp) -> Result<(), AccountError> {
        let Count::Full(full) = count else { return Ok(()) };
        let full = self.windows.iter().filter(|window| full.contains(&window.name));
        let ends = full.map(|window| window.ends).max().unwrap_or(now);
        Err(AccountError::TooManyAttempts { retry_after_seconds: ends.seconds_from(now) })
    }
}

/// An IPv4 address itself; of an IPv6 address the 64 bits that one subscriber has to himself.
fn network_of(address: &str) -> String {
    match address.parse() {
        Ok(std::net::IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => {
            format!("{:?}", &address.segments()[..4])
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_mailbox_that_gets_no_further_reset_mail_holds_a_valid_token() {
        let longest = super::RESET_MAILS.iter().map(|(length, _)| *length).max();
        assert!(longest <= Some(crate::accounts::RESET_TOKEN_LIFETIME_SECONDS));
    }

    use super::*;

    /// 19:43:09 UTC: 111 s before a quarter of an hour ends.
    const NOW: Timestamp = Timestamp::from_millis(1_795_376_589_708);

    fn on_ada(now: Timestamp) -> Attempt {
        let email = crate::kernel::Email::parse("ada@example.com").expect("an address").digest();
        Attempt::at(RateLimitKey::LogIn(&email), &Random::new(|bytes| bytes.fill(1)), now)
    }

    fn from(address: &str) -> String {
        Attempt::at(RateLimitKey::LogInFrom(address), &Random::new(|bytes| bytes.fill(1)), NOW).row
    }

    #[test]
    fn a_day_of_attempts_is_one_row_with_a_set_for_each_quarter_of_an_hour() {
        let (now, soon, tomorrow) = (on_ada(NOW), on_ada(NOW.plus_seconds(900)), on_ada(NOW.plus_seconds(86_400)));
        assert_eq!(now.row, soon.row);
        assert_ne!(now.row, tomorrow.row);
        assert_ne!(now.windows[0], soon.windows[0]);
        assert_eq!(now.windows[1], soon.windows[1]);
        assert_eq!(now.windows.iter().map(|window| window.limit).collect::<Vec<_>>(), [10, 50]);
        assert_eq!(now.expires(), now.windows[1].ends);
    }

    #[test]
    fn who_tried_too_often_is_told_when_the_last_full_window_ends() {
        let attempt = on_ada(NOW);
        let names: Vec<String> = attempt.windows.iter().map(|window| window.name.clone()).collect();
        let after = |full: &[String]| match attempt.allowed(&Count::Full(full.to_vec()), NOW) {
            Err(AccountError::TooManyAttempts { retry_after_seconds }) => retry_after_seconds,
            other => panic!("{other:?}"),
        };
        assert_eq!(after(&names[..1]), 111);
        assert_eq!(after(&names), 15_411);
        assert_eq!(attempt.allowed(&Count::Counted, NOW), Ok(()));
    }

    #[test]
    fn one_subscriber_is_one_source() {
        assert_ne!(from("192.0.2.1"), from("192.0.2.2"));
        assert_eq!(from("2001:db8:1:2::1"), from("2001:db8:1:2:ffff::9"));
        assert_ne!(from("2001:db8:1:2::1"), from("2001:db8:1:3::1"));
        assert_ne!(from("::ffff:192.0.2.1"), from("::ffff:192.0.2.2"));
        assert!(!from("192.0.2.1").contains("192"));
    }
}
