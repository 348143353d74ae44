//! What a browser loads: the script, the Payment Element that it frames, and the pages that ask a customer to authorise a payment.
//!
//! Stripe serves the script at <https://js.stripe.com/clover/stripe.js>, and the pages of 3-D Secure and of redirects, which in test
//! mode have two buttons, at `hooks.stripe.com`: <https://docs.stripe.com/payments/3d-secure/authentication-flow> and
//! <https://docs.stripe.com/payments/ideal/accept-a-payment#web-test-integration>.

use http::Method as Verb;

use crate::Stripe;
use crate::form::Form;
use crate::intents::{Intent, State};
use crate::money;
use crate::payment_methods::Method;
use crate::waiting::Authentication;
use crate::wire::{Request, Response};

/// Where a card's owner is asked.
pub(crate) const THREE_D_SECURE_PATH: &str = "/3d_secure_2/hosted";
/// Where a bank, or whoever else pays, asks its customer.
pub(crate) const BANK_PATH: &str = "/redirect/authenticate";

/// What pages may do: run and show what comes from here. Any shop may frame them, and they lead back to any shop.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'";

const SCRIPT: &str = include_str!("../browser/stripe.js");

/// The files by their paths, which Stripe's own Element has elsewhere.
const FILES: [(&str, &str, &str); 8] = [
    ("/v3/", "text/javascript", SCRIPT),
    ("/v3", "text/javascript", SCRIPT),
    ("/clover/stripe.js", "text/javascript", SCRIPT),
    ("/elements/payment", "text/html", include_str!("../browser/payment-element.html")),
    ("/elements/payment-element.js", "text/javascript", include_str!("../browser/payment-element.js")),
    ("/elements/texts.js", "text/javascript", include_str!("../browser/texts.js")),
    ("/elements/answered.js", "text/javascript", include_str!("../browser/answered.js")),
    ("/elements/style.css", "text/css", include_str!("../browser/style.css")),
];

const QUESTION: &str = include_str!("../browser/question.html");
const NOTICE: &str = include_str!("../browser/notice.html");
const ANSWERED: &str = include_str!("../browser/answered.html");

impl Stripe {
    /// The answer to a browser that loads something; nothing where the path is the API's.
    pub(crate) fn page(&mut self, request: &Request, now: i64) -> Option<Response> {
        let route = request.route();
        if request.method == Verb::OPTIONS {
            return Some(preflight());
        }
        if let Some((_, media_type, text)) = FILES.iter().find(|(path, ..)| *path == route) {
            return Some(guarded(Response::text(200, media_type, text)));
        }
        if ![THREE_D_SECURE_PATH, BANK_PATH].contains(&route) {
            return None;
        }
        self.advance(now);
        let asked = if request.method == Verb::POST { request.body.as_slice() } else { request.query().as_bytes() };
        Some(self.question(route, asked, request.method == Verb::POST, now))
    }

    /// Asks the customer, or takes the answer.
    fn question(&mut self, route: &str, asked: &[u8], is_answer: bool, now: i64) -> Response {
        let mut form = Form::parse(asked).unwrap_or_default();
        let mut field = |name: &str| form.text(name).ok().flatten().unwrap_or_default();
        let (id, secret, outcome) = (field("payment_intent"), field("payment_intent_client_secret"), field("outcome"));
        let Ok(intent) = self.readable_intent(&id, Some(&secret)).cloned() else {
            return notice(404, "There is no such payment.");
        };
        let State::RequiresAction { method, return_url, .. } = intent.state.clone() else {
            return notice(409, "This payment does not wait for you any more. You can close this page.");
        };
        let outcome = match outcome.as_str() {
            "succeed" => Authentication::Succeed,
            "fail" => Authentication::Fail,
            _ if is_answer => return notice(400, "Choose one of the two answers."),
            _ => return ask(&intent, &method, route),
        };
        if self.authenticate(&id, outcome, now).is_err() {
            return notice(409, "This payment does not wait for you any more. You can close this page.");
        }
        let Some(return_url) = return_url else {
            return guarded(Response::text(200, "text/html", ANSWERED));
        };
        let status = self.store.intents.get(&id).map_or("failed", redirect_status);
        let location = with_parameters(
            &return_url,
            &[("payment_intent", &id), ("payment_intent_client_secret", &secret), ("redirect_status", status)],
        );
        Response::text(303, "text/html", "").with_header("location", &location)
    }
}

/// What a browser's question before a request from another origin is answered with.
fn preflight() -> Response {
    Response::text(204, "text/plain", "")
        .with_header("access-control-allow-origin", "*")
        .with_header("access-control-allow-methods", "GET, POST")
        .with_header("access-control-allow-headers", "authorization, content-type, stripe-version")
        .with_header("access-control-max-age", "300")
}

/// The page with the two buttons.
fn ask(intent: &Intent, method: &Method, route: &str) -> Response {
    let (who, yes, no) = match method.kind() {
        "bancontact" => ("Bancontact", "Authorize test payment", "Fail test payment"),
        "ideal" => ("iDEAL", "Authorize test payment", "Fail test payment"),
        "klarna" => ("Klarna", "Authorize test payment", "Fail test payment"),
        _ => ("3D Secure 2", "Complete", "Fail"),
    };
    let amount = money::shown(intent.amount, &intent.currency);
    let filled = [
        ("{{who}}", who),
        ("{{yes}}", yes),
        ("{{no}}", no),
        ("{{amount}}", &amount),
        ("{{path}}", route),
        ("{{payment_intent}}", &intent.id),
        ("{{payment_intent_client_secret}}", &intent.client_secret),
    ];
    guarded(Response::text(200, "text/html", &fill(QUESTION, &filled)))
}

fn notice(status: u16, words: &str) -> Response {
    guarded(Response::text(status, "text/html", &fill(NOTICE, &[("{{words}}", words)])))
}

fn fill(page: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(page.to_owned(), |page, (name, value)| page.replace(name, &escaped(value)))
}

fn guarded(response: Response) -> Response {
    response
        .with_header("content-security-policy", POLICY)
        .with_header("cache-control", "no-cache")
        .with_header("x-content-type-options", "nosniff")
        .with_header("referrer-policy", "no-referrer")
}

/// Stripe's word for how it went, in the address of the page that the customer comes back to. It is a hint: the intent says what
/// is true.
fn redirect_status(intent: &Intent) -> &'static str {
    match intent.state {
        State::Succeeded { .. } => "succeeded",
        State::Processing { .. } => "pending",
        _ => "failed",
    }
}

/// An address with parameters added, before its fragment.
fn with_parameters(address: &str, parameters: &[(&str, &str)]) -> String {
    let (address, fragment) = address.split_once('#').map_or((address, None), |(one, two)| (one, Some(two)));
    let joint = if address.contains('?') { '&' } else { '?' };
    let query = serde_html_form::to_string(parameters).unwrap_or_default();
    let fragment = fragment.map(|text| format!("#{text}")).unwrap_or_default();
    format!("{address}{joint}{query}{fragment}")
}

/// A text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_go_behind_those_that_are_there_and_before_the_fragment() {
        for (address, expected) in [
            ("https://shop.example/back", "https://shop.example/back?a=1+2"),
            ("https://shop.example/back?b=3#top", "https://shop.example/back?b=3&a=1+2#top"),
        ] {
            assert_eq!(with_parameters(address, &[("a", "1 2")]), expected);
        }
        assert_eq!(escaped("<a href=\"&\">"), "&lt;a href=&quot;&amp;&quot;&gt;");
    }
}
