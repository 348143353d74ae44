//! Form bodies and queries with bracket nesting, and the refusal of what nobody asked for.
//!
//! Stripe: the API "accepts form-encoded request bodies", <https://docs.stripe.com/api>; an argument that an endpoint
//! does not know is refused with `parameter_unknown`, <https://docs.stripe.com/error-codes#parameter-unknown>.

use std::collections::BTreeMap;

use crate::errors::Refusal;

/// Parameters that have not been asked for yet, by their full name such as `metadata[order_id]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        let fields: Vec<(String, String)> = serde_html_form::from_bytes(bytes)
            .map_err(|_| Refusal::invalid("Invalid request: the parameters are not valid form encoding in UTF-8."))?;
        Ok(Self { fields })
    }

    /// The parameters in an order that does not depend on how they were sent.
    pub(crate) fn sorted(&self) -> Vec<(String, String)> {
        let mut fields = self.fields.clone();
        fields.sort();
        fields
    }

    /// Takes one text; an empty one is refused. The last of several wins.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        let mut found = None;
        self.fields.retain_mut(|(key, value)| {
            if key == name {
                found = Some(std::mem::take(value));
            }
            key != name
        });
        match found {
            Some(text) if text.is_empty() => Err(Refusal::invalid(format!(
                "You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; however '{name}' \
                 cannot be unset. You should remove '{name}' from your request or supply a non-empty value."
            ))
            .code("parameter_invalid_empty")
            .param(name)),
            found => Ok(found),
        }
    }

    pub(crate) fn required_text(&mut self, name: &str) -> Result<String, Refusal> {
        self.text(name)?.ok_or_else(|| Refusal::missing(name))
    }

    pub(crate) fn integer(&mut self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let plain = text.strip_prefix('-').unwrap_or(&text).bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| plain);
        number.map(Some).ok_or_else(|| {
            Refusal::invalid(format!("Invalid integer: {text}")).code("parameter_invalid_integer").param(name)
        })
    }

    pub(crate) fn boolean(&mut self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.text(name)?.as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(Refusal::invalid(format!("Invalid boolean: {other}")).param(name)),
        }
    }

    /// Takes one of a closed set of words.
    pub(crate) fn choice(&mut self, name: &str, words: &[&str]) -> Result<Option<String>, Refusal> {
        match self.text(name)? {
            Some(word) if !words.contains(&word.as_str()) => {
                Err(Refusal::invalid(format!("Invalid {name}: must be one of {}", words.join(", "))).param(name))
            }
            word => Ok(word),
        }
    }

    /// Takes `name[key]=value` for every key.
    pub(crate) fn map(&mut self, name: &str) -> BTreeMap<String, String> {
        let (mine, rest) =
            std::mem::take(&mut self.fields).into_iter().partition(|(key, _)| inner(key, name).is_some());
        self.fields = rest;
        let mine: Vec<(String, String)> = mine;
        mine.into_iter().filter_map(|(key, value)| Some((inner(&key, name)?.to_owned(), value))).collect()
    }

    /// Takes `name[]=value` and `name[0]=value`, in the order sent.
    pub(crate) fn list(&mut self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.fields.retain(|(key, value)| {
            let mine = inner(key, name).is_some_and(|index| index.bytes().all(|byte| byte.is_ascii_digit()));
            if mine {
                found.push(value.clone());
            }
            !mine
        });
        found
    }

    /// Refuses whatever was not asked for.
    pub(crate) fn finish(self) -> Result<(), Refusal> {
        let names: Vec<String> = self.fields.into_iter().map(|(name, _)| name).collect();
        let Some(first) = names.first() else {
            return Ok(());
        };
        let plural = if names.len() > 1 { "s" } else { "" };
        Err(Refusal::invalid(format!("Received unknown parameter{plural}: {}", names.join(", ")))
            .code("parameter_unknown")
            .param(first))
    }
}

/// The part inside the brackets of `name[inner]`, when the name matches and there is no deeper level.
fn inner<'a>(key: &'a str, name: &str) -> Option<&'a str> {
    let inner = key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?;
    (!inner.contains(['[', ']'])).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_become_maps_and_lists() {
        let mut form =
            Form::parse(b"metadata%5Border_id%5D=o1&metadata[b]=x+y&types[]=card&types[1]=link&amount=-5").unwrap();
        assert_eq!(
            form.map("metadata"),
            BTreeMap::from([("b".into(), "x y".into()), ("order_id".into(), "o1".into())])
        );
        assert_eq!(form.list("types"), ["card", "link"]);
        assert_eq!(form.integer("amount").unwrap(), Some(-5));
        assert!(form.finish().is_ok());
    }

    #[test]
    fn numbers_are_whole_and_words_are_known() {
        for wrong in ["amount=1.5", "amount=abc", "amount=+5", "amount=99999999999999999999"] {
            assert!(Form::parse(wrong.as_bytes()).unwrap().integer("amount").is_err(), "{wrong}");
        }
        assert!(Form::parse(b"confirm=yes").unwrap().boolean("confirm").is_err());
        assert!(Form::parse(b"reason=whim").unwrap().choice("reason", &["duplicate"]).is_err());
    }

    #[test]
    fn what_nobody_asked_for_is_refused_by_name() {
        let refusal = Form::parse(b"automatic_payment_methods[speed]=high").unwrap().finish().unwrap_err();
        let body = String::from_utf8(refusal.response().body).unwrap();
        assert!(body.contains("parameter_unknown") && body.contains("automatic_payment_methods[speed]"), "{body}");
    }
}
