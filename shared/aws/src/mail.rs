//! Outgoing mail.

use app_context::{AppContext, StartError};
use aws_sdk_sesv2::{
    Client,
    error::ProvideErrorMetadata as _,
    operation::send_email::SendEmailError,
    types::{Body, Content, Destination, EmailContent, Message},
};
use domain::{kernel::Email, notifications::Mail};

use super::AwsError;

/// The mail service, sending as the shop.
#[derive(Clone, Debug)]
pub struct Mailer {
    client: Client,
    sender: String,
    configuration_set: String,
}

/// How sending ended, when the service answered about this mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It took the mail.
    Accepted,
    /// It will never take a mail to this recipient.
    Rejected,
}

impl Mailer {
    /// From `SENDER_ADDRESS`, which the mail service has to know as the shop's: `shop@example.com`, or with a name before it,
    /// `The Shop <shop@example.com>`, and `MAIL_CONFIGURATION_SET`, under which it counts the shop's mails and what bounced of them.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        const NAME: &str = "SENDER_ADDRESS";
        let sender = context.environment.required(NAME)?.to_owned();
        let address = sender.split_once('<').map_or(&*sender, |(_, address)| address.trim_end_matches('>'));
        if Email::parse(address).is_err() {
            return Err(StartError::Invalid { name: NAME.to_owned(), reason: "it must be an e-mail address" });
        }
        let configuration_set = context.environment.required("MAIL_CONFIGURATION_SET")?.to_owned();
        Ok(Self { client: Client::new(&context.sdk), sender, configuration_set })
    }

    /// Sends one mail. The service has no idempotency key: an answer that is lost makes the SDK send it again.
    pub async fn send(&self, mail: &Mail) -> Result<Sent, AwsError> {
        let failed = |error: &(dyn std::error::Error + 'static)| AwsError::new("ses.SendEmail", error);
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build().map_err(|e| failed(&e));
        let body = Body::builder().text(content(&mail.text)?).html(content(&mail.html)?).build();
        let message = Message::builder().subject(content(&mail.subject)?).body(body).build();
        let send = self
            .client
            .send_email()
            .from_email_address(&self.sender)
            .configuration_set_name(&self.configuration_set)
            .destination(Destination::builder().to_addresses(mail.to.as_str()).build())
            .content(EmailContent::builder().simple(message).build());
        match send.send().await {
            Ok(_) => Ok(Sent::Accepted),
            Err(error) => match error.as_service_error() {
                Some(refusal) if is_about_the_recipient(refusal) => Ok(Sent::Rejected),
                // The service's words may repeat the address: only the kind of failure is told.
                Some(_) => Err(AwsError::because("ses.SendEmail", error.code().unwrap_or("refused"))),
                None => Err(failed(&error)),
            },
        }
    }
}

/// Whether the service refuses the recipient, and not the shop.
///
/// Only `BadRequestException` is about the recipient: it names an address that SES cannot write to, and the sender's own is
/// checked at the start. `MessageRejected` is not: SES answers so for a sender, or in its sandbox a recipient, that is not
/// verified. The others mean a suspended account, paused sending, or a MAIL FROM domain that is not verified. All of these
/// end when an operator has acted, so the mail is tried again and becomes a dead letter. An address that bounces or is
/// suppressed is accepted first. Source: <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>.
const fn is_about_the_recipient(refusal: &SendEmailError) -> bool {
    matches!(refusal, SendEmailError::BadRequestException(_))
}
