//! Mails about an account: codes, tokens and notices of changes.

use super::mail::{Mail, escape, page};
use crate::{
    accounts::{ResetToken, VerificationCode},
    kernel::Email,
};

/// A mail of plain paragraphs, of which none may come from anybody but the shop.
fn mail(to: Email, subject: String, shop: &str, paragraphs: &[&str]) -> Mail {
    let html = format!("<p>{}</p>", paragraphs.iter().map(|words| escape(words)).collect::<Vec<_>>().join("</p><p>"));
    Mail { to, subject, text: format!("{}\n\n{shop}\n", paragraphs.join("\n\n")), html: page(shop, &html) }
}

/// The token that resets a password, in a link to `page` if the shop has one. It stands after a `#`, so that no server and
/// no referrer gets it.
#[must_use]
pub fn password_reset(shop: &str, to: Email, page: Option<&str>, token: &ResetToken) -> Mail {
    let token = token.reveal();
    let way = match page {
        Some(page) => format!("Open this link to set a new password: {page}#{token}"),
        None => format!("Your token to set a new password is: {token}"),
    };
    let term = "It works once, within an hour of this mail. Asking for another mail does not change that.";
    let warning = "If you did not ask for it, ignore this mail and do not pass it on: your password is unchanged.";
    mail(to, format!("Reset your password at {shop}"), shop, &[&way, term, warning])
}

/// A notice that the password was changed.
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

/// A notice to an account's owner: somebody wanted to change another account to this address.
#[must_use]
pub fn new_address_taken(shop: &str, to: Email) -> Mail {
    let words = "Somebody asked to move their account to this address, which has an account already. If it was you, log \
                 in with this address. If it was not, there is nothing to do: your account is unchanged.";
    mail(to, format!("You already have an account at {shop}"), shop, &[words])
}

/// A notice to an account's present mailbox: somebody asked to change the address.
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
    fn a_reset_mail_carries_its_token_in_a_link_or_alone_and_not_in_the_subject() {
        let to = || Email::parse("ada@example.com").expect("an address");
        let token = ResetToken::fresh(&crate::kernel::Random::new(|bytes| bytes.fill(1)));
        let linked = password_reset("Shop", to(), Some("https://shop.example/reset"), &token);
        let link = format!("https://shop.example/reset#{}", token.reveal());
        assert!(linked.text.contains(&link) && linked.html.contains(&link), "{linked:?}");
        let bare = password_reset("Shop", to(), None, &token);
        assert!(bare.text.contains(&format!("is: {}", token.reveal())), "{bare:?}");
        assert!(!linked.subject.contains(&token.reveal()) && !bare.text.contains('#'));
    }

    #[test]
    fn what_the_shop_is_called_is_escaped() {
        let mail = password_changed("Tea <&> Co", Email::parse("ada@example.com").expect("an address"));
        assert!(mail.html.contains("Tea &lt;&amp;&gt; Co") && mail.text.contains("Tea <&> Co"), "{mail:?}");
    }
}
