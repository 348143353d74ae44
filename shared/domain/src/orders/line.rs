//! The lines of an order.

use crate::kernel::{Money, Overflow, Sku};

/// How many of a SKU: 1 to 99. A negative quantity cannot be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(u32);

impl Quantity {
    /// The most of one SKU in one order.
    pub const MAX: u32 = 99;

    /// A quantity of 1 to [`Quantity::MAX`].
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        (1..=Self::MAX).contains(&number).then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Both together, if that is still a quantity.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::new(u64::from(self.0) + u64::from(other.0))
    }
}

/// The row of a SKU's stock that a line draws from. A SKU has one, shard 0, unless it is spread over several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shard(pub u8);

/// So many of one SKU at the price that the buyer saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The SKU.
    pub sku: Sku,
    /// The stock row that it comes from.
    pub shard: Shard,
    /// How many.
    pub quantity: Quantity,
    /// The price of one, as the buyer saw it.
    pub unit_price: Money,
}

/// The lines as their buyer knows them: one a SKU, from however many rows it was drawn.
#[must_use]
pub fn merge_shards(lines: &[Line]) -> Vec<Line> {
    let mut merge_shards: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match merge_shards.last_mut().filter(|last| last.sku == line.sku) {
            Some(last) => last.quantity = Quantity(last.quantity.0.saturating_add(line.quantity.0)),
            None => merge_shards.push(line.clone()),
        }
    }
    merge_shards
}

impl Line {
    /// The price of the line.
    pub fn total(&self) -> Result<Money, Overflow> {
        self.unit_price.times(self.quantity.get())
    }
}
