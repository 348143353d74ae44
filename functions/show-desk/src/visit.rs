//! One request to the desk: who looks, and what the API says to them.

use data_encoding::BASE64URL_NOPAD;
use domain::{
    accounts::Role,
    kernel::{Day, Random},
};
use lambda::http::{Problem, Request, Response, respond};
use pages::{
    Language,
    desk::{Attempt, DeskNotice, Frame},
};
use serde_json::Value;
use visitor::{Api, Call, Form, Refusal, Visitor};

use crate::html;

/// A request, by whom, in which language, and on which day.
pub(crate) struct Visit<'a> {
    pub(crate) request: &'a Request,
    pub(crate) visitor: Visitor,
    pub(crate) language: &'a Language,
    pub(crate) shop: &'a str,
    pub(crate) api: &'a Api,
    pub(crate) random: &'a Random,
    pub(crate) today: Day,
}

/// What the API did.
pub(crate) struct Done {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// Why a form was not accepted.
pub(crate) enum Refused {
    /// A field of it is wrong, by its own rule.
    Here(Box<Attempt>),
    /// The API says why.
    Because(Box<Refusal>),
    /// The API did not answer: it may have been done.
    Unknown,
}

/// A field that was sent, and the SKU that it is about.
pub(crate) type SentField = (String, String);

impl<'a> Visit<'a> {
    /// The frame of a page at this place of the desk. What the role may do stands in the access token, which the API has believed by now.
    pub(crate) fn frame(&self, at: &'static str) -> Frame<'a> {
        let mut frame = Frame::new(self.language, self.shop, self.role(), at);
        self.visitor.form_token().clone_into(&mut frame.form_token);
        frame.key = BASE64URL_NOPAD.encode(&self.random.bytes::<18>());
        frame
    }

    fn role(&self) -> Role {
        let payload = self.visitor.access_token().and_then(|token| token.split('.').nth(1));
        let payload = payload.and_then(|payload| BASE64URL_NOPAD.decode(payload.as_bytes()).ok());
        let claims: Option<Value> = payload.and_then(|payload| serde_json::from_slice(&payload).ok());
        claims.and_then(|claims| claims["role"].as_str()?.parse().ok()).unwrap_or(Role::Buyer)
    }

    /// What the API shows.
    pub(crate) async fn read(&mut self, call: Call) -> Result<Value, Problem> {
        self.api.call(&mut self.visitor, call).await?.found()
    }

    /// What the API did of a form, or why not. Who may not do it, or is nobody, gets no page with a form.
    pub(crate) async fn act(&mut self, call: Call) -> Result<Result<Done, Refused>, Problem> {
        let answer = match self.api.call(&mut self.visitor, call).await {
            Ok(answer) if answer.status < 500 => answer,
            Ok(_) => return Ok(Err(Refused::Unknown)),
            Err(problem) => {
                lambda::report(&problem);
                return Ok(Err(Refused::Unknown));
            }
        };
        let status = answer.status;
        Ok(match answer.ok()? {
            Ok(body) => Ok(Done { status, body }),
            Err(Refusal { status: 401, .. }) => return Err(Problem::unauthorized()),
            Err(Refusal { status: 403, detail, .. }) => return Err(Problem::new(403, "forbidden", detail)),
            Err(Refusal { status: 404, .. }) => return Err(Problem::not_found()),
            Err(refusal) => Err(Refused::Because(Box::new(refusal))),
        })
    }

    /// The form that was sent.
    pub(crate) fn form(&self) -> Result<Form, Problem> {
        Form::of(self.request, &self.visitor)
    }

    /// A form that was refused, to be shown again, and the status of the page that shows it.
    pub(crate) fn attempt(&self, form: &Form, refused: Refused, sent: &[SentField]) -> (u16, Attempt) {
        match refused {
            Refused::Here(attempt) => (422, *attempt),
            Refused::Unknown => {
                let key = Some(form.get("key").to_owned());
                (503, Attempt { key, ..self.attempt_with(form, "desk-wrong-unknown", Vec::new()) })
            }
            Refused::Because(refusal) => (refusal.status, self.attempt_of(form, &refusal, sent)),
        }
    }

    /// A form with wrong fields, and why each is wrong.
    pub(crate) fn attempt_with(&self, form: &Form, problem: &str, errors: Vec<(String, String)>) -> Attempt {
        Attempt {
            act: form.get("act").to_owned(),
            subject: form.get("subject").to_owned(),
            typed: form.fields().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            problem: self.language.text(problem),
            errors,
            key: None,
        }
    }

    fn attempt_of(&self, form: &Form, refusal: &Refusal, sent: &[SentField]) -> Attempt {
        let of_rules = refusal.errors.iter().map(|(pointer, rule)| (field_of(pointer, sent), rule.clone()));
        let lines = refusal.body["lines"].as_array().map(Vec::as_slice).unwrap_or_default();
        let of_lines = lines.iter().flat_map(|line| {
            let left = line["remaining"].as_u64().unwrap_or_default().to_string();
            let words = self.language.with("desk-wrong-remaining", &[("left", &left)]);
            let fields = sent.iter().filter(|(_, sku)| line["sku"] == sku.as_str());
            fields.map(move |(field, _)| (field.clone(), words.clone()))
        });
        let errors: Vec<_> = of_rules.chain(of_lines).collect();
        let name = format!("desk-refused-{}", refusal.code);
        let known = self.language.text(&name);
        let problem = if refusal.code == "invalid_field" && errors.iter().all(|(field, _)| !field.is_empty()) {
            self.language.text("desk-wrong-fields")
        } else if known == name {
            refusal.detail.clone()
        } else {
            known
        };
        Attempt { problem, ..self.attempt_with(form, "desk-wrong-fields", errors) }
    }

    /// Why there is no page, to people.
    pub(crate) fn notice(&self, problem: &Problem) -> Result<Response, Problem> {
        lambda::report(problem);
        let (status, what) = match (problem.status, problem.code) {
            (403, "foreign_form") => (403, "foreign"),
            (403, _) if self.role().is_staff() => (403, "not-allowed"),
            (403, _) => (403, "not-staff"),
            (400..=499, _) => (404, "not-found"),
            _ => (503, "trouble"),
        };
        Ok(respond::with_status(html(&DeskNotice::new(self.frame(""), what))?, status))
    }
}

/// The field of a form that a member of the body was made of.
fn field_of(pointer: &str, sent: &[SentField]) -> String {
    let mut parts = pointer.trim_start_matches('/').split('/');
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("lines", Some(at)) => {
            at.parse().ok().and_then(|at: usize| sent.get(at)).map(|(field, _)| field.clone()).unwrap_or_default()
        }
        ("amount_minor", _) => "amount".to_owned(),
        ("received_minor", _) => "received".to_owned(),
        (name, _) => name.to_owned(),
    }
}

/// A page cannot be made of what the API answered.
pub(crate) fn shaped<T>(page: Result<T, pages::desk::ShapeError>) -> Result<T, Problem> {
    page.map_err(Problem::unavailable)
}
