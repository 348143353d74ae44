//! The shop's pages: templates, styles and texts, filled from the domain's values. No I/O.
//!
//! A page is a structure with a template of `templates/`, which a designer can read. Whatever a shopkeeper or a visitor wrote is escaped
//! where it is shown. The texts stand in `texts/`, a folder a language.

mod assets;
mod card;
pub mod desk;
mod drawing;
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
    assets::{Asset, asset},
    card::Card,
    home::Home,
    language::Language,
    links::{category_href, product_href},
    list::List,
    notice::Notice,
    product::{ProductPage, StockedVariant},
    shell::Shell,
};

/// A page whose template could not be filled. None of ours does that; the type is the template engine's.
pub use askama::{Error as RenderError, Template as Page};
