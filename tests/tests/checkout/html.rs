//! A page as a browser reads it: as much of HTML as the shop's own pages have.

/// A form of a page: where it goes, and what it sends unless somebody changes it.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

/// The text of an attribute of a tag, without its escapes.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    Some(plain(rest.split('"').next()?))
}

/// Text without the escapes that templates write.
pub(crate) fn plain(text: &str) -> String {
    let escapes = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    escapes.iter().fold(text.to_owned(), |text, (escape, letter)| text.replace(escape, letter))
}

/// The tags of a text that begin like `<start`.
pub(crate) fn tags<'t>(text: &'t str, start: &'t str) -> impl Iterator<Item = &'t str> {
    text.split('<').filter(move |tag| tag.strip_prefix(start).is_some_and(|rest| rest.starts_with([' ', '>'])))
}

/// Every form of a page.
pub(crate) fn forms(page: &str) -> Vec<Form> {
    page.split("<form").skip(1).filter_map(|text| form(text.split("</form>").next()?)).collect()
}

fn form(text: &str) -> Option<Form> {
    let action = attribute(text.split('>').next()?, "action")?;
    let input = |tag: &str| {
        let is_choice = attribute(tag, "type").is_some_and(|kind| kind == "radio");
        let is_sent = !tag.contains(" disabled") && (!is_choice || tag.contains(" checked"));
        is_sent.then(|| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))?
    };
    let mut fields: Vec<(String, String)> = tags(text, "input").filter_map(input).collect();
    for select in text.split("<select").skip(1).filter_map(|text| text.split("</select>").next()) {
        let chosen = tags(select, "option").find(|option| option.contains(" selected"));
        let value = chosen.and_then(|option| attribute(option, "value")).unwrap_or_default();
        fields.push((attribute(select, "name")?, value));
    }
    Some(Form { action, fields })
}

impl Form {
    /// With another value in a field, which is added if the form has it not, as a button is.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => value.clone_into(known),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Without a field.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    /// What a field holds.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body that is sent.
    pub(crate) fn body(&self) -> String {
        let escaped =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        self.fields
            .iter()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect::<Vec<_>>()
            .join("&")
    }
}

#[test]
fn a_form_sends_what_is_filled_in_and_chosen() {
    let page = "<form method=\"post\" action=\"/a\"><input name=\"x\" value=\"1 &#38; 2\">\
        <input type=\"radio\" name=\"r\" value=\"s\"><input type=\"radio\" name=\"r\" value=\"t\" checked>\
        <select name=\"c\"><option value=\"AT\">A</option><option value=\"DE\" selected>D</option></select></form><form action=\"/b\"></form>";
    let forms = forms(page);
    assert_eq!(forms.iter().map(|form| form.action.as_str()).collect::<Vec<_>>(), ["/a", "/b"]);
    assert_eq!(forms[0].body(), "x=1%20%26%202&r=t&c=DE");
    assert_eq!(forms[0].clone().with("c", "AT").without("x").body(), "r=t&c=AT");
}
