//! Carts: what somebody means to buy. A cart names SKUs and quantities, no prices, and reserves nothing: what holds is said when the
//! order is placed.

use serde::Serialize;

use crate::{
    accounts::{GUEST_LIFETIME_SECONDS, Role},
    kernel::{Seconds, Sku, Timestamp},
    orders::{MAX_LINES, Quantity},
};

/// The most lines of a cart: as many as an order may have.
pub const MAX_CART_LINES: usize = MAX_LINES;

/// How long the cart of an account is kept after its last change.
const ACCOUNT_CART_SECONDS: Seconds = 180 * 24 * 60 * 60;

/// How long the cart of somebody in this role is kept after its last change. A guest's is kept for longer than the guest's token is
/// good.
#[must_use]
pub const fn cart_lifetime_seconds(role: Role) -> Seconds {
    match role {
        Role::Guest => GUEST_LIFETIME_SECONDS,
        Role::Buyer | Role::Owner | Role::Manager | Role::Fulfilment | Role::Support => ACCOUNT_CART_SECONDS,
    }
}

/// So many of a SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartLine {
    /// The SKU. Nobody has asked whether there is one.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// When the SKU came into the cart.
    pub added: Timestamp,
}

/// What somebody means to buy, one line a SKU, in the order in which the SKUs came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cart(Vec<CartLine>);

/// A cart would have more than [`MAX_CART_LINES`] lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cart has at most {MAX_CART_LINES} lines")]
pub struct CartFull;

impl Cart {
    /// The cart with these lines, whose SKUs are different.
    #[must_use]
    pub fn of(mut lines: Vec<CartLine>) -> Self {
        lines.sort_by(|one, other| (one.added, &one.sku).cmp(&(other.added, &other.sku)));
        Self(lines)
    }

    /// Its lines.
    #[must_use]
    pub fn lines(&self) -> &[CartLine] {
        &self.0
    }

    /// The cart with the lines of `other`. What is in both is there as often as in the one that has more of it: whoever put the same
    /// into both meant it once.
    pub fn joined_by(self, other: &Self) -> Result<Self, CartFull> {
        let mut lines = self.0;
        for line in &other.0 {
            match lines.iter_mut().find(|known| known.sku == line.sku) {
                Some(known) if known.quantity.get() >= line.quantity.get() => {}
                Some(known) => known.quantity = line.quantity,
                None => lines.push(line.clone()),
            }
        }
        if lines.len() > MAX_CART_LINES { Err(CartFull) } else { Ok(Self::of(lines)) }
    }
}

impl Serialize for Cart {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Line<'a> {
            sku: &'a Sku,
            quantity: u32,
        }
        #[derive(Serialize)]
        struct Lines<'a> {
            lines: Vec<Line<'a>>,
        }
        let lines = self.0.iter().map(|line| Line { sku: &line.sku, quantity: line.quantity.get() });
        Lines { lines: lines.collect() }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cart(lines: &[(&str, u64, i64)]) -> Cart {
        let line = |(sku, quantity, added): &(&str, u64, i64)| CartLine {
            sku: sku.parse().expect("a SKU"),
            quantity: Quantity::new(*quantity).expect("a quantity"),
            added: Timestamp::from_millis(*added),
        };
        Cart::of(lines.iter().map(line).collect())
    }

    #[test]
    fn a_cart_that_joins_twice_has_joined_once() {
        let (account, guest) = (cart(&[("tea", 2, 1), ("jam", 1, 2)]), cart(&[("tea", 3, 5), ("bread", 1, 4)]));
        let once = account.joined_by(&guest).expect("a cart");
        assert_eq!(once, cart(&[("tea", 3, 1), ("jam", 1, 2), ("bread", 1, 4)]));
        assert_eq!(once.clone().joined_by(&guest), Ok(once.clone()));
        assert_eq!(once.clone().joined_by(&cart(&[("tea", 1, 9)])), Ok(once));
    }

    #[test]
    fn a_cart_has_as_many_lines_as_an_order() {
        let skus: Vec<String> = (0..=MAX_CART_LINES).map(|n| format!("sku-{n}")).collect();
        let full: Vec<_> = skus[..MAX_CART_LINES].iter().map(|sku| (sku.as_str(), 1, 1)).collect();
        let more = cart(&[(&skus[MAX_CART_LINES], 1, 1)]);
        assert_eq!(cart(&full).joined_by(&more), Err(CartFull));
        assert!(cart(&full).joined_by(&cart(&full)).is_ok());
    }

    #[test]
    fn a_cart_is_shown_without_its_times() {
        let shown = serde_json::to_value(cart(&[("tea", 2, 1)])).expect("JSON");
        assert_eq!(shown, serde_json::json!({ "lines": [{ "sku": "tea", "quantity": 2 }] }));
    }
}
