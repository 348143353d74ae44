//! Who is looking.

use domain::kernel::{Digest, Random, Secret};
use http::HeaderValue;
use lambda::http::{Request, Response};
use serde_json::{Value, json};

use crate::cookies::{BROWSER, DEVICE, SESSION, ended, kept};

/// What stands between the parts of a session's cookie. No token has it.
const BETWEEN: char = '|';
/// Headers of a browser's that the API's functions see as the browser sent them.
const PASSED_ON: [&str; 4] = ["user-agent", "x-edge-secret", "cloudfront-viewer-address", "accept-language"];

/// A browser, and who is logged in there.
#[derive(Debug)]
pub struct Visitor {
    browser: Secret,
    is_new_browser: bool,
    form_token: String,
    session: Option<Session>,
    device: Option<Secret>,
    pub(crate) source_address: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    changed: Vec<String>,
}

/// A session's tokens. A guest has no token to renew it by.
#[derive(Debug)]
struct Session {
    access_token: Secret,
    refresh_token: Option<Secret>,
}

impl Visitor {
    /// Whoever sent `request`.
    #[must_use]
    pub fn of(request: &Request, random: &Random) -> Self {
        let known =
            request.cookie(BROWSER).filter(|value| value.len() >= 22).map(|value| Secret::new(value.to_owned()));
        let is_new_browser = known.is_none();
        let browser =
            known.unwrap_or_else(|| Secret::new(data_encoding::BASE64URL_NOPAD.encode(&random.bytes::<32>())));
        let form_token = Digest::of(&[b"form", browser.reveal().as_bytes()]).short();
        let header = |name: &'static str| request.header(name).map(|value| (name, value.to_owned()));
        Self {
            browser,
            is_new_browser,
            form_token,
            session: request.cookie(SESSION).and_then(Session::read),
            device: request.cookie(DEVICE).map(|value| Secret::new(value.to_owned())),
            source_address: request.source_address().to_owned(),
            headers: PASSED_ON.into_iter().filter_map(header).collect(),
            changed: Vec::new(),
        }
    }

    /// Whether somebody is logged in, or a guest has begun a cart. What the token is worth, the API tells.
    #[must_use]
    pub const fn is_signed_in(&self) -> bool {
        self.session.is_some()
    }

    /// Whether the session is one of an account, which can be renewed; a guest's ends with its token.
    #[must_use]
    pub fn has_account(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.refresh_token.is_some())
    }

    /// What goes into each form as `form_token`: it shows that the form was made for this browser.
    #[must_use]
    pub fn form_token(&self) -> &str {
        &self.form_token
    }

    /// The access token.
    #[must_use]
    pub fn access_token(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.access_token.reveal())
    }

    /// The access token of a guest; none of an account.
    #[must_use]
    pub fn guest_token(&self) -> Option<&str> {
        self.access_token().filter(|_| !self.has_account())
    }

    /// What shows that this browser logged in before.
    #[must_use]
    pub fn device_token(&self) -> Option<&str> {
        self.device.as_ref().map(Secret::reveal)
    }

    /// Takes the tokens with which the API answers a log-in, a renewal or a guest. Whether there were any.
    pub fn sign_in(&mut self, tokens: &Value) -> bool {
        let text = |name: &str| tokens[name].as_str().map(|text| Secret::new(text.to_owned()));
        let Some(access_token) = text("access_token") else { return false };
        if let Some(device) = text("device_token") {
            self.change(DEVICE, Some(device.reveal()));
            self.device = Some(device);
        }
        let session = Session { access_token, refresh_token: text("refresh_token") };
        self.change(SESSION, Some(&session.written()));
        self.session = Some(session);
        true
    }

    /// Forgets the session.
    pub fn sign_out(&mut self) {
        if self.session.take().is_some() {
            self.change(SESSION, None);
        }
    }

    /// The body with the newest refresh token, which renews the session or ends it; none for a guest.
    #[must_use]
    pub fn renewal(&self) -> Option<Value> {
        let token = self.session.as_ref()?.refresh_token.as_ref()?;
        Some(json!({ "refresh_token": token.reveal() }))
    }

    /// The answer to this browser, with the cookies that changed. No cache may keep it.
    #[must_use]
    pub fn answer(mut self, mut response: Response) -> Response {
        if self.is_new_browser {
            self.changed.push(kept(BROWSER, self.browser.reveal()));
        }
        let headers = response.headers_mut();
        headers.insert("cache-control", HeaderValue::from_static("no-store"));
        for cookie in self.changed.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
            headers.append("set-cookie", cookie);
        }
        response
    }

    fn change(&mut self, name: &str, value: Option<&str>) {
        let beginning = format!("{name}=");
        self.changed.retain(|cookie| !cookie.starts_with(&beginning));
        self.changed.push(value.map_or_else(|| ended(name), |value| kept(name, value)));
    }
}

impl Session {
    fn read(cookie: &str) -> Option<Self> {
        let (access, refresh) = cookie.split_once(BETWEEN)?;
        let token = |text: &str| (!text.is_empty()).then(|| Secret::new(text.to_owned()));
        Some(Self { access_token: token(access)?, refresh_token: token(refresh) })
    }

    fn written(&self) -> String {
        let refresh = self.refresh_token.as_ref().map(Secret::reveal).unwrap_or_default();
        format!("{}{BETWEEN}{refresh}", self.access_token.reveal())
    }
}
