//! Rows of a shop that has grown, each by its number.

use serde_json::{Value, json};

/// A product on the listing.
pub(super) fn product(number: u64) -> Value {
    // Names and prices in no order.
    let (name, category) = (format!("{:016x}", scattered(number)), format!("Tea {}", number % 10));
    let price = 100 + scattered(number) % 9_000;
    json!({
        "id": format!("p{number}"), "name": name, "name_key": name, "description": "As real ones have it, a line or two of text.",
        "slug": name, "category": category, "tax_class": "standard", "attributes": {}, "state": "active", "options": [],
        "skus": [format!("p{number}")], "price_minor": price,
        "prices": [{ "currency": "USD", "from_minor": price, "to_minor": price }],
        "variants": [{ "sku": format!("p{number}"), "options": [], "prices": [{ "currency": "USD", "price_minor": price }] }],
        "created_ms": 1_700_000_000_000_u64 + number, "ver": 1, "listing": "all", "listing_category": category.to_lowercase(),
    })
}

/// The stock row of [`product`].
pub(super) fn stock(number: u64) -> Value {
    json!({
        "sku": format!("p{number}"), "row": "shard#0", "available": number % 9, "received": number % 9,
        "product_id": format!("p{number}"), "prices": { "USD": 100 + scattered(number) % 9_000 }, "active": true,
    })
}

/// A paid order of `buyer`.
pub(super) fn order(buyer: &str, number: u64) -> Value {
    let created = 1_700_000_000_000_u64 + number;
    json!({
        "buyer_id": buyer, "id": format!("ord_{}", letters(number)), "fingerprint": "a".repeat(26), "state": "paid",
        "lines": [{ "sku": "tea", "shard": 0, "quantity": 1, "unit_price_minor": 500 }],
        "currency": "USD", "total_minor": 500, "created_ms": created, "expires_ms": created + 900_000,
        "address": { "name": "Ada", "line1": "1 Mill Lane", "city": "Leeds", "postal_code": "LS1 1AA", "country": "GB" },
    })
}

const fn scattered(number: u64) -> u64 {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A number in 26 of the letters that identifiers are made of, in no order.
fn letters(number: u64) -> String {
    let number = scattered(number);
    (0..26_u32).map(|place| char::from(b'a' + (number >> (place * 4 % 64) & 15) as u8)).collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn no_two_orders_have_one_identifier() {
        let all: std::collections::BTreeSet<_> = (0..10_000).map(letters).collect();
        assert_eq!((all.len(), letters(1).len()), (10_000, 26));
    }
}
