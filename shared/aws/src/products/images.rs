//! The images of a product in its row, and adding one.

use app_context::Retry;
use aws_sdk_dynamodb::{error::SdkError, operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{
    catalogue::{AddedImage, AltText, CardImage, ImageContent, Picture, ProductDetails, ProductImage, with_image},
    kernel::{ProductId, Timestamp},
};

use super::{ProductsTable, row::Stored, write::removal};
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _,
    item::{attributes, list, number, text},
};

/// All images, in their order.
const ALL: &str = "images";
/// The one that lists show.
const CARD: &str = "image";

/// What came of adding an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageAdded {
    /// The product has it now.
    Added,
    /// The product had it before.
    Known,
    /// The product has as many as it may.
    Full,
    /// There is no such product.
    NoProduct,
}

impl ProductsTable {
    /// Adds an image to the product called `product`, once, whoever else writes the product at the same time.
    pub async fn add_image(
        &self,
        product: &ProductId,
        image: &ProductImage,
        now: Timestamp,
    ) -> Result<ImageAdded, AwsError> {
        const OPERATION: &str = "products.add_image";
        for _ in Retry::PRODUCT.tries() {
            let Some(before) = self.stored(product).await? else { return Ok(ImageAdded::NoProduct) };
            match with_image(&before.product.details.images, image.clone()) {
                AddedImage::Known => return Ok(ImageAdded::Known),
                AddedImage::Full => return Ok(ImageAdded::Full),
                AddedImage::Added(images) if self.set_images(OPERATION, &before, &images, now).await? => {
                    return Ok(ImageAdded::Added);
                }
                AddedImage::Added(_) => {}
            }
        }
        Err(AwsError::because(OPERATION, "the product changed faster than it could be written"))
    }

    /// Writes the images of a product that is still as it was read; `false` if it is not.
    async fn set_images(
        &self,
        operation: &'static str,
        before: &Stored,
        images: &[ProductImage],
        now: Timestamp,
    ) -> Result<bool, AwsError> {
        let written = write(images);
        let set: Vec<String> = written.iter().map(|(name, _)| format!("{name} = :{name}")).collect();
        let set = format!("SET {}, ver = :version, updated_ms = :now", set.join(", "));
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("id", text(before.product.id.as_str()))
            .update_expression(set + &removal(missing(&written).into_iter()))
            .condition_expression("ver = :seen")
            .expression_attribute_values(":seen", number(before.product.version))
            .expression_attribute_values(":version", number(before.product.version + 1))
            .expression_attribute_values(":now", number(now.millis()));
        for (name, value) in written {
            update = update.expression_attribute_values(format!(":{name}"), value);
        }
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(true),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(AwsError::new(operation, &error)),
        }
    }
}

/// What a row says about images, as far as there are any.
pub(super) fn write(images: &[ProductImage]) -> Vec<(&'static str, AttributeValue)> {
    let all = (!images.is_empty()).then(|| (ALL, list(images.iter().map(write_image))));
    let card = CardImage::of(images).map(|card| (CARD, write_card(&card)));
    all.into_iter().chain(card).collect()
}

/// The image of a card.
pub(crate) fn write_card(card: &CardImage) -> AttributeValue {
    let mut row = write_picture(&card.picture);
    row.insert("alt".to_owned(), text(card.alt.as_str()));
    AttributeValue::M(row)
}

/// What a row of a product with these details must not have.
pub(super) fn absent(details: &ProductDetails) -> Vec<&'static str> {
    missing(&write(&details.images))
}

fn missing(written: &[(&'static str, AttributeValue)]) -> Vec<&'static str> {
    [ALL, CARD].into_iter().filter(|name| !written.iter().any(|(known, _)| known == name)).collect()
}

fn write_image(image: &ProductImage) -> AttributeValue {
    let mut row = attributes([
        ("id", text(image.id.as_str())),
        ("alt", text(image.alt.as_str())),
        ("asked_ms", number(image.asked.millis())),
    ]);
    match &image.content {
        ImageContent::Ready(picture) => row.extend(write_picture(picture)),
        ImageContent::Refused(reason) => {
            row.insert("refused".to_owned(), text(reason.as_str()));
        }
    }
    AttributeValue::M(row)
}

fn write_picture(picture: &Picture) -> Item {
    attributes([
        ("digest", text(picture.digest.as_str())),
        ("width", number(picture.width)),
        ("height", number(picture.height)),
    ])
}

/// The images of a product's row.
pub(super) fn read(row: &Item) -> Result<Vec<ProductImage>, CorruptItem> {
    if row.contains_key(ALL) { row.maps(ALL, read_image) } else { Ok(Vec::new()) }
}

/// The image of a list's row.
pub(crate) fn read_card(row: &Item) -> Result<Option<CardImage>, CorruptItem> {
    if !row.contains_key(CARD) {
        return Ok(None);
    }
    let card = row.map(CARD)?;
    Ok(Some(CardImage { alt: AltText::from_stored(card.text("alt")?), picture: read_picture(card)? }))
}

fn read_image(row: &Item) -> Result<ProductImage, CorruptItem> {
    let content = if row.contains_key("refused") {
        ImageContent::Refused(row.parsed("refused")?)
    } else {
        ImageContent::Ready(read_picture(row)?)
    };
    Ok(ProductImage {
        id: row.parsed("id")?,
        alt: AltText::from_stored(row.text("alt")?),
        asked: Timestamp::from_millis(row.number("asked_ms")?),
        content,
    })
}

fn read_picture(row: &Item) -> Result<Picture, CorruptItem> {
    Ok(Picture { digest: row.parsed("digest")?, width: row.number("width")?, height: row.number("height")? })
}
