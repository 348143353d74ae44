//! What every form has beside its fields.

/// A form before it is filled, or as it came back.
#[derive(Debug, Default)]
pub struct FormState {
    /// Shows that the form was made for this browser.
    pub token: String,
    /// Why it was not done, in a sentence.
    pub problem: Option<String>,
    /// What was typed, by field. Never a password.
    pub typed: Vec<(String, String)>,
    /// What is wrong with a field, by field.
    pub errors: Vec<(String, String)>,
}

impl FormState {
    /// An empty form.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self { token: token.to_owned(), ..Self::default() }
    }

    /// What was typed in a field.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        found(&self.typed, name).unwrap_or_default()
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error(&self, name: &str) -> Option<&str> {
        found(&self.errors, name)
    }
}

fn found<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find_map(|(known, text)| (known == name).then_some(text.as_str()))
}
