//! A browser without a screen: it keeps cookies, and sends forms back with the token of the page that it saw last.

use crate::{Answer, Call, Function, Shop};

/// A browser.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Its cookies, by name.
    pub cookies: Vec<(String, String)>,
    /// The token of the last form that it was shown.
    pub form_token: String,
}

impl Browser {
    /// Sends a request to a function of pages.
    pub async fn send(&mut self, shop: &Shop, function: &Function, call: Call) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let call = if cookies.is_empty() { call } else { call.header("cookie", &cookies.join("; ")) };
        let answer = shop.call(function, call).await;
        answer.cookies.iter().for_each(|cookie| self.keep(cookie));
        if let Some((_, rest)) = answer.body.split_once("name=\"form_token\" value=\"") {
            rest.split('"').next().unwrap_or_default().clone_into(&mut self.form_token);
        }
        answer
    }

    /// Opens a page, in English. The path may carry a query.
    pub async fn get(&mut self, shop: &Shop, function: &Function, path: &str) -> Answer {
        self.send(shop, function, Call::get(path).header("accept-language", "en")).await
    }

    /// Sends the form of the last page.
    pub async fn post(&mut self, shop: &Shop, function: &Function, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token.clone();
        let fields: Vec<_> = fields.iter().copied().chain([("form_token", token.as_str())]).collect();
        self.send(shop, function, Call::form(path, &fields).header("sec-fetch-site", "same-origin")).await
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once("; ").expect("a cookie with attributes");
        let (name, value) = pair.split_once('=').expect("a cookie");
        let safe = ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"].iter().all(|safe| attributes.contains(safe));
        assert!(name.starts_with("__Host-") && safe && !attributes.contains("Domain"), "{name}: {attributes}");
        self.cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

impl Call {
    /// A form as a browser sends it, without where it comes from.
    pub fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        let body = serde_html_form::to_string(fields).expect("a form");
        Self::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept-language", "en")
            .text(&body)
    }
}

impl Answer {
    /// Where a form leads to that was accepted.
    #[must_use]
    #[track_caller]
    pub fn leads_to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.body);
        self.header("location").expect("a way on")
    }
}
