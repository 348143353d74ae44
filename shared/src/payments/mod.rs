//! Payments: what the shop needs from a provider, in words that name none.

mod card_number;
mod intent;
mod messages;
mod refund;
mod smallest;

pub use card_number::contains_card_number;
pub use intent::{Confirmation, Intent, IntentId, IntentStatus, PaymentMethodId, ProviderError};
pub use messages::{ParkedEvent, Settle};
pub use refund::Refunds;
pub use smallest::smallest_charge_minor;
