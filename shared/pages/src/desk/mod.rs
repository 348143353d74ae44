//! The desk: pages for the shop's staff, filled from what the API answers.

mod audit;
mod chart;
mod form;
mod frame;
mod notice;
mod order;
mod order_forms;
mod orders;
mod people;
mod product;
mod products;
mod shapes;
mod sku;
mod slip;
mod today;
mod webhooks;
mod words;

pub use self::{
    audit::{AuditLog, AuditQuery},
    form::Attempt,
    frame::Frame,
    notice::DeskNotice,
    order::OrderPage,
    orders::{OrderList, OrderQuery, VIEWS, View},
    people::{Customers, Staff},
    product::ProductForm,
    products::{LowStock, MerchantProducts, STATES},
    shapes::{SavedPrice, SavedProduct, SavedVariant},
    sku::SkuPage,
    slip::PackingSlip,
    today::{DAYS, Today},
    webhooks::{EVENT_TYPES, WebhookPage, Webhooks},
    words::{amount_minor, href},
};

/// What the API answered is not what its description says.
pub type ShapeError = serde_json::Error;
