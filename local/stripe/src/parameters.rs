//! What each endpoint takes, parsed and checked before anything happens.

use std::collections::BTreeMap;

use crate::errors::Refusal;
use crate::form::Form;
use crate::method_data::MethodData;
use crate::money;
use crate::payment_methods::REDIRECTING;

/// Stripe: "Metadata", <https://docs.stripe.com/api/metadata>.
const METADATA_MAX_KEYS: usize = 50;
const METADATA_MAX_KEY_CHARACTERS: usize = 40;
const METADATA_MAX_VALUE_CHARACTERS: usize = 500;

/// Stripe: "Pagination", <https://docs.stripe.com/api/pagination>.
const PAGE_MAX: i64 = 100;
const PAGE_DEFAULT: usize = 10;

/// The types of method that this model knows, and that automatic methods offer; those that redirect only where they may.
pub(crate) const METHOD_TYPES: [&str; 7] =
    ["card", "bancontact", "ideal", "klarna", "link", "sepa_debit", "us_bank_account"];

const REFUND_REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];
const CANCELLATION_REASONS: [&str; 4] = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"];

/// "Create a `PaymentIntent`", <https://docs.stripe.com/api/payment_intents/create>.
#[derive(Clone, Debug)]
pub(crate) struct NewIntent {
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) automatic_redirects: Option<bool>,
    pub(crate) payment_method_types: Vec<String>,
    pub(crate) description: Option<String>,
    pub(crate) receipt_email: Option<String>,
    pub(crate) confirm: bool,
    pub(crate) confirmation: Confirmation,
}

/// "Confirm a `PaymentIntent`", <https://docs.stripe.com/api/payment_intents/confirm>.
#[derive(Clone, Debug, Default)]
pub(crate) struct Confirmation {
    pub(crate) payment_method: Option<String>,
    /// What a method is to be made of, in place of one.
    pub(crate) method_data: Option<MethodData>,
    pub(crate) return_url: Option<String>,
    /// Stripe.js asks: it shows the dialogue of 3-D Secure itself.
    pub(crate) use_stripe_sdk: bool,
}

/// "Create a refund", <https://docs.stripe.com/api/refunds/create>.
#[derive(Clone, Debug)]
pub(crate) struct NewRefund {
    pub(crate) payment_intent: Option<String>,
    pub(crate) charge: Option<String>,
    pub(crate) amount: Option<i64>,
    pub(crate) reason: Option<String>,
    pub(crate) metadata: BTreeMap<String, String>,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) limit: usize,
    pub(crate) starting_after: Option<String>,
}

impl NewIntent {
    pub(crate) fn take(form: &mut Form) -> Result<Self, Refusal> {
        let amount = form.integer("amount")?.ok_or_else(|| Refusal::missing("amount"))?;
        let currency = form.required_text("currency")?;
        money::check_currency(&currency)?;
        money::check_amount(amount, &currency)?;
        let (automatic_redirects, payment_method_types) = take_method_types(form)?;
        let confirm = form.boolean("confirm")?.unwrap_or(false);
        let confirmation = Confirmation::take(form)?;
        if confirmation.return_url.is_some() && !confirm {
            return Err(Refusal::invalid("This parameter can only be used with `confirm=true`.").param("return_url"));
        }
        Ok(Self {
            amount,
            currency,
            metadata: take_metadata(form)?,
            automatic_redirects,
            payment_method_types,
            description: form.text("description")?,
            receipt_email: form.text("receipt_email")?,
            confirm,
            confirmation,
        })
    }
}

/// Automatic methods are the default; naming types turns them off. Both together are refused.
fn take_method_types(form: &mut Form) -> Result<(Option<bool>, Vec<String>), Refusal> {
    let enabled = form.boolean("automatic_payment_methods[enabled]")?;
    let redirects = form.choice("automatic_payment_methods[allow_redirects]", &["always", "never"])?;
    if redirects.is_some() && enabled.is_none() {
        return Err(Refusal::missing("automatic_payment_methods[enabled]"));
    }
    let named = form.list("payment_method_types");
    if let Some(unknown) = named.iter().find(|name| !METHOD_TYPES.contains(&name.as_str())) {
        return Err(Refusal::invalid(format!("The payment method type \"{unknown}\" is invalid."))
            .param("payment_method_types"));
    }
    match (named.is_empty(), enabled) {
        (false, Some(true)) => Err(Refusal::invalid(
            "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
        )),
        (false, _) => Ok((None, named)),
        (true, Some(false)) => Ok((None, vec!["card".into()])),
        (true, _) => {
            let may_redirect = redirects.as_deref() != Some("never");
            let offered = METHOD_TYPES.into_iter().filter(|name| may_redirect || !REDIRECTING.contains(name));
            Ok((Some(may_redirect), offered.map(String::from).collect()))
        }
    }
}

