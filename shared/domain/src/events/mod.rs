//! What happened, told to others: each event is a function of a row as it was and as it is since, and of nothing else. So
//! whoever sees the same change twice tells the same event twice, under one identifier.

mod event;
mod order;
mod product;
mod stock;

pub use event::{Event, EventData, EventType, InvalidEventType};
pub use order::{OrderFacts, order_events};
pub use product::{ProductFacts, product_event};
pub use stock::{StockFacts, StockRow, low, stock_event};
