//! Word that what a search finds has to change.

use serde::{Deserialize, Serialize};

use crate::kernel::ProductId;

/// A message to whoever keeps the search index. It says what to look at, never what is there: so repeats and disorder do no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reindex {
    /// A product, or its stock, may have changed.
    Product(ProductId),
    /// The whole index is to be made anew. The value says why: `schedule`.
    All(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_it_was_written_and_no_other() {
        let tea = Reindex::Product("tea".parse().expect("an id"));
        assert_eq!(serde_json::to_string(&tea).expect("JSON"), r#"{"product":"tea"}"#);
        for message in [tea, Reindex::All("schedule".to_owned())] {
            let json = serde_json::to_string(&message).expect("JSON");
            assert_eq!(serde_json::from_str::<Reindex>(&json).expect("a message"), message);
        }
        for other in ["", "{}", r#"{"product":"a b"}"#, r#"{"product":"tea","all":"x"}"#, r#"{"other":"tea"}"#] {
            assert!(serde_json::from_str::<Reindex>(other).is_err(), "{other}");
        }
    }
}
