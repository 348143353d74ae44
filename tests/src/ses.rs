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

/// Why SES takes no mail: its error and what it says. Source:
/// <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailRefusal {
    /// The sender is not verified, or in the sandbox the recipient is not.
    NotVerified,
    /// The domain of the sender's MAIL FROM address is not verified.
    MailFromDomainNotVerified,
    /// The account may not send any more.
    AccountSuspended,
    /// Sending is paused for the account.
    SendingPaused,
    /// The account has sent its quota.
    LimitExceeded,
    /// The recipient's address is none that SES can write to.
    BadRecipient,
}

impl MailRefusal {
    /// Every refusal that is the shop's own, and no recipient's.
    pub const OF_THE_SHOP: [Self; 5] = [
        Self::NotVerified,
        Self::MailFromDomainNotVerified,
        Self::AccountSuspended,
        Self::SendingPaused,
        Self::LimitExceeded,
    ];

    fn answer(self, to: &str) -> HttpResponse {
        let (code, message) = match self {
            Self::NotVerified => (
                "MessageRejected",
                format!(
                    "Email address is not verified. The following identities failed the check in region EU-WEST-1: {to}"
                ),
            ),
            Self::MailFromDomainNotVerified => ("MailFromDomainNotVerifiedException", String::new()),
            Self::AccountSuspended => ("AccountSuspendedException", "Account is suspended.".to_owned()),
            Self::SendingPaused => ("SendingPausedException", "Email sending is disabled.".to_owned()),
            Self::LimitExceeded => ("LimitExceededException", "Daily message quota exceeded.".to_owned()),
            Self::BadRecipient => {
                ("BadRequestException", format!("Local address contains control or whitespace: {to}"))
            }
        };
        let mut answer = json_answer(400, &json!({ "message": message }));
        answer.headers_mut().insert("x-amzn-errortype", http::HeaderValue::from_static(code));
        answer
    }
}

/// All mails sent, oldest first, and why none is taken now.
#[derive(Clone, Debug, Default)]
pub struct Mailbox(Arc<Mutex<Vec<Mail>>>, Arc<Mutex<Option<MailRefusal>>>);

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

    /// From now on no mail is taken, or all are again.
    pub fn refuse(&self, refusal: Option<MailRefusal>) {
        *self.1.lock().expect("the refusal") = refusal;
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
        if let Some(refusal) = *self.1.lock().expect("the refusal") {
            return refusal.answer(body["Destination"]["ToAddresses"][0].as_str().unwrap_or_default());
        }
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
