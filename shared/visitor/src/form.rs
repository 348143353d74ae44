//! Forms that a page of the shop made for this browser.

use domain::kernel::Digest;
use lambda::http::{Problem, Request};

use crate::{Visitor, foreign_form};

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// What a form sent.
#[derive(Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// The form in a request. It must come from a page of this shop, as the browser says, and hold the token of this very browser; otherwise
    /// it is refused with 403.
    pub fn of(request: &Request, visitor: &Visitor) -> Result<Self, Problem> {
        if !is_from_here(request) {
            return Err(foreign_form());
        }
        let form = Self::read(request)?;
        // Digests are compared, so that the time tells nothing.
        let same = Digest::sha256(form.get("form_token").as_bytes()) == Digest::sha256(visitor.form_token().as_bytes());
        if same { Ok(form) } else { Err(foreign_form()) }
    }

    /// The form of a page that is the same for everybody, so that caches keep it: it can hold no token. It is taken only if the browser
    /// says that it comes from a page of this shop, which every browser since 2020 says of each form.
    pub fn of_public_page(request: &Request) -> Result<Self, Problem> {
        let says = ["sec-fetch-site", "origin"].iter().any(|name| request.header(name).is_some());
        if says && is_from_here(request) { Self::read(request) } else { Err(foreign_form()) }
    }

    fn read(request: &Request) -> Result<Self, Problem> {
        let media_type =
            request.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !media_type.eq_ignore_ascii_case(MEDIA_TYPE) {
            return Err(Problem::new(415, "unsupported_media_type", format!("Send Content-Type: {MEDIA_TYPE}.")));
        }
        serde_html_form::from_bytes(request.raw_body()?).map(Self).map_err(|_| foreign_form())
    }

    /// The field called `name` without blanks around it; empty if it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The same, as it was typed.
    #[must_use]
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find_map(|(known, value)| (known == name).then_some(value.as_str())).unwrap_or_default()
    }

    /// Every field called `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter_map(move |(known, value)| (known == name).then_some(value.as_str()))
    }

    /// All fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Whether the browser says that the request comes from a page of this host. One that says nothing is not one of the last years' browsers;
/// the form's token decides then.
fn is_from_here(request: &Request) -> bool {
    if let Some(site) = request.header("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = request.header("origin") else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && host == request.header("host")
}
