//! The catalogue: what the shop offers at which price, how it is listed, and how much of it is there.

mod adjustment;
mod availability;
mod error;
mod listing;
mod product;

pub use adjustment::{Adjustment, AdjustmentDraft, Applied};
pub use availability::Availability;
pub use error::{CatalogueError, FieldRule};
pub use listing::{ListedProduct, Listing, Page, Position, Sort, SortKey};
pub use product::{
    Category, Description, Imported, OpeningStock, Precondition, Product, ProductChange, ProductDetails, ProductDraft,
    ProductName, ProductNames, Versions, category_key, name_key,
};
