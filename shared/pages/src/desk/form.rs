//! Forms: labels on everything, errors at their fields, and what was typed kept.

use askama::{Template, filters::HtmlSafe};

use super::Frame;

/// A form that was sent and refused: it is shown again with what was typed.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// Which form it was.
    pub act: String,
    /// What it was about, where a page has a form for each of several things.
    pub subject: String,
    /// The fields, as they were sent.
    pub typed: Vec<(String, String)>,
    /// Why nothing was done.
    pub problem: String,
    /// The fields that are wrong, and why.
    pub errors: Vec<(String, String)>,
    /// The key under which it may have been done all the same. Sent again under it, it is done once.
    pub key: Option<String>,
}

impl Attempt {
    pub(crate) fn typed(&self, name: &str) -> Option<&str> {
        self.typed.iter().find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }

    fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find_map(|(known, error)| (known == name).then_some(error.as_str()))
    }
}

/// A form.
#[derive(Debug, Template)]
#[template(path = "desk/form.html")]
pub(crate) struct Form {
    pub(crate) id: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    submit: String,
    problem: Option<String>,
    is_danger: bool,
    /// Whether it was sent and refused.
    pub(crate) was_refused: bool,
    attempt: Option<Attempt>,
}

/// What a field is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Field {
    name: String,
    id: String,
    label: String,
    kind: &'static str,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    choices: Vec<(String, String)>,
    is_required: bool,
    is_checked: bool,
    takes_focus: bool,
    max: Option<u64>,
    mode: Option<&'static str>,
}

impl HtmlSafe for Form {}

impl Form {
    /// The form `act` of the page at `action`, about `subject`. It is refilled from `attempt`, if that was this form.
    pub(crate) fn new(
        frame: &Frame<'_>,
        action: &str,
        act: &'static str,
        subject: &str,
        attempt: Option<&Attempt>,
    ) -> Self {
        let attempt = attempt.filter(|attempt| attempt.act == act && attempt.subject == subject).cloned();
        let key = attempt.as_ref().and_then(|attempt| attempt.key.clone()).unwrap_or_else(|| frame.key.clone());
        let id = if subject.is_empty() { act.to_owned() } else { format!("{act}-{subject}") };
        Self {
            id,
            action: action.to_owned(),
            hidden: vec![
                ("form_token", frame.form_token.clone()),
                ("act", act.to_owned()),
                ("subject", subject.to_owned()),
                ("key", key),
            ],
            fields: Vec::new(),
            submit: frame.t(&format!("desk-act-{act}")),
            problem: attempt.as_ref().map(|attempt| attempt.problem.clone()),
            is_danger: false,
            was_refused: attempt.is_some(),
            attempt,
        }
    }

    /// Something takes place that cannot be taken back.
    pub(crate) fn danger(mut self) -> Self {
        self.is_danger = true;
        self
    }

    /// With a value that is sent along, the newest one.
    pub(crate) fn hidden(mut self, name: &'static str, value: &str) -> Self {
        self.hidden.push((name, value.to_owned()));
        self
    }

    /// With a field.
    pub(crate) fn field(mut self, mut field: Field) -> Self {
        field.id = format!("{}-{}", self.id, field.name.replace(' ', "-"));
        if let Some(attempt) = &self.attempt {
            let typed = attempt.typed(&field.name);
            if field.kind == "checkbox" {
                field.is_checked = typed.is_some();
            } else if let Some(typed) = typed {
                typed.clone_into(&mut field.value);
            }
            field.error = attempt.error(&field.name).map(str::to_owned);
            field.takes_focus = field.error.is_some() && self.fields.iter().all(|known| known.error.is_none());
        }
        self.fields.push(field);
        self
    }

    /// With several.
    pub(crate) fn fields(self, fields: impl IntoIterator<Item = Field>) -> Self {
        fields.into_iter().fold(self, Self::field)
    }

    /// Whether no field can be blamed, so that the words at its head are gone to.
    fn is_focused(&self) -> bool {
        self.was_refused && self.fields.iter().all(|field| field.error.is_none())
    }
}

impl Field {
    fn new(kind: &'static str, name: &str, label: String) -> Self {
        Self { name: name.to_owned(), label, kind, ..Self::default() }
    }

    pub(crate) fn text(name: &str, label: String, value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::new("text", name, label) }
    }

    pub(crate) fn area(name: &str, label: String, value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::new("area", name, label) }
    }

    pub(crate) fn units(name: &str, label: String, value: &str, max: Option<u64>) -> Self {
        Self { value: value.to_owned(), max, mode: Some("numeric"), ..Self::new("number", name, label) }
    }

    /// An amount, as people write it.
    pub(crate) fn amount(name: &str, label: String, value: &str) -> Self {
        Self { value: value.to_owned(), mode: Some("decimal"), ..Self::new("text", name, label) }
    }

    pub(crate) fn check(name: &str, label: String, is_checked: bool) -> Self {
        Self { is_checked, value: "yes".to_owned(), ..Self::new("checkbox", name, label) }
    }

    /// One of these, by value and name.
    pub(crate) fn choice(name: &str, label: String, choices: Vec<(String, String)>, value: &str) -> Self {
        Self { choices, value: value.to_owned(), ..Self::new("select", name, label) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    pub(crate) fn hint(mut self, hint: String) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The elements that say more about it.
    fn described_by(&self) -> Option<String> {
        let said = [("hint", &self.hint), ("error", &self.error)];
        let ids: Vec<String> =
            said.iter().filter(|(_, text)| text.is_some()).map(|(what, _)| format!("{}-{what}", self.id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}
