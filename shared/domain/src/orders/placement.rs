//! Placing an order: what is asked for, and why it may be refused.

use std::str::FromStr;

use super::{Address, Line, Quoted};
use crate::kernel::{Currency, Digest, Email, InvalidId, Money, OrderId, Seconds, Sku, UserId};

/// The most lines in one order: a transaction holds 100 items, of which the order and the buyer's limit take one each.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>.
pub const MAX_LINES: usize = 98;
/// So many orders of one window may hold stock without being paid for, so that no buyer holds the whole stock.
pub const BUYER_LIMIT: u32 = 10;
/// The same for a guest: whoever wants more of them signs up, which takes a mailbox.
pub const GUEST_LIMIT: u32 = 3;
/// The window of both limits.
pub const BUYER_WINDOW_SECONDS: Seconds = 15 * 60;

/// What a buyer asks for, checked and with each SKU in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrder {
    /// Where it goes.
    pub address: Address,
    /// Where its mails go, if a guest asks.
    pub email: Option<Email>,
    /// One line a SKU.
    pub lines: Vec<Line>,
    /// The sum of the lines, and what its quote adds to that.
    pub total: Money,
    /// What it keeps of its quote.
    pub quoted: Quoted,
}

/// Why a request is no order, before any stock is looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrder {
    /// There are no lines.
    #[error("needs at least one line")]
    NoLines,
    /// There are too many.
    #[error("may have at most {MAX_LINES} lines")]
    TooManyLines,
    /// One SKU, two prices.
    #[error("names {0} twice at different prices")]
    TwoPrices(Sku),
    /// One SKU, too many of it in all.
    #[error("asks for more than 99 of {0}")]
    TooMany(Sku),
    /// The total is beyond what can be charged.
    #[error("has a total that is too large to be charged")]
    TooLarge,
    /// The total is below the smallest charge, which is this.
    #[error("has a total below {0}, the smallest that can be charged")]
    TooSmall(Money),
}

impl NewOrder {
    /// Merges lines of one SKU and adds them up. All prices must be in `currency`.
    pub fn new(currency: Currency, address: Address, lines: Vec<Line>) -> Result<Self, InvalidOrder> {
        Self::with_quoted(currency, address, lines, Quoted::default())
    }

    /// The same with what a quote says, which is added to the total.
    pub(crate) fn with_quoted(
        currency: Currency,
        address: Address,
        lines: Vec<Line>,
        quoted: Quoted,
    ) -> Result<Self, InvalidOrder> {
        if lines.is_empty() {
            return Err(InvalidOrder::NoLines);
        }
        if lines.len() > MAX_LINES {
            return Err(InvalidOrder::TooManyLines);
        }
        let lines = merge(lines)?;
        let totals: Result<Vec<Money>, _> = lines.iter().map(Line::total).collect();
        let added = Money::new(quoted.added_minor(), currency);
        let total = totals.and_then(|totals| Money::sum(currency, totals.into_iter().chain([added])));
        let total = total.map_err(|_| InvalidOrder::TooLarge)?;
        if total.amount_minor > currency.maximum_charge_minor() {
            return Err(InvalidOrder::TooLarge);
        }
        let smallest = Money::new(currency.minimum_charge_minor(), currency);
        if total.amount_minor < smallest.amount_minor {
            return Err(InvalidOrder::TooSmall(smallest));
        }
        Ok(Self { address, email: None, lines, total, quoted })
    }

    /// What was asked for, condensed. Spelling and the order of lines of one SKU do not matter; anything else does.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let mut parts: Vec<String> = vec![self.total.currency.to_string()];
        parts.push(serde_json::to_string(&self.address).unwrap_or_default());
        parts.extend(self.email.as_ref().map(|email| email.as_str().to_owned()));
        for line in &self.lines {
            parts.push(format!("{}×{}@{}", line.sku, line.quantity.get(), line.unit_price.amount_minor));
        }
        if let Some(shipping) = &self.quoted.shipping {
            parts.push(format!("{}={}", shipping.option, shipping.amount_minor));
        }
        for tax in self.quoted.tax.iter().flat_map(|tax| &tax.lines) {
            parts.push(format!("{}={}", tax.rate_ppm, tax.amount_minor));
        }
        Fingerprint::of(&parts)
    }
}

fn merge(lines: Vec<Line>) -> Result<Vec<Line>, InvalidOrder> {
    let mut merged: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let Some(known) = merged.iter_mut().find(|known| known.sku == line.sku) else {
            merged.push(line);
            continue;
        };
        if known.unit_price != line.unit_price {
            return Err(InvalidOrder::TwoPrices(line.sku));
        }
        known.quantity = known.quantity.plus(line.quantity).ok_or(InvalidOrder::TooMany(line.sku))?;
    }
    Ok(merged)
}

/// What somebody asked for, condensed to 26 letters and digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of these parts.
    #[must_use]
    pub fn of(parts: &[String]) -> Self {
        let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
        Self(Digest::of(&parts).short())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Fingerprint {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if text.len() == 26 { Ok(Self(text.to_owned())) } else { Err(InvalidId) }
    }
}

