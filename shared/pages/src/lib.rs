//! The shop's pages: templates, styles and texts, filled from the domain's values. No I/O.
//!
//! A page is a structure with a template of `templates/`, which a designer can read. Whatever a shopkeeper or a visitor wrote is escaped
//! where it is shown. The texts stand in `texts/`, a folder a language.

mod account;
mod assets;
mod card;
mod checkout;
mod dates;
pub mod desk;
mod drawing;
mod form;
mod found;
mod home;
mod language;
mod links;
mod list;
mod notice;
mod picture;
mod price;
mod product;
mod shell;

pub use self::{
    account::{AccountPage, ClosePage, CodePage, LogInPage, NewPasswordPage, Overview, ResetPage, SignUpPage},
    assets::{Asset, asset},
    card::Card,
    checkout::{
        CartPage, CheckoutFields, CheckoutForm, CheckoutPage, FIELDS, Line, LineProblem, OrderFacts, OrderPage, Parcel,
        PaymentPage, StripeKeys, Totals, is_country,
    },
    form::FormState,
    found::Found,
    home::Home,
    language::Language,
    links::{category_href, product_href, search_href},
    list::List,
    notice::Notice,
    picture::Picture,
    product::{ProductPage, StockedVariant},
    shell::Shell,
};

/// What a page may do, as its `Content-Security-Policy`: show and send what is the shop's own. It runs no script.
pub const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page whose template could not be filled. None of ours does that; the type is the template engine's.
pub use askama::{Error as RenderError, Template as Page};
