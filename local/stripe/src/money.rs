//! Which amounts may be charged.

use crate::errors::Refusal;

/// The least that may be charged, in minor units.
/// Stripe: "Minimum and maximum charge amounts", <https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts>.
const MINIMUM_MINOR: [(&str, i64); 24] = [
    ("aed", 200),
    ("aud", 50),
    ("bgn", 100),
    ("brl", 50),
    ("cad", 50),
    ("chf", 50),
    ("czk", 1500),
    ("dkk", 250),
    ("eur", 50),
    ("gbp", 30),
    ("hkd", 400),
    ("huf", 17500),
    ("inr", 50),
    ("jpy", 50),
    ("mxn", 1000),
    ("myr", 200),
    ("nok", 300),
    ("nzd", 50),
    ("pln", 200),
    ("ron", 200),
    ("sek", 300),
    ("sgd", 50),
    ("thb", 1000),
    ("usd", 50),
];

/// The most that may be charged: eight digits, twelve for the rupiah. Same page.
const fn maximum_minor(is_rupiah: bool) -> i64 {
    if is_rupiah { 999_999_999_999 } else { 99_999_999 }
}

/// Every other currency that may be charged. Same page, "Supported presentment currencies". What is charged in them is compared with
/// 50 cents of the account's own currency, here by these rough rates: how many minor units a US dollar is.
const OTHERS: &[(&str, i64)] = &[
    ("afn", 100),
    ("all", 100),
    ("amd", 100),
    ("ang", 100),
    ("aoa", 100),
    ("ars", 100),
    ("awg", 100),
    ("azn", 100),
    ("bam", 100),
    ("bbd", 100),
    ("bdt", 100),
    ("bhd", 380),
    ("bif", 2_900),
    ("bmd", 100),
    ("bnd", 100),
    ("bob", 100),
    ("bsd", 100),
    ("bwp", 100),
    ("byn", 100),
    ("bzd", 100),
    ("cdf", 100),
    ("clp", 950),
    ("cny", 100),
    ("cop", 410_000),
    ("crc", 100),
    ("cve", 100),
    ("djf", 178),
    ("dop", 100),
    ("dzd", 100),
    ("egp", 100),
    ("etb", 100),
    ("fjd", 100),
    ("fkp", 100),
    ("gel", 100),
    ("gip", 100),
    ("gmd", 100),
    ("gnf", 8_600),
    ("gtq", 100),
    ("gyd", 100),
    ("hnl", 100),
    ("htg", 100),
    ("idr", 1_600_000),
    ("ils", 100),
    ("isk", 13_800),
    ("jmd", 100),
    ("jod", 710),
    ("kes", 100),
    ("kgs", 100),
    ("khr", 100),
    ("kmf", 450),
    ("krw", 1_400),
    ("kwd", 310),
    ("kyd", 100),
    ("kzt", 100),
    ("lak", 100),
    ("lbp", 100),
    ("lkr", 100),
    ("lrd", 100),
    ("lsl", 100),
    ("mad", 100),
    ("mdl", 100),
    ("mga", 4_600),
    ("mkd", 100),
    ("mmk", 100),
    ("mnt", 100),
    ("mop", 100),
    ("mur", 100),
    ("mvr", 100),
    ("mwk", 100),
    ("mzn", 100),
    ("nad", 100),
    ("ngn", 100),
    ("nio", 100),
    ("npr", 100),
    ("omr", 390),
    ("pab", 100),
    ("pen", 100),
    ("pgk", 100),
    ("php", 100),
    ("pkr", 100),
    ("pyg", 7_500),
    ("qar", 100),
    ("rsd", 100),
    ("rub", 100),
    ("rwf", 1_400),
    ("sar", 100),
    ("sbd", 100),
    ("scr", 100),
    ("shp", 100),
    ("sle", 100),
    ("sos", 100),
    ("srd", 100),
    ("std", 100),
    ("szl", 100),
    ("tjs", 100),
    ("tnd", 3_100),
    ("top", 100),
    ("try", 100),
    ("ttd", 100),
    ("twd", 3_200),
    ("tzs", 100),
    ("uah", 100),
    ("ugx", 370_000),
    ("uyu", 100),
    ("uzs", 100),
    ("vnd", 26_000),
    ("vuv", 120),
    ("wst", 100),
    ("xaf", 600),
    ("xcd", 100),
    ("xcg", 100),
    ("xof", 600),
    ("xpf", 110),
    ("yer", 100),
    ("zar", 100),
    ("zmw", 100),
];
/// Amounts are multiples of so much: "Special cases", "Three-decimal currencies".
const STEPS: [(&str, i64); 7] =
    [("isk", 100), ("ugx", 100), ("bhd", 10), ("jod", 10), ("kwd", 10), ("omr", 10), ("tnd", 10)];

/// The least that may be charged, for a currency that there is.
fn minimum(code: &str) -> Option<i64> {
    let documented = MINIMUM_MINOR.iter().find(|(known, _)| *known == code).map(|(_, minimum)| *minimum);
    documented.or_else(|| OTHERS.iter().find(|(known, _)| *known == code).map(|(_, dollar)| (dollar / 2).max(1)))
}

/// Accepts three lower-case letters that name a currency of the table.
pub(crate) fn check_currency(code: &str) -> Result<(), Refusal> {
    if minimum(code).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = MINIMUM_MINOR.iter().map(|(known, _)| *known).chain(OTHERS.iter().map(|it| it.0)).collect();
    let message = format!("Invalid currency: {code}. Stripe currently supports these currencies: {}", known.join(", "));
    Err(Refusal::invalid(message).param("currency"))
}

/// Accepts a positive amount within the currency's bounds.
pub(crate) fn check_amount(amount: i64, currency: &str) -> Result<(), Refusal> {
    let minimum = minimum(currency).unwrap_or(1);
    let maximum = maximum_minor(currency == "idr");
    let step = STEPS.iter().find(|(code, _)| *code == currency).map_or(1, |(_, step)| *step);
    let refuse = |message: String, code| Err(Refusal::invalid(message).code(code).param("amount"));
    match amount {
        ..=0 => refuse("This value must be greater than or equal to 1.".into(), "parameter_invalid_integer"),
        _ if amount < minimum => {
            refuse(format!("Amount must be at least {minimum} in the minor unit of {currency}"), "amount_too_small")
        }
        _ if amount > maximum => refuse(format!("Amount must be no more than {maximum}"), "amount_too_large"),
        _ if amount % step != 0 => {
            refuse(format!("Amounts in {currency} must be multiples of {step}"), "parameter_invalid_integer")
        }
        _ => Ok(()),
    }
}

/// Currencies without decimals, and with three. Same page, "Zero-decimal currencies" and "Three-decimal currencies".
const WITHOUT_DECIMALS: [&str; 15] =
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];
const WITH_THREE_DECIMALS: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];

/// An amount for people: `25.00 EUR`.
pub(crate) fn shown(amount: i64, currency: &str) -> String {
    let decimals = match currency {
        _ if WITHOUT_DECIMALS.contains(&currency) => 0,
        _ if WITH_THREE_DECIMALS.contains(&currency) => 3,
        _ => 2,
    };
    let unit = 10_i64.pow(decimals);
    let fraction = format!(".{:0width$}", amount % unit, width = decimals as usize);
    let fraction = if decimals == 0 { "" } else { &fraction };
    format!("{}{fraction} {}", amount / unit, currency.to_uppercase())
}
