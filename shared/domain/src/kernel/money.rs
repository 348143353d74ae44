//! Money is a whole number of minor units together with its currency: nothing is ever rounded.

use super::Currency;

/// An amount of money, not negative, in the minor units in which it is charged: cents for USD, yen for JPY, hundredths of a
/// króna for ISK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Money {
    /// The amount in minor units.
    pub amount_minor: u64,
    /// The currency it is in.
    pub currency: Currency,
}

/// A total that does not fit into what the provider and the store can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the amount is too large")]
pub struct Overflow;

impl Money {
    /// `amount_minor` of `currency`.
    #[must_use]
    pub const fn new(amount_minor: u64, currency: Currency) -> Self {
        Self { amount_minor, currency }
    }

    /// Whether an amount can be the price of one unit: at least one step of the currency, and no more than can be charged. A price
    /// may be below the smallest charge, an order may not.
    #[must_use]
    pub fn is_price(&self) -> bool {
        let (step, most) = (self.currency.step_minor(), self.currency.maximum_charge_minor());
        (step..=most).contains(&self.amount_minor) && self.amount_minor.is_multiple_of(step)
    }

    /// This much, `quantity` times.
    pub fn times(self, quantity: u32) -> Result<Self, Overflow> {
        let amount_minor = self.amount_minor.checked_mul(u64::from(quantity)).ok_or(Overflow)?;
        Ok(Self { amount_minor, ..self })
    }

    /// The sum of amounts, all of `currency`.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        let total = amounts.into_iter().try_fold(0_u64, |sum, money| sum.checked_add(money.amount_minor));
        total.map(|amount_minor| Self { amount_minor, currency }).ok_or(Overflow)
    }
}

/// For people: `12.34 USD`, `1200 JPY`, `5000 ISK`.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decimals = self.currency.minor_decimals();
        let unit = 10_u64.pow(decimals);
        let (whole, rest) = (self.amount_minor / unit, self.amount_minor % unit);
        // A rest that should not be there is shown rather than hidden.
        if decimals == 0 || (self.currency.decimals() == 0 && rest == 0) {
            return write!(f, "{whole} {}", self.currency);
        }
        write!(f, "{whole}.{rest:0width$} {}", self.currency, width = decimals as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_amounts_in_major_units() {
        let show = |amount, code| Money::new(amount, Currency::parse(code).expect("a currency")).to_string();
        assert_eq!(show(1_205, "USD"), "12.05 USD");
        assert_eq!(show(1_205, "JPY"), "1205 JPY");
        assert_eq!(show(1_200, "KWD"), "1.200 KWD");
        assert_eq!(show(500_000, "ISK"), "5000 ISK");
        assert_eq!(show(500_050, "ISK"), "5000.50 ISK");
        assert_eq!(show(150_000_000, "IDR"), "1500000.00 IDR");
    }

    #[test]
    fn a_price_is_a_multiple_of_the_currencys_step_and_can_be_charged() {
        let price = |amount, code| Money::new(amount, Currency::parse(code).expect("a currency")).is_price();
        for (amount, code) in [(1, "USD"), (99_999_999, "USD"), (100, "ISK"), (10, "KWD"), (999_999_999_999, "IDR")] {
            assert!(price(amount, code), "{amount} {code}");
        }
        for (amount, code) in [(0, "USD"), (100_000_000, "USD"), (50, "ISK"), (150, "ISK"), (5, "KWD"), (1_205, "KWD")]
        {
            assert!(!price(amount, code), "{amount} {code}");
        }
    }

    #[test]
    fn a_total_beyond_64_bits_is_refused() {
        let usd = Currency::parse("usd").expect("a currency");
        assert_eq!(Money::new(u64::MAX, usd).times(2), Err(Overflow));
        assert_eq!(Money::sum(usd, [Money::new(u64::MAX, usd), Money::new(1, usd)]), Err(Overflow));
        assert_eq!(Money::sum(usd, [Money::new(2, usd), Money::new(3, usd)]), Ok(Money::new(5, usd)));
    }
}
