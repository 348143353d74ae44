//! A mailbox for everybody: what SES version 2 was asked to send.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::{
    call::Operation,
    provider::{HttpResponse, json_answer},
};

/// One mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The sender.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
}

/// All mails sent, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Mailbox(Arc<Mutex<Vec<Mail>>>);

impl Mailbox {
    /// All mails.
    #[must_use]
    pub fn all(&self) -> Vec<Mail> {
        self.0.lock().expect("the mailbox").clone()
    }

    /// The mails to one address.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<Mail> {
        self.all().into_iter().filter(|mail| mail.to == address).collect()
    }

    /// The reset token in the newest mail to one address.
    #[must_use]
    pub fn reset_token(&self, address: &str) -> String {
        let mail = self.to(address).pop().expect("a mail");
        let token =
            |word: &&str| word.len() == 43 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        let words: Vec<&str> = mail.text.split([' ', '\n', '#']).collect();
        (*words.iter().find(|word| token(word)).unwrap_or_else(|| panic!("no token in {mail:?}"))).to_owned()
    }

    pub(crate) fn perform(&self, operation: &Operation) -> HttpResponse {
        assert_eq!(operation.name, "SendEmail", "the model of SES sends mails and does nothing else");
        let body = &operation.body;
        let content = &body["Content"]["Simple"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut mails = self.0.lock().expect("the mailbox");
        for to in body["Destination"]["ToAddresses"].as_array().into_iter().flatten() {
            mails.push(Mail {
                from: text(&body["FromEmailAddress"]),
                to: text(to),
                subject: text(&content["Subject"]["Data"]),
                text: text(&content["Body"]["Text"]["Data"]),
                html: text(&content["Body"]["Html"]["Data"]),
            });
        }
        json_answer(200, &json!({ "MessageId": format!("mail-{}", mails.len()) }))
    }
}
