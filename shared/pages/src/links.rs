//! Where things are.

use std::fmt::Write as _;

use domain::{
    catalogue::{Category, Sort},
    kernel::ProductId,
};

/// The page of a product.
#[must_use]
pub fn product_href(id: &ProductId) -> String {
    format!("/products/{}", encoded(id.as_str()))
}

/// The page of a category.
#[must_use]
pub fn category_href(category: &Category) -> String {
    format!("/products?category={}", encoded(category.as_str()))
}

/// A page of a list: of a category, sorted, and from a place on.
pub(crate) fn list_href(category: Option<&Category>, sort: Sort, cursor: Option<&str>) -> String {
    let category = category.map(|category| ("category", category.as_str()));
    let sort = (sort != Sort::default()).then(|| ("sort", sort.as_str()));
    let members = [category, sort, cursor.map(|cursor| ("cursor", cursor))];
    let query: Vec<String> =
        members.iter().flatten().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if query.is_empty() { "/products".to_owned() } else { format!("/products?{}", query.join("&")) }
}

/// What a search finds, from a place on.
#[must_use]
pub fn search_href(words: &str, cursor: &str) -> String {
    format!("/search?q={}&cursor={}", encoded(words), encoded(cursor))
}

/// A text as a part of an address: all but letters, digits and `-._~` is percent-encoded (RFC 3986, section 2.3).
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_category_is_called_its_address_leads_to_it() {
        let category = Category::parse("Food > Käse & Wein").expect("a category");
        assert_eq!(category_href(&category), "/products?category=Food%20%3E%20K%C3%A4se%20%26%20Wein");
        assert_eq!(list_href(None, Sort::default(), None), "/products");
        assert_eq!(
            list_href(Some(&category), Sort::Price, Some("a_b")),
            format!("{}&sort=price&cursor=a_b", category_href(&category))
        );
    }
}
