//! Cart, checkout, payment and the page of an order: what a buyer sees from the first thing in the cart to the order that is paid.

mod address;
mod cart;
mod countries;
mod form;
mod line;
mod order;
mod payment;

pub use self::{
    cart::CartPage,
    countries::is_country,
    form::{CheckoutFields, CheckoutForm, CheckoutPage, FIELDS, Totals},
    line::{Line, LineProblem},
    order::{OrderFacts, OrderPage, Parcel},
    payment::{PaymentPage, StripeKeys},
};
