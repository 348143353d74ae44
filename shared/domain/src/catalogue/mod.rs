//! The catalogue: what the shop offers at which price, how it is listed, and how much of it is there.

mod adjustment;
mod availability;
mod category;
mod category_tree;
mod draft;
mod error;
mod image;
mod import;
mod listing;
mod low_stock;
mod precondition;
mod price;
mod product;
mod product_image;
mod reindex;
mod slug;
mod variant;

pub use adjustment::{Adjustment, AdjustmentDraft, Applied, CountDraft, Movement, MovementPosition};
pub use availability::Availability;
pub use category::{Category, CategoryKey, MAX_CATEGORY_DEPTH};
pub use category_tree::{CategoryCount, CategoryNode, category_tree};
pub use draft::{ProductChange, ProductDraft};
pub use error::{CatalogueError, FieldRule};
pub use image::{
    AltText, IMAGE_WIDTHS, ImageFile, ImageRefusal, ImageType, MAX_IMAGES, MAX_PIXELS, MAX_SIDE, MAX_UPLOAD_BYTES,
    Picture, Upload, image_digest,
};
pub use import::{Imported, OpeningStock, OpeningStocks};
pub use listing::{ListedProduct, Listing, MerchantPage, MerchantProduct, Page, Position, Sort, SortKey, StateListing};
pub use low_stock::{LowPosition, LowSku, LowStockThreshold, StockLevel};
pub use precondition::{Precondition, Versions};
pub use price::{Price, PriceDraft, PriceRange, Prices};
pub use product::{
    Attributes, Description, Product, ProductDetails, ProductName, ProductState, SkuName, SkuNames, TaxClass, name_key,
};
pub use product_image::{AddedImage, CardImage, ImageContent, ImageDraft, ProductImage, with_image};
pub use reindex::Reindex;
pub use slug::Slug;
pub use variant::{MAX_VARIANTS, OptionName, OptionValue, Variant, VariantDraft};
