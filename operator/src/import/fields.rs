//! The fields of a record, as RFC 4180 writes them.

/// Fields as they are read, over one line or several.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) done: Vec<String>,
    pub(super) current: String,
    /// Within a text in quotes.
    pub(super) quoted: bool,
}

impl Fields {
    /// Reads a line on from where the last one ended; it ends the record unless it ends within quotes.
    pub(super) fn read(&mut self, line: &str) -> Result<(), String> {
        let mut rest = line;
        loop {
            if !self.quoted {
                if let Some(text) = rest.strip_prefix('"') {
                    (self.quoted, rest) = (true, text);
                } else {
                    let end = rest.find(',').unwrap_or(rest.len());
                    let (field, after) = rest.split_at(end);
                    if field.contains('"') {
                        return Err(
                            "a quote stands within a text: put the text in quotes and double the quote".to_owned()
                        );
                    }
                    self.done.push(field.to_owned());
                    match after.strip_prefix(',') {
                        Some(after) => rest = after,
                        None => return Ok(()),
                    }
                    continue;
                }
            }
            let Some(end) = rest.find('"') else {
                self.current.push_str(rest);
                return Ok(());
            };
            self.current.push_str(&rest[..end]);
            let after = &rest[end + 1..];
            if let Some(after) = after.strip_prefix('"') {
                self.current.push('"');
                rest = after;
                continue;
            }
            self.quoted = false;
            if !after.is_empty() && !after.starts_with(',') {
                return Err("a closing quote stands within a text: double it".to_owned());
            }
            self.done.push(std::mem::take(&mut self.current));
            match after.strip_prefix(',') {
                Some(after) => rest = after,
                None => return Ok(()),
            }
        }
    }
}