impl Confirmation {
    pub(crate) fn take(form: &mut Form) -> Result<Self, Refusal> {
        let confirmation = Self {
            payment_method: form.text("payment_method")?,
            method_data: MethodData::take(form)?,
            return_url: form.text("return_url")?,
            use_stripe_sdk: form.boolean("use_stripe_sdk")?.unwrap_or(false),
        };
        if confirmation.payment_method.is_some() && confirmation.method_data.is_some() {
            let both = "You may only specify one of these parameters: payment_method, payment_method_data.";
            return Err(Refusal::invalid(both).code("parameters_exclusive"));
        }
        Ok(confirmation)
    }
}

impl NewRefund {
    pub(crate) fn take(form: &mut Form) -> Result<Self, Refusal> {
        let refund = Self {
            payment_intent: form.text("payment_intent")?,
            charge: form.text("charge")?,
            amount: form.integer("amount")?,
            reason: form.choice("reason", &REFUND_REASONS)?,
            metadata: take_metadata(form)?,
        };
        match (&refund.payment_intent, &refund.charge, refund.amount) {
            (None, None, _) => Err(Refusal::invalid(
                "One of the following params should be provided for this request: payment_intent or charge.",
            )),
            (Some(_), Some(_), _) => {
                Err(Refusal::invalid("You may only specify one of these parameters: payment_intent, charge.")
                    .code("parameters_exclusive"))
            }
            (_, _, Some(..=0)) => Err(Refusal::invalid("This value must be greater than or equal to 1.")
                .code("parameter_invalid_integer")
                .param("amount")),
            _ => Ok(refund),
        }
    }
}

impl Page {
    pub(crate) fn take(form: &mut Form) -> Result<Self, Refusal> {
        let wrong = |text: &str| Refusal::invalid(text).code("parameter_invalid_integer").param("limit");
        let limit = match form.integer("limit")? {
            None => PAGE_DEFAULT,
            Some(..=0) => return Err(wrong("This value must be greater than or equal to 1.")),
            Some(limit) if limit > PAGE_MAX => {
                return Err(wrong("This value must be less than or equal to 100."));
            }
            Some(limit) => usize::try_from(limit).unwrap_or(PAGE_DEFAULT),
        };
        Ok(Self { limit, starting_after: form.text("starting_after")? })
    }
}

/// Whether an intent, or each of a list, is to show its latest charge in full where it would show an identifier: the only
/// expansion that this model knows, under the name `charge`. Stripe: <https://docs.stripe.com/api/expanding_objects>.
pub(crate) fn take_expanded_charge(form: &mut Form, charge: &str) -> Result<bool, Refusal> {
    let expand = form.list("expand");
    match expand.iter().find(|name| *name != charge) {
        Some(other) => {
            let words = format!("This property cannot be expanded ({other}).");
            Err(Refusal::invalid(words).param("expand"))
        }
        None => Ok(!expand.is_empty()),
    }
}

/// `cancellation_reason` of "Cancel a `PaymentIntent`", <https://docs.stripe.com/api/payment_intents/cancel>.
pub(crate) fn take_cancellation_reason(form: &mut Form) -> Result<Option<String>, Refusal> {
    form.choice("cancellation_reason", &CANCELLATION_REASONS)
}

fn take_metadata(form: &mut Form) -> Result<BTreeMap<String, String>, Refusal> {
    let mut metadata = form.map("metadata");
    // An empty value unsets the key.
    metadata.retain(|_, value| !value.is_empty());
    let wrong = |text: String| Err(Refusal::invalid(text).param("metadata"));
    if metadata.len() > METADATA_MAX_KEYS {
        return wrong(format!("You can have at most {METADATA_MAX_KEYS} metadata keys."));
    }
    for (name, value) in &metadata {
        if name.is_empty() || name.chars().count() > METADATA_MAX_KEY_CHARACTERS {
            return wrong(format!("Metadata keys must have 1 to {METADATA_MAX_KEY_CHARACTERS} characters: {name}"));
        }
        if value.chars().count() > METADATA_MAX_VALUE_CHARACTERS {
            return wrong(format!(
                "Metadata values must have at most {METADATA_MAX_VALUE_CHARACTERS} characters: {name}"
            ));
        }
    }
    Ok(metadata)
}
