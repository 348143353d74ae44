//! What the pages may load and do.

use app_context::{Environment, StartError};
use pages::POLICY;

/// Where Stripe's own script comes from. It opens frames of two more hosts, and asks a third.
/// Source: <https://docs.stripe.com/security/guide#content-security-policy>.
const STRIPE: &str = "https://js.stripe.com/";
const STRIPE_FRAMES: &str = "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com";
const STRIPE_SCRIPTS: &str = "https://js.stripe.com https://*.js.stripe.com";
const STRIPE_CALLS: &str = "https://api.stripe.com";

/// Stripe's script, the shop's key for it, and what the page of a payment may do.
#[derive(Debug)]
pub(crate) struct StripeScript {
    pub(crate) url: String,
    pub(crate) publishable_key: String,
    pub(crate) policy: String,
}

impl StripeScript {
    pub(crate) fn new(environment: &Environment) -> Result<Self, StartError> {
        let url = environment.required("STRIPE_SCRIPT_URL")?.to_owned();
        let publishable_key = environment.required("STRIPE_PUBLISHABLE_KEY")?.to_owned();
        let policy = policy(&url).ok_or_else(|| StartError::Invalid {
            name: "STRIPE_SCRIPT_URL".to_owned(),
            reason: "it must be the address of a script",
        })?;
        Ok(Self { url, publishable_key, policy })
    }
}

/// The policy of the page of a payment: what the others may do, the shop's script, and what Stripe's needs.
fn policy(url: &str) -> Option<String> {
    let (scripts, frames, calls) = if url.starts_with(STRIPE) {
        (STRIPE_SCRIPTS, STRIPE_FRAMES, STRIPE_CALLS)
    } else {
        let origin = origin(url)?;
        (origin, origin, origin)
    };
    Some(format!("{POLICY}; script-src 'self' {scripts}; frame-src {frames}; connect-src {calls}"))
}

/// `http://127.0.0.1:4242` of an address there.
fn origin(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next().filter(|host| !host.is_empty())?;
    let is_plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b));
    (is_plain && matches!(scheme, "http" | "https")).then(|| &url[..scheme.len() + 3 + host.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_payment_trusts_stripe_alone() {
        let policy = policy("https://js.stripe.com/clover/stripe.js").expect("a policy");
        assert!(policy.contains("script-src 'self' https://js.stripe.com") && policy.contains("hooks.stripe.com"));
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }

    #[test]
    fn a_stand_in_for_stripe_is_trusted_by_its_origin() {
        let policy = policy("http://127.0.0.1:4242/stripe.js").expect("a policy");
        assert!(policy.ends_with("frame-src http://127.0.0.1:4242; connect-src http://127.0.0.1:4242"), "{policy}");
        for odd in ["", "stripe.js", "javascript://x/y", "https://a b/", "https:///x", "https://x;script-src/"] {
            assert_eq!(super::policy(odd), None, "{odd}");
        }
    }
}
