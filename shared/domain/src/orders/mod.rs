//! Orders: what a buyer asked for, and how it ends. Values and decisions; nothing here does I/O.

mod address;
mod address_book;
mod check;
pub(crate) mod country;
mod destination;
mod dispute;
mod erasure;
mod fulfilment;
mod line;
mod link;
mod number;
mod order;
mod payment;
mod placement;
mod processing;
mod quoted;
mod refund;
mod refund_sync;
mod refund_view;
mod refunding;
mod review;
mod shipment;
mod shipment_view;
mod state;
mod view;

pub use address::{Address, AddressDraft, AddressRule, InvalidAddress};
pub use address_book::{AddressBook, AddressName, MAX_ADDRESSES};
pub use check::{IntentCheck, check_intent};
pub use destination::Destination;
pub(crate) use destination::plain as plain_postal_code;
pub use dispute::DisputeView;
pub use erasure::{AddressNeed, ReturnsTime, UNSOLD_RETENTION_SECONDS};
pub use fulfilment::{Excess, FulfilmentState, InvalidFulfilmentState, ShipmentRefusal};
pub use line::{Line, Quantity, Shard, merge_shards};
pub use link::OrderLink;
pub use number::OrderNumber;
pub use order::{Order, PENDING_REFUND_RETRY_SECONDS, Receipt, UNREACHED_RETRY_SECONDS, due_shard, due_shards};
pub use payment::PaymentRefusal;
pub use placement::{
    BUYER_LIMIT, BUYER_WINDOW_SECONDS, Fingerprint, GUEST_LIMIT, InvalidOrder, LineFault, LineRefusal, MAX_LINES,
    NewOrder, PlaceRefusal, order_id,
};
pub use processing::{FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, PROCESSING_LIMIT_SECONDS, next_question};
pub use quoted::{LineDetails, Quoted, ShippingCharge, Tax, TaxLine};
pub use refund::{
    InvalidRefundReason, MAX_REFUNDS, Refund, RefundLine, RefundReason, RefundRequest, RefundRule, RefundScope,
};
pub use refund_sync::RefundStep;
pub use refund_view::RefundView;
pub use refunding::{PlannedRefund, RefundRefusal};
pub use review::{
    Decision, DecisionOutcome, DecisionRefusal, DecisionRequest, InvalidReview, Review, ReviewReason, SeenPayment,
};
pub use shipment::{InvalidShipment, MAX_SHIPMENTS, Shipment, ShipmentDraft, ShipmentRule, TrackingUrl, Units};
pub use shipment_view::ShipmentView;
pub use state::{CancelReason, InvalidState, State};
pub use view::{After, OrderPage, OrderSummary, OrderView, placed};
