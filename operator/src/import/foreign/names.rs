//! Identifiers and SKUs of other shops, changed where they have characters that ours may not have.

use domain::kernel::{Digest, ProductId};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The most characters of an identifier.
const MAX: usize = 128;
/// So many characters of one that is too long are kept; its digest tells it from others that begin alike.
const KEPT: usize = 110;

/// `text` as an identifier: as it is if it can be one. Otherwise letters lose their accents, a letter of another script becomes
/// `u` and its code point, and each run of other characters becomes a dash. The same text always becomes the same.
pub(super) fn allowed(text: &str) -> String {
    if text.parse::<ProductId>().is_ok() {
        return text.to_owned();
    }
    let mut name = String::new();
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            name.push(c);
        } else if c.is_alphanumeric() {
            name.extend(format!("u{:x}", u32::from(c)).chars());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_matches(|c| c == '-' || c == '.');
    let digest = || Digest::of(&[text.as_bytes()]).short();
    match name.len() {
        0 => format!("x-{}", &digest()[..12]),
        1..=MAX => name.to_owned(),
        _ => format!("{}-{}", &name[..KEPT], &digest()[..12]),
    }
}

/// The SKU of a variant that has none: its product and its values.
pub(super) fn made_sku(product: &str, values: &[String]) -> String {
    let values = values.iter().map(|value| allowed(&value.to_lowercase()));
    allowed(&std::iter::once(product.to_owned()).chain(values).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_can_be_a_name_stays_and_the_rest_is_changed_by_rule() {
        for (text, name) in [
            ("TEA_1.5-b", "TEA_1.5-b"),
            ("Crème brûlée / 2", "Creme-brulee-2"),
            ("a+b", "a-b"),
            (".hidden", "hidden"),
            ("红", "u7ea2"),
            ("½ kg", "1-2-kg"),
        ] {
            assert_eq!(allowed(text), name);
        }
        assert_eq!(made_sku("shirt", &["M".to_owned(), "Dark Red".to_owned()]), "shirt-m-dark-red");
        assert_ne!(allowed(&"é".repeat(200)), allowed(&"é".repeat(201)));
    }

    proptest! {
        #[test]
        fn every_text_becomes_an_identifier_and_stays_it(text in any::<String>()) {
            let name = allowed(&text);
            prop_assert!(name.parse::<ProductId>().is_ok(), "{:?}", name);
            prop_assert_eq!(allowed(&name), name);
        }
    }
}
