//! Opaque cursors: where the next page starts.
//!
//! A cursor is no secret and opens nothing: it only says where to go on in a list that its holder may read anyway. The
//! checksum binds it to that list, so that a damaged cursor, one of another list or one of an older version is refused.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use domain::kernel::Digest;

use super::Problem;

/// Raise this when the meaning of a cursor's contents changes.
const VERSION: u8 = 1;
/// Bytes of the checksum.
const CHECK_BYTES: usize = 8;
/// Longer texts are not decoded at all.
const MAX_LENGTH: usize = 1_024;

/// Where a page ended: the sort key's values by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cursor(pub BTreeMap<String, String>);

/// A text that is not a cursor of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cursor does not belong to this list")]
pub struct InvalidCursor;

impl Cursor {
    /// The cursor as text, for the list that `list` describes: its name, filters and order.
    #[must_use]
    pub fn encode(&self, list: &[&str]) -> String {
        let content = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&checksum(list, &content));
        bytes.extend_from_slice(&content);
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Reads a cursor that [`Cursor::encode`] wrote for the same list.
    pub fn decode(text: &str, list: &[&str]) -> Result<Self, InvalidCursor> {
        if text.len() > MAX_LENGTH {
            return Err(InvalidCursor);
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| InvalidCursor)?;
        let (&version, rest) = bytes.split_first().ok_or(InvalidCursor)?;
        let (check, content) = rest.split_at_checked(CHECK_BYTES).ok_or(InvalidCursor)?;
        if version != VERSION || check != checksum(list, content) {
            return Err(InvalidCursor);
        }
        serde_json::from_slice(content).map(Self).map_err(|_| InvalidCursor)
    }
}

impl From<InvalidCursor> for Problem {
    fn from(_: InvalidCursor) -> Self {
        Self::malformed("invalid_cursor", "Use the next_cursor of a page of the same list, or none to start over.")
    }
}

fn checksum(list: &[&str], content: &[u8]) -> [u8; CHECK_BYTES] {
    let mut parts: Vec<&[u8]> = vec![b"cursor"];
    parts.extend(list.iter().map(|part| part.as_bytes()));
    parts.push(content);
    let mut check = [0; CHECK_BYTES];
    check.copy_from_slice(&Digest::of(&parts).bytes()[..CHECK_BYTES]);
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_only_the_list_it_was_made_for() {
        let cursor = Cursor(BTreeMap::from([("id".to_owned(), "tea".to_owned())]));
        let text = cursor.encode(&["products", "name"]);
        assert_eq!(Cursor::decode(&text, &["products", "name"]), Ok(cursor));
        assert_eq!(Cursor::decode(&text, &["products", "price"]), Err(InvalidCursor));
        for forged in ["", "AA", "%%%", &format!("{text}A"), &text.replacen('A', "B", 1), &"A".repeat(5_000)] {
            assert_eq!(Cursor::decode(forged, &["products", "name"]), Err(InvalidCursor), "{forged}");
        }
    }
}
