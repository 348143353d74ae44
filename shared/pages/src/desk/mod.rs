//! The desk: pages for the shop's staff, filled from what the API answers.

mod audit;
mod chart;
mod form;
mod frame;
mod low;
mod notice;
mod order;
mod order_forms;
mod orders;
mod people;
mod product;
mod products;
mod shapes;
mod slip;
mod sku;
mod today;
mod webhooks;
mod words;

pub use self::{
    audit::{AuditLog, AuditQuery},
    form::Attempt,
    frame::Frame,
    low::LowStock,
    notice::DeskNotice,
    order::OrderPage,
    orders::{OrderList, OrderQuery, VIEWS, View},
    people::{Customers, Staff},
    product::ProductForm,
    products::{MerchantProducts, STATES},
    shapes::{SavedProduct, SavedVariant},
    slip::PackingSlip,
    sku::SkuPage,
    today::{DAYS, Today},
    webhooks::{WebhookPage, WebhookSecret, Webhooks},
    words::amount_minor,
};

/// What the API answered is not what its description says.
pub type ShapeError = serde_json::Error;
