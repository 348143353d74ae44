//! Finds a card number that was sent by mistake, so that the request is refused.

/// The shortest and the longest card number.
/// Source: ISO/IEC 7812-1.
const LENGTHS: std::ops::RangeInclusive<usize> = 13..=19;

/// Whether `text` holds something that reads as a card number: 13 to 19 digits, spaces and dashes aside, whose check
/// digit (Luhn's) is right.
#[must_use]
pub fn contains_card_number(text: &str) -> bool {
    let mut digits: Vec<u32> = Vec::new();
    for letter in text.chars().chain(std::iter::once('.')) {
        match letter.to_digit(10) {
            Some(digit) => digits.push(digit),
            None if letter == ' ' || letter == '-' => {}
            None => {
                if LENGTHS.contains(&digits.len()) && passes_luhn(&digits) {
                    return true;
                }
                digits.clear();
            }
        }
    }
    false
}

fn passes_luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits.iter().rev().enumerate().map(|(i, &d)| if i % 2 == 1 { doubled(d) } else { d }).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b83_a_card_number_is_seen_however_it_is_written() {
        for text in
            ["4242424242424242", "{\"card\":\"4242 4242 4242 4242\"}", "x5555-5555-5555-4444y", "378282246310005"]
        {
            assert!(contains_card_number(text), "{text}");
        }
        for text in ["", "pm_card_visa", "4242424242424241", "123", "pm_1NXWPJ2eZvKYlo2C", "2026-11-22"] {
            assert!(!contains_card_number(text), "{text}");
        }
    }
}
