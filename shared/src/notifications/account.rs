//! Mails about an account: codes for whoever reads the mailbox, and word of what was done to it.

use super::mail::{Mail, escape, page};
use crate::{accounts::VerificationCode, kernel::Email};

/// A mail of plain paragraphs, of which none may come from anybody but the shop.
fn mail(to: Email, subject: String, shop: &str, paragraphs: &[&str]) -> Mail {
    let html = format!("<p>{}</p>", paragraphs.iter().map(|words| escape(words)).collect::<Vec<_>>().join("</p><p>"));
    Mail { to, subject, text: format!("{}\n\n{shop}\n", paragraphs.join("\n\n")), html: page(shop, &html) }
}

/// The code that resets a password.
#[must_use]
pub fn password_reset_code(shop: &str, to: Email, code: &VerificationCode) -> Mail {
    let code = code.reveal();
    let words = format!("Your code to set a new password is {code}. It is good for 15 minutes, once.");
    let warning =
        "If you did not ask for it, ignore this mail and do not pass the code on: your password is unchanged.";
    mail(to, format!("{code} resets your password at {shop}"), shop, &[&words, warning])
}

/// Word that the password was changed.
#[must_use]
pub fn password_changed(shop: &str, to: Email) -> Mail {
    let words = "The password of your account was changed, and all other devices were logged out. If it was not you, \
                 reset your password at once.";
    mail(to, format!("Your password at {shop} was changed"), shop, &[words])
}

/// The code that proves the address to which an account shall move.
#[must_use]
pub fn new_address_code(shop: &str, to: Email, code: &VerificationCode) -> Mail {
    let code = code.reveal();
    let words = format!("Your code to confirm this address is {code}. It is good for 15 minutes, once.");
    let warning = "If you did not ask for it, ignore this mail and do not pass the code on.";
    mail(to, format!("{code} confirms your new address at {shop}"), shop, &[&words, warning])
}

/// Word to the owner of an account that somebody wanted to move another account to their address.
#[must_use]
pub fn new_address_taken(shop: &str, to: Email) -> Mail {
    let words = "Somebody asked to move their account to this address, which has an account already. If it was you, log \
                 in with this address. If it was not, there is nothing to do: your account is unchanged.";
    mail(to, format!("You already have an account at {shop}"), shop, &[words])
}

/// Word to the mailbox of an account that somebody asked to move it to another address.
#[must_use]
pub fn change_of_address(shop: &str, to: Email) -> Mail {
    let words = "Somebody who knows your password asked to move your account to another address. Nothing has changed yet. \
                 If it was not you, reset your password at once.";
    mail(to, format!("Your account at {shop} is about to move"), shop, &[words])
}

/// Word to either mailbox that an account has moved from the one to the other.
#[must_use]
pub fn moved(shop: &str, to: Email) -> Mail {
    let words = "Your account has moved to another e-mail address, as was asked for. From now on, log in with the new \
                 one. If it was not you, write to us.";
    mail(to, format!("Your account at {shop} has moved"), shop, &[words])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_shop_is_called_is_escaped() {
        let mail = password_changed("Tea <&> Co", Email::parse("ada@example.com").expect("an address"));
        assert!(mail.html.contains("Tea &lt;&amp;&gt; Co") && mail.text.contains("Tea <&> Co"), "{mail:?}");
    }
}
