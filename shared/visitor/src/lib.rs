//! What pages about a person share.
//!
//! A page has no right on any table. It calls the API's functions with the person's own token, by the events that API Gateway would send
//! them. So what somebody may do, what is done only once, what is limited and what is put on record is decided in one place, and a mistake in a page can
//! do no more than its visitor.

mod api;
mod call;
mod cookies;
mod form;
mod person;

pub use api::Api;
pub use call::{Answer, Call, Refusal};
pub use form::Form;
pub use lambda::http::respond::see_other;
pub use person::Visitor;

use lambda::http::Problem;

/// A path of this shop to go to afterwards, as a link or form says; otherwise `usual`. What leads elsewhere is not followed.
#[must_use]
pub fn next_page<'a>(wished: &'a str, usual: &'a str) -> &'a str {
    let is_path = wished.starts_with('/') && !wished.starts_with("//");
    let is_plain = wished.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if is_path && is_plain { wished } else { usual }
}

/// The visitor has to log in first.
#[must_use]
pub fn log_in_first(next: &str) -> lambda::http::Response {
    let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
    see_other(&format!("/log-in?next={next}"))
}

/// A form that the shop did not make, or made for somebody else.
fn foreign_form() -> Problem {
    Problem::new(403, "foreign_form", "This form was not made for this browser. Open the page again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_the_shop_is_gone_to() {
        for good in ["/", "/desk/orders?state=paid", "/products/a%2Fb"] {
            assert_eq!(next_page(good, "/account"), good);
        }
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a b",
            "/\r\nx",
            "/ü",
        ] {
            assert_eq!(next_page(bad, "/account"), "/account", "{bad}");
        }
    }
}
