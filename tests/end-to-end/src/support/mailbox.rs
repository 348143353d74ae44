//! The mailbox of everybody who shops here.

use serde_json::Value;

use super::{http::Request, shop::Shop, waiting::wait_for};

/// A mail in its two renderings.
#[derive(Debug)]
pub(crate) struct Mail {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Shop {
    /// Waits for a mail to `address` with `word` in its subject.
    pub(crate) fn mail(&self, address: &str, word: &str) -> Mail {
        wait_for(&format!("a mail to {address} about {word:?}"), || {
            self.mails(address).into_iter().find(|mail| mail.subject.contains(word) || mail.text.contains(word))
        })
    }

    /// Every mail to `address` so far.
    pub(crate) fn mails(&self, address: &str) -> Vec<Mail> {
        let sent = Request::new("GET", self.stack.tells(&["mailbox_url"])).expect(200);
        let accounts = sent["messages"].as_object().cloned().unwrap_or_default();
        let mails = accounts.values().filter_map(Value::as_array).flatten();
        mails.filter(|mail| is_to(mail, address)).map(read).collect()
    }
}

fn is_to(mail: &Value, address: &str) -> bool {
    mail["To"].as_array().is_some_and(|to| to.iter().any(|to| to == address))
}

fn read(mail: &Value) -> Mail {
    let part = |name: &str| mail[name].as_str().unwrap_or_default().to_owned();
    Mail { subject: part("Subject"), text: part("BodyText"), html: part("BodyHtml") }
}
