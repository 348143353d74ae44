//! The desk: pages for the shop's staff, filled from what the API answers.

mod chart;
mod form;
mod frame;
mod notice;
mod order;
mod order_forms;
mod orders;
mod shapes;
mod slip;
mod today;
mod words;

pub use self::{
    form::Attempt,
    frame::Frame,
    notice::DeskNotice,
    order::OrderPage,
    orders::{OrderList, OrderQuery, VIEWS, View},
    slip::PackingSlip,
    today::{DAYS, Today},
    words::amount_minor,
};

/// What the API answered is not what its description says.
pub type ShapeError = serde_json::Error;
