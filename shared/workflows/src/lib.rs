//! Use cases that several functions share. They know neither HTTP nor Lambda: `lambda` turns their errors into answers.

mod advance;
pub mod attempts;
mod desk_rebuilder;
mod dispute;
mod error;
mod find_order;
pub mod passwords;
mod pay;
mod payment_service;
mod reauthentication;
mod recommendations;
mod reconciler;
mod refund;
mod review;
pub mod sessions;
mod shipping;

pub use desk_rebuilder::{DeskRebuild, DeskRebuilder};
pub use error::AccountCheckError;
pub use find_order::find_order;
pub use pay::PaymentAnswer;
pub use payment_service::{PaymentService, PaymentServiceError, returns_time};
pub use reauthentication::Reauthentication;
pub use recommendations::{Learning, RecommendationLearner, RecommendationRebuild, RecommendationRebuilder};
pub use reconciler::{
    Reconciler, ReconciliationError, ReconciliationOptions, ReconciliationProgress, ReconciliationReport,
};
pub use refund::RefundAnswer;
pub use review::DecisionAnswer;
pub use shipping::{ShipmentEnd, ShippedNow, ShippingService};
