//! `payment_method_data`: what Stripe.js sends of the fields that a customer filled in.
//!
//! Stripe: `payment_method_data` of <https://docs.stripe.com/api/payment_intents/confirm>; test accounts of debits in
//! <https://docs.stripe.com/payments/sepa-debit/accept-a-payment#test-integration>.

use crate::cards::Card;
use crate::errors::Refusal;
use crate::form::Form;
use crate::payment_methods::REDIRECTING;

/// What a method is to be made of.
#[derive(Clone, Debug)]
pub(crate) enum MethodData {
    /// A card. Nothing of it is kept.
    Card(Card),
    /// A debit of the account with this number.
    SepaDebit(String),
    /// A page of somebody else, by one of [`REDIRECTING`].
    Redirect(&'static str),
}

impl MethodData {
    /// Takes what there is of `payment_method_data`.
    pub(crate) fn take(form: &mut Form) -> Result<Option<Self>, Refusal> {
        let Some(kind) = form.text("payment_method_data[type]")? else {
            return Ok(None);
        };
        let name = form.text("payment_method_data[billing_details][name]")?;
        let email = form.text("payment_method_data[billing_details][email]")?;
        let needed = |given: &Option<String>, field| {
            given.as_ref().map(|_| ()).ok_or_else(|| Refusal::missing(&format!("billing_details[{field}]")))
        };
        let data = match kind.as_str() {
            "card" => Self::Card(take_card(form)?),
            "sepa_debit" => {
                needed(&name, "name")?;
                needed(&email, "email")?;
                Self::SepaDebit(form.required_text("payment_method_data[sepa_debit][iban]")?)
            }
            other => {
                let known = REDIRECTING.into_iter().find(|name| *name == other);
                let kind = known.ok_or_else(|| {
                    Refusal::invalid(format!("Invalid payment_method_data[type]: {other}"))
                        .param("payment_method_data[type]")
                })?;
                match kind {
                    "bancontact" => needed(&name, "name")?,
                    "klarna" => needed(&email, "email")?,
                    _ => (),
                }
                Self::Redirect(kind)
            }
        };
        Ok(Some(data))
    }

    /// The test token that does what this does; `now` in Unix seconds.
    pub(crate) fn token(&self, now: i64) -> Result<String, Refusal> {
        match self {
            Self::Card(card) => card.token(now).map(Into::into),
            Self::SepaDebit(account) => debit(account).map(Into::into),
            Self::Redirect(kind) => Ok((*kind).into()),
        }
    }
}

fn take_card(form: &mut Form) -> Result<Card, Refusal> {
    let field = |name: &str| format!("payment_method_data[card][{name}]");
    let number =
        |form: &mut Form, name: &str| form.integer(&field(name))?.ok_or_else(|| Refusal::missing(&field(name)));
    Ok(Card {
        number: form.required_text(&field("number"))?,
        month: number(form, "exp_month")?,
        year: number(form, "exp_year")?,
        security_code: form.required_text(&field("cvc"))?,
    })
}

/// What the debit of a test account does: the first of each country there pays, the second fails.
fn debit(account: &str) -> Result<&'static str, Refusal> {
    let account: String = account.chars().filter(|letter| !letter.is_whitespace()).collect();
    match account.to_ascii_uppercase().as_str() {
        "AT611904300234573201" | "DE89370400440532013000" | "NL39RABO0300065264" => Ok("pm_success_sepaDebit"),
        "AT861904300235473202" | "DE62370400440532013001" | "NL91ABNA0417164300" => Ok("pm_failed_sepaDebit"),
        _ => Err(Refusal::invalid(
            "The IBAN you entered is invalid or no test account: see https://docs.stripe.com/testing#sepa-direct-debit.",
        )
        .code("invalid_bank_account_iban")
        .param("sepa_debit[iban]")),
    }
}
