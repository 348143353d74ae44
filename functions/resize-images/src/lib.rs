//! Queue `images`: looks at each file that was uploaded, makes `WebP` of it in three widths, writes the image to its product, and
//! deletes the file.
//!
//! A message comes twice, late, and beside others. Files are called by the digest of the upload, so writing them again changes
//! nothing; the product takes an image once; and the upload is deleted last, so whoever comes later finds nothing to do.

mod notice;
mod picture;

use app_context::{AppContext, Clock, StartError};
use aws::{Bucket, ImageAdded, NewObject, Object, ProductsTable};
use domain::catalogue::{AltText, ImageContent, ImageRefusal, MAX_UPLOAD_BYTES, ProductImage, Upload};
use lambda::{JobError, QueueFunction};
pub use picture::{Prepared, prepare};

/// What is behind a file's name never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The function.
#[derive(Debug)]
pub struct ResizeImages {
    bucket: Bucket,
    products: ProductsTable,
    clock: Clock,
}

impl QueueFunction for ResizeImages {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let (bucket, products) = (Bucket::named_by(context, "MEDIA_BUCKET")?, ProductsTable::new(context)?);
        Ok(Self { bucket, products, clock: context.clock.clone() })
    }

    async fn handle(&self, body: &str) -> Result<(), JobError> {
        for key in notice::keys(body).map_err(|error| JobError(error.to_string()))? {
            if let Some(upload) = Upload::of_key(&key) {
                self.take_up(&key, &upload).await?;
            } else {
                // Nothing of the shop's: a form allows no such key.
                tracing::error!("an object under a strange key was left alone");
            }
        }
        Ok(())
    }
}

impl ResizeImages {
    async fn take_up(&self, key: &str, upload: &Upload) -> Result<(), JobError> {
        let is_wanted = |image: &ProductImage| image.id == upload.image;
        match self.products.get(&upload.product).await? {
            Some(product) if !product.details.images.iter().any(is_wanted) => {}
            // The product is gone, or has the image: a message that came twice, or a form that was sent twice.
            _ => return Ok(self.bucket.delete(key).await?),
        }
        let (content, alt) = match self.bucket.get(key, MAX_UPLOAD_BYTES).await? {
            Object::Missing => return Ok(()),
            Object::TooLarge { alt } => (ImageContent::Refused(ImageRefusal::TooManyBytes), alt),
            Object::Found { bytes, alt } => (self.make(&bytes).await?, alt),
        };
        let alt = alt.as_deref().map(AltText::of_header).unwrap_or_default();
        let image = ProductImage { id: upload.image.clone(), alt, asked: upload.asked, content };
        let added = self.products.add_image(&upload.product, &image, self.clock.now()).await?;
        if added == ImageAdded::Full {
            let (product, image) = (upload.product.as_str(), upload.image.as_str());
            tracing::error!(product, image, "a product has as many images as it may: one more was left out");
        }
        Ok(self.bucket.delete(key).await?)
    }

    /// Makes the files of an upload, and stores them.
    async fn make(&self, bytes: &[u8]) -> Result<ImageContent, JobError> {
        let Prepared { picture, files } = match prepare(bytes) {
            Ok(prepared) => prepared,
            Err(refused) => return Ok(ImageContent::Refused(refused)),
        };
        for (file, bytes) in &files {
            let key = file.key();
            let cache_control = Some(FOR_EVER);
            let object = NewObject { key: &key, content_type: "image/webp", cache_control, alt: None, bytes };
            self.bucket.put(object).await?;
        }
        Ok(ImageContent::Ready(picture))
    }
}
