//! Amounts and weights as other shops write them.

use domain::kernel::Currency;

/// The minor units of an amount in major units, such as `12.50`, `12,5` or `1,299.00`. `1,299` alone could be either, and is
/// refused; so is an amount with more decimals than the currency has.
pub(super) fn minor(text: &str, currency: Currency) -> Result<String, String> {
    let wrong = || format!("the price {text:?} is not an amount such as 1299.50");
    let plain = without_thousands(text).ok_or_else(wrong)?;
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let places = usize::try_from(currency.minor_decimals()).unwrap_or_default();
    let (kept, rest) = decimals.split_at(decimals.len().min(places));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return Err(wrong());
    }
    if rest.bytes().any(|byte| byte != b'0') {
        return Err(format!("the price {text:?} has more decimals than {currency}"));
    }
    let digits = format!("{whole}{kept:0<places$}");
    let significant = digits.trim_start_matches('0');
    Ok(if significant.is_empty() { "0".to_owned() } else { significant.to_owned() })
}

/// The amount with a point before its decimals and nothing between thousands.
fn without_thousands(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    if let Some((whole, decimals)) = text.rsplit_once('.') {
        let groups: Vec<&str> = whole.split(',').collect();
        let is_grouped = groups.iter().skip(1).all(|group| group.len() == 3);
        return is_grouped.then(|| format!("{}.{decimals}", groups.concat()));
    }
    let (whole, decimals) = text.split_once(',')?;
    (decimals.len() <= 2).then(|| format!("{whole}.{decimals}"))
}

/// So many of a unit in whole grams; `None` for what is no weight.
pub(super) fn grams(text: &str, unit: &str) -> Option<u64> {
    // Milligrams of each unit: a weight has few decimals, so nothing is lost.
    let milligrams: u64 = match unit {
        "g" => 1_000,
        "kg" => 1_000_000,
        "lbs" | "lb" => 453_592,
        "oz" => 28_350,
        _ => return None,
    };
    let plain = without_thousands(text)?;
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let decimals = &decimals[..decimals.len().min(6)];
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    let number = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<u64>().ok() };
    let part = number(decimals)?.checked_mul(milligrams)? / 10_u64.pow(u32::try_from(decimals.len()).ok()?);
    let milligrams = number(whole)?.checked_mul(milligrams)?.checked_add(part)?;
    Some(milligrams.checked_add(500)? / 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_exactly_or_not_at_all() {
        let read = |text: &str, code: &str| minor(text, Currency::parse(code).expect("a currency"));
        for (text, code, amount) in [
            ("12.50", "USD", "1250"),
            ("12,5", "EUR", "1250"),
            ("1,299.00", "USD", "129900"),
            ("1299", "USD", "129900"),
            (".99", "USD", "99"),
            ("0.00", "USD", "0"),
            ("12.5000", "USD", "1250"),
            ("1200.00", "JPY", "1200"),
            ("1.5", "KWD", "1500"),
            ("5000", "ISK", "500000"),
        ] {
            assert_eq!(read(text, code).as_deref(), Ok(amount), "{text} {code}");
        }
        for text in ["", ".", "1,299", "12.505", "-1", "$5", "1e3", "1,2,3", "12,34.5", "٣"] {
            assert!(read(text, "USD").is_err(), "{text}");
        }
        assert_eq!(read("1.5", "JPY"), Err("the price \"1.5\" has more decimals than JPY".to_owned()));
    }

    #[test]
    fn weights_become_whole_grams() {
        let read = [("180.0", "g"), (".5", "lbs"), ("1,25", "kg"), ("2", "oz"), ("0", "g")]
            .map(|(text, unit)| grams(text, unit));
        assert_eq!(read, [Some(180), Some(227), Some(1_250), Some(57), Some(0)]);
        assert_eq!([grams("heavy", "g"), grams("", "kg"), grams("1", "stone"), grams("-1", "g")], [None; 4]);
    }
}
