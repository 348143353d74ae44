//! The test payment methods and what each one does when it is charged.
//!
//! Stripe: "Test card numbers", the tab of payment methods, <https://docs.stripe.com/testing>; bank debits in
//! <https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers> and
//! <https://docs.stripe.com/payments/sepa-debit/accept-a-payment#test-integration>.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The types of method whose customer authorises the payment on another page. A method of such a type is made by naming its
/// type, so its token is that name. Stripe: <https://docs.stripe.com/payments/bank-redirects> and Klarna's page there.
pub(crate) const REDIRECTING: [&str; 3] = ["bancontact", "ideal", "klarna"];

/// Why a payment method was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Stripe's error code, such as `card_declined`.
    pub code: &'static str,
    /// The issuer's reason, where there is one, such as `insufficient_funds`.
    pub decline_code: Option<&'static str>,
    /// The sentence for the customer.
    pub message: &'static str,
}

/// What happens when a payment method is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// The money arrives at once.
    Pays,
    /// The issuer refuses at once.
    Declines(Decline),
    /// The customer must authenticate first; then the method pays, or is declined.
    Authenticates(Option<Decline>),
    /// The debit takes time; then it pays, or fails.
    Processes(Option<Decline>),
    /// The debit takes time and never ends.
    ProcessesForever,
}

/// What happens when a charge of a payment method is refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunding {
    /// The money is back at once.
    Arrives,
    /// `pending`, then it is back.
    ArrivesLater,
    /// `succeeded`, then the bank sends it back.
    FailsLater,
}

/// A payment method in use by one intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// The identifier made for this use, `pm_...`.
    pub id: String,
    /// The test token that it was made from, such as `pm_card_visa`.
    pub token: String,
}

impl Method {
    /// What this method does when it is charged.
    #[must_use]
    pub fn behaviour(&self) -> Behaviour {
        behaviour(&self.token).unwrap_or(Behaviour::Declines(GENERIC))
    }

    /// What this method does when its charge is refunded.
    #[must_use]
    pub fn refunding(&self) -> Refunding {
        match self.token.as_str() {
            "pm_card_pendingRefund" => Refunding::ArrivesLater,
            "pm_card_refundFail" => Refunding::FailsLater,
            _ => Refunding::Arrives,
        }
    }

    /// `card`, `us_bank_account`, `sepa_debit` or one of [`REDIRECTING`].
    #[must_use]
    pub fn kind(&self) -> &'static str {
        kind(&self.token)
    }

    /// Whether the customer authorises the payment on a page of somebody else.
    pub(crate) fn redirects(&self) -> bool {
        REDIRECTING.contains(&self.kind())
    }

    pub(crate) fn json(&self) -> Value {
        json!({ "id": self.id, "object": "payment_method", "type": self.kind(), "customer": null, "livemode": false })
    }
}

const fn card(decline_code: &'static str, message: &'static str) -> Decline {
    Decline { code: "card_declined", decline_code: Some(decline_code), message }
}

const fn own_code(code: &'static str, message: &'static str) -> Decline {
    Decline { code, decline_code: Some(code), message }
}

const fn bank(code: &'static str, message: &'static str) -> Decline {
    Decline { code, decline_code: None, message }
}

const GENERIC: Decline = card("generic_decline", "Your card was declined.");
const NO_FUNDS: Decline = card("insufficient_funds", "Your card has insufficient funds.");
const EXPIRED: Decline = own_code("expired_card", "Your card has expired.");
const WRONG_CVC: Decline = own_code("incorrect_cvc", "Your card's security code is incorrect.");
const PROCESSING_ERROR: Decline =
    own_code("processing_error", "An error occurred while processing your card. Try again in a little bit.");
const CLOSED: Decline = bank("account_closed", "The customer's bank account has been closed.");
const NO_BANK_FUNDS: Decline =
    bank("insufficient_funds", "The customer's account has insufficient funds to cover this payment.");
const SEPA_FAILED: Decline = bank("payment_method_provider_decline", "The payment failed.");

/// What a test token does; nothing for a token that Stripe does not know.
pub(crate) fn behaviour(token: &str) -> Option<Behaviour> {
    use Behaviour::{Authenticates, Declines, Pays, Processes, ProcessesForever};
    Some(match token {
        "pm_card_visa"
        | "pm_card_visa_debit"
        | "pm_card_mastercard"
        | "pm_card_amex"
        | "pm_card_pendingRefund"
        | "pm_card_refundFail" => Pays,
        _ if crate::disputes::disputing(token).is_some() => Pays,
        "pm_card_chargeDeclined" | "pm_card_visa_chargeDeclined" | "pm_card_chargeCustomerFail" => Declines(GENERIC),
        "pm_card_chargeDeclinedInsufficientFunds" | "pm_card_visa_chargeDeclinedInsufficientFunds" => {
            Declines(NO_FUNDS)
        }
        "pm_card_chargeDeclinedLostCard" | "pm_card_visa_chargeDeclinedLostCard" => {
            Declines(card("lost_card", GENERIC.message))
        }
        "pm_card_chargeDeclinedStolenCard" | "pm_card_visa_chargeDeclinedStolenCard" => {
            Declines(card("stolen_card", GENERIC.message))
        }
        "pm_card_chargeDeclinedExpiredCard" => Declines(EXPIRED),
        "pm_card_chargeDeclinedIncorrectCvc" => Declines(WRONG_CVC),
        "pm_card_chargeDeclinedProcessingError" => Declines(PROCESSING_ERROR),
        "pm_card_authenticationRequired"
        | "pm_card_authenticationRequiredOnSetup"
        | "pm_card_threeDSecure2Required" => Authenticates(None),
        "pm_card_threeDSecureRequiredChargeDeclined" => Authenticates(Some(GENERIC)),
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds" => Authenticates(Some(NO_FUNDS)),
        _ if REDIRECTING.contains(&token) => Authenticates(None),
        "pm_usBankAccount_success" | "pm_success_sepaDebit" => Processes(None),
        "pm_usBankAccount_accountClosed" => Processes(Some(CLOSED)),
        "pm_usBankAccount_insufficientFunds" => Processes(Some(NO_BANK_FUNDS)),
        "pm_failed_sepaDebit" => Processes(Some(SEPA_FAILED)),
        "pm_usBankAccount_processing" => ProcessesForever,
        _ => return None,
    })
}

/// The type of payment method that a test token makes.
pub(crate) fn kind(token: &str) -> &'static str {
    if let Some(name) = REDIRECTING.into_iter().find(|name| *name == token) {
        return name;
    }
    match token {
        _ if token.starts_with("pm_usBankAccount") => "us_bank_account",
        _ if token.ends_with("sepaDebit") => "sepa_debit",
        _ => "card",
    }
}