/// The identifier of the order that `buyer` means by `idempotency_key`. The same key of another buyer means another order.
#[must_use]
pub fn order_id(buyer: &UserId, idempotency_key: &str) -> OrderId {
    OrderId::from_digest(&Digest::of(&[b"order", buyer.as_str().as_bytes(), idempotency_key.as_bytes()]))
}

/// Why the shop does not take an order. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceRefusal {
    /// The key was used for another order.
    KeyReused,
    /// Too many of the buyer's orders hold stock and are not paid; the window ends after so many seconds.
    TooManyOrders(u64),
    /// Staff blocked the buyer's account.
    Blocked,
    /// Lines that cannot be served, each with its reason.
    Lines(Vec<LineRefusal>),
}

/// One line that cannot be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRefusal {
    /// Its SKU.
    pub sku: Sku,
    /// What is wrong with it.
    pub fault: LineFault,
}

/// Why a line cannot be served, the most telling reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// There is no such SKU.
    Unknown,
    /// It is not for sale now.
    Inactive,
    /// It is not sold in the order's currency.
    NotSoldInCurrency(Currency),
    /// It costs something else.
    PriceChanged(Money),
    /// There is less of it.
    OutOfStock(u64),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::{AddressDraft, Quantity, Shard};

    fn address() -> Address {
        let draft = AddressDraft { name: "Ada", line1: "1 Mill Lane", country: "GB", ..AddressDraft::default() };
        let draft = AddressDraft { city: Some("Leeds"), postal_code: Some("LS1"), ..draft };
        draft.parse().expect("an address")
    }

    fn line(sku: &str, quantity: u64, price: u64) -> Line {
        let currency = Currency::parse("USD").expect("a currency");
        Line {
            sku: sku.parse().expect("a SKU"),
            shard: Shard(0),
            quantity: Quantity::new(quantity).expect("a quantity"),
            unit_price: Money::new(price, currency),
        }
    }

    fn order(lines: Vec<Line>) -> Result<NewOrder, InvalidOrder> {
        NewOrder::new(Currency::parse("USD").expect("a currency"), address(), lines)
    }

    #[test]
    fn b69_the_same_sku_twice_is_one_line() {
        let merged = order(vec![line("tea", 2, 100), line("jam", 1, 50), line("tea", 3, 100)]).expect("an order");
        assert_eq!(merged.lines, vec![line("tea", 5, 100), line("jam", 1, 50)]);
        assert_eq!(merged.total.amount_minor, 550);
    }

    #[test]
    fn b69_the_same_sku_at_two_prices_is_refused() {
        let twice = order(vec![line("tea", 1, 100), line("tea", 1, 90)]);
        assert_eq!(twice, Err(InvalidOrder::TwoPrices("tea".parse().expect("a SKU"))));
    }

    #[test]
    fn b65_b66_an_order_has_1_to_98_lines() {
        assert_eq!(order(vec![]), Err(InvalidOrder::NoLines));
        let many = |n: usize| (0..n).map(|i| line(&format!("p{i}"), 1, 100)).collect::<Vec<_>>();
        assert!(order(many(98)).is_ok());
        assert_eq!(order(many(99)), Err(InvalidOrder::TooManyLines));
    }

    #[test]
    fn merged_lines_stay_within_99() {
        assert_eq!(
            order(vec![line("tea", 99, 1), line("tea", 1, 1)]),
            Err(InvalidOrder::TooMany("tea".parse().expect("a SKU")))
        );
    }

    #[test]
    fn a_total_beyond_what_can_be_charged_is_refused() {
        assert_eq!(order(vec![line("yacht", 99, 99_999_999)]), Err(InvalidOrder::TooLarge));
    }

    #[test]
    fn a_total_below_the_smallest_charge_is_refused() {
        let smallest = Money::new(50, Currency::parse("USD").expect("a currency"));
        assert_eq!(order(vec![line("match", 49, 1)]), Err(InvalidOrder::TooSmall(smallest)));
        assert!(order(vec![line("match", 50, 1)]).is_ok());
    }

    #[test]
    fn a_fingerprint_tells_different_orders_apart() {
        let base = order(vec![line("tea", 2, 100)]).expect("an order");
        let split = order(vec![line("tea", 1, 100), line("tea", 1, 100)]).expect("an order");
        let other = order(vec![line("tea", 3, 100)]).expect("an order");
        assert_eq!(base.fingerprint(), split.fingerprint());
        assert_ne!(base.fingerprint(), other.fingerprint());
    }

    #[test]
    fn b63_the_same_key_of_another_buyer_means_another_order() {
        let buyer = |n: u8| UserId::from_digest(&Digest::of(&[&[n]]));
        assert_eq!(order_id(&buyer(1), "0123456789abcdef"), order_id(&buyer(1), "0123456789abcdef"));
        assert_ne!(order_id(&buyer(1), "0123456789abcdef"), order_id(&buyer(2), "0123456789abcdef"));
    }
}
