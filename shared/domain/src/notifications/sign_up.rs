//! The two mails that a sign-up leads to.

use super::mail::{Mail, escape, page};
use crate::{accounts::VerificationCode, kernel::Email};

/// The code with which somebody proves that the mailbox is theirs.
#[must_use]
pub fn verification_code(shop: &str, to: Email, code: &VerificationCode) -> Mail {
    let code = code.reveal();
    let warning = "If you did not sign up just now, ignore this mail and do not pass the code on.";
    Mail {
        to,
        subject: format!("{code} is your code for {shop}"),
        text: format!("Your code is {code}. It is good for 15 minutes.\n\n{warning}\n\n{shop}\n"),
        html: page(
            shop,
            &format!(
                "<p>Your code is <strong>{}</strong>. It is good for 15 minutes.</p><p>{warning}</p>",
                escape(code)
            ),
        ),
    }
}

/// A notice to an account's owner: somebody signed up with their address.
#[must_use]
pub fn already_registered(shop: &str, to: Email) -> Mail {
    let words = "Somebody signed up with this address, which has an account already. If it was you, log in, or reset \
                 your password. If it was not, there is nothing to do: your account is unchanged.";
    Mail {
        to,
        subject: format!("You already have an account at {shop}"),
        text: format!("{words}\n\n{shop}\n"),
        html: page(shop, &format!("<p>{words}</p>")),
    }
}
