//! The catalogue: what the shop offers at which price, how it is listed, and how much of it is there.

mod adjustment;
mod availability;
mod listing;
mod product;
mod refusal;

pub use adjustment::{Adjustment, AdjustmentDraft, Applied};
pub use availability::Availability;
pub use listing::{ListedProduct, Listing, Page, Position, Sort, SortKey};
pub use product::{
    Category, Description, Expected, Imported, OpeningStock, Product, ProductDetails, ProductDraft, ProductName,
    name_key,
};
pub use refusal::{Refusal, Rule};
