//! Who is asking.
//!
//! Stripe: "Authentication", <https://docs.stripe.com/api/authentication>: the key as the user of basic authentication, or as
//! a bearer token. A browser has the publishable key and an intent's client secret,
//! <https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret>.

use data_encoding::BASE64;
use subtle::ConstantTimeEq;

use crate::Stripe;
use crate::errors::{Kind, Refusal};
use crate::form::Form;
use crate::intents::Intent;
use crate::method_data::MethodData;
use crate::parameters::Confirmation;
use crate::settings::Settings;
use crate::wire::Request;

/// Who is asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    /// The shop, with the secret key.
    Server,
    /// A customer's browser, with the publishable key.
    Browser,
}

impl Caller {
    /// The secret that a browser must show; a server shows none, and sending one is an unknown parameter.
    pub(crate) fn client_secret(self, form: &mut Form) -> Result<Option<String>, Refusal> {
        match self {
            Self::Server => Ok(None),
            Self::Browser => form.required_text("client_secret").map(Some),
        }
    }

    /// Card numbers come from browsers only. Stripe: <https://docs.stripe.com/testing> and
    /// <https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis>.
    pub(crate) fn may_confirm_with(self, confirmation: &Confirmation) -> Result<(), Refusal> {
        if self == Self::Browser || !matches!(confirmation.method_data, Some(MethodData::Card(_))) {
            return Ok(());
        }
        let message = "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that map \
                       to the test card you are using, see https://stripe.com/docs/testing.";
        Err(Refusal::new(402, Kind::InvalidRequest, message))
    }
}

/// Who holds the key that the request carries.
pub(crate) fn authenticate(request: &Request, settings: &Settings) -> Result<Caller, Refusal> {
    let refuse = |message: String| Refusal::new(401, Kind::InvalidRequest, message);
    let Some(key) = request.header("authorization").and_then(key) else {
        return Err(refuse(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. \
             'Authorization: Bearer YOUR_SECRET_KEY')."
                .into(),
        ));
    };
    if same(&key, &settings.secret_key) {
        return Ok(Caller::Server);
    }
    if same(&key, &settings.publishable_key) {
        return Ok(Caller::Browser);
    }
    let shown: String = key.chars().take(8).collect();
    Err(refuse(format!("Invalid API Key provided: {shown}***")))
}

/// A browser asked for what only a server may. Stripe: <https://docs.stripe.com/error-codes#secret-key-required>.
pub(crate) fn secret_key_required() -> Refusal {
    Refusal::new(
        401,
        Kind::InvalidRequest,
        "This API call cannot be made with a publishable API key. Please use a secret API key.",
    )
    .code("secret_key_required")
}

fn key(header: &str) -> Option<String> {
    let (scheme, rest) = header.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().into());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64.decode(rest.trim().as_bytes()).ok()?).ok()?;
    Some(pair.split_once(':').map_or(pair.as_str(), |(user, _)| user).into())
}

fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

impl Stripe {
    /// The intent, when it exists and a browser's secret is its own.
    pub(crate) fn readable_intent(&self, id: &str, client_secret: Option<&str>) -> Result<&Intent, Refusal> {
        let intent = self.store.intents.get(id).ok_or_else(|| Refusal::no_such("payment_intent", id))?;
        if client_secret.is_some_and(|secret| !same(secret, &intent.client_secret)) {
            let message =
                "The client_secret provided does not match the client_secret associated with the PaymentIntent.";
            return Err(Refusal::invalid(message).code("payment_intent_invalid_parameter").param("client_secret"));
        }
        Ok(intent)
    }
}
