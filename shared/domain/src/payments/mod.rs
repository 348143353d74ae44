//! Payments: what the shop needs from a payment provider, without naming one.

mod card_number;
mod dispute;
mod intent;
mod messages;
mod refund;

pub use card_number::contains_card_number;
pub use dispute::{Dispute, DisputeId, DisputeReason, DisputeStatus, InvalidDisputeStatus};
pub use intent::{Confirmation, Intent, IntentId, IntentStatus, PaymentMethodId, ProviderError, ProviderRefusal};
pub use messages::{DisputeSync, ParkedEvent, SyncRequest};
pub use refund::{InvalidRefundStatus, ProviderRefund, ProviderRefundId, RefundStatus};
