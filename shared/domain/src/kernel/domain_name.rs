//! The domain of an e-mail address in the one form that DNS and SMTP carry: ASCII, with Punycode for other scripts.
//!
//! Two spellings of one domain must come to one text, for the address's digest is the account's key. This follows UTS 46
//! as far as it goes without Unicode's mapping tables, which would make each binary a twentieth larger: letters are
//! lower-cased and composed (NFKC), the three other full stops are full stops, and labels of other scripts become
//! Punycode (RFC 3492). It does not follow UTS 46 in these points, in each of which a domain is refused rather than
//! mapped: characters that UTS 46 ignores (soft hyphen, variation selectors), joiners, and symbols. The rules about
//! right-to-left labels and about the neighbours of `CONTEXTO` characters are left to the registries.

use idna::punycode;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Source: RFC 1035, section 2.3.4.
const MAX_LABEL_BYTES: usize = 63;
/// What marks a label as Punycode. Source: RFC 5890, section 2.3.2.1.
const ACE_PREFIX: &str = "xn--";
/// Full stops of other scripts. Source: UTS 46, section 2.3.
const FULL_STOPS: [char; 3] = ['\u{3002}', '\u{ff0e}', '\u{ff61}'];
/// Characters that are neither letters nor digits, and are allowed in labels. Source: RFC 5892, section 2.6 (`CONTEXTO`).
const CONTEXTUAL: [char; 5] = ['\u{b7}', '\u{375}', '\u{5f3}', '\u{5f4}', '\u{30fb}'];

/// The ASCII form of `domain`; `None` if a label has none.
pub(super) fn to_ascii(domain: &str) -> Option<String> {
    let labels: Option<Vec<String>> = domain.replace(FULL_STOPS, ".").split('.').map(label_to_ascii).collect();
    Some(labels?.join("."))
}

fn label_to_ascii(label: &str) -> Option<String> {
    let label = canonical(label);
    let ascii = match label.strip_prefix(ACE_PREFIX) {
        Some(encoded) => {
            let decoded = punycode::decode_to_string(encoded)?;
            // Only what encoding would have made: otherwise one domain had two spellings.
            let is_one_spelling = !decoded.is_ascii() && canonical(&decoded) == decoded && is_word(&decoded);
            is_one_spelling.then_some(label)?
        }
        None if label.is_ascii() => label,
        None => format!("{ACE_PREFIX}{}", punycode::encode_str(is_word(&label).then_some(&label)?)?),
    };
    (ascii.len() <= MAX_LABEL_BYTES).then_some(ascii)
}

/// Lower case and composed. Each letter alone: at the end of a word `str` would lower a capital sigma to another letter.
fn canonical(label: &str) -> String {
    let lower: String = label.nfkc().flat_map(char::to_lowercase).collect();
    lower.nfkc().collect()
}

/// Whether a label has letters, digits, their marks and inner hyphens alone.
fn is_word(label: &str) -> bool {
    let allowed = |c: char| c == '-' || c.is_alphanumeric() || is_combining_mark(c) || CONTEXTUAL.contains(&c);
    let edges = [label.chars().next(), label.chars().next_back()];
    label.chars().all(allowed)
        && edges.iter().flatten().all(|c| *c != '-')
        && !label.chars().next().is_some_and(is_combining_mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_domain_are_one() {
        for (spellings, ascii) in [
            (&["example.com", "EXAMPLE.com", "ｅｘａｍｐｌｅ．com"][..], "example.com"),
            (
                &[
                    "bücher.example",
                    "BÜCHER.example",
                    "bu\u{308}cher.example",
                    "xn--bcher-kva.example",
                    "XN--BCHER-KVA.example",
                ],
                "xn--bcher-kva.example",
            ),
            (&["例え。テスト", "例え.テスト"], "xn--r8jz45g.xn--zckzah"),
            (&["straße.example", "STRAẞE.example"], "xn--strae-oqa.example"),
            (&["ΣΊΣΥΦΟΣ.example", "σίσυφοσ.example"], "xn--kxa6akbbkh.example"),
            (&["l·l.example"], "xn--ll-0ea.example"),
        ] {
            for spelling in spellings {
                assert_eq!(to_ascii(spelling).as_deref(), Some(ascii), "{spelling}");
            }
        }
    }

    #[test]
    fn a_label_without_an_ascii_form_is_refused() {
        let long = format!("{}.example", "ü".repeat(64));
        for domain in [
            "b\u{ad}ücher.example",
            "b\u{200d}ücher.example",
            "i\u{2764}ny.example",
            "-ü.example",
            "ü-.example",
            "\u{308}u.example",
            "xn--abc-.example",
            "xn--a-ecp!.example",
            "xn--bcher-kva8445foa.example\u{80}",
            long.as_str(),
        ] {
            assert_eq!(to_ascii(domain), None, "{domain}");
        }
    }
}
