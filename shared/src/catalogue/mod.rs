//! The catalogue: what the shop offers at which price, how it is listed, and how much of it is there.

mod adjustment;
mod availability;
mod error;
mod import;
mod listing;
mod precondition;
mod product;

pub use adjustment::{Adjustment, AdjustmentDraft, Applied};
pub use availability::Availability;
pub use error::{CatalogueError, FieldRule};
pub use import::{Imported, OpeningStock};
pub use listing::{ListedProduct, Listing, Page, Position, Sort, SortKey};
pub use precondition::{Precondition, Versions};
pub use product::{
    Category, Description, Product, ProductChange, ProductDetails, ProductDraft, ProductName, ProductNames,
    category_key, name_key,
};
