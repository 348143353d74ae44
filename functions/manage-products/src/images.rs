//! A form by which a browser uploads an image of a product.

use aws::{Form, FormWish};
use domain::{
    accounts::Permission,
    catalogue::{AltText, CatalogueError, FieldRule, ImageType, MAX_IMAGES, MAX_UPLOAD_BYTES, Upload},
    kernel::{ImageId, ProductId, Timestamp},
};
use lambda::http::{Field, FieldErrors, InvalidField, Problem, Request, Response, respond};
use serde::{Deserialize, Serialize};

use super::ManageProducts;

/// How long a form is good for: long enough for ten large files over a slow line, one after the other.
const FORM_SECONDS: i64 = 900;

/// What the client sends.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Body {
    content_type: Field<String>,
    alt: Field<String>,
}

#[derive(Serialize)]
struct Answer {
    image_id: ImageId,
    #[serde(flatten)]
    form: Form,
}

impl Body {
    /// What is uploaded, and what it shows; or every field that is wrong.
    fn parse(self) -> Result<(ImageType, AltText), Problem> {
        let mut errors = FieldErrors::default();
        let invalid = |pointer: &str, rule: FieldRule| InvalidField::new(pointer, rule.code(), rule.to_string());
        let kind = self
            .content_type
            .required("/content_type")
            .and_then(|text| text.parse::<ImageType>().map_err(|rule| invalid("/content_type", rule)));
        let kind = errors.take(kind);
        let alt = AltText::parse(&self.alt.into_option().unwrap_or_default());
        let alt = errors.take(alt.map_err(|rule| invalid("/alt", rule.into())));
        errors.none()?;
        kind.zip(alt).ok_or_else(Problem::not_found)
    }
}

impl ManageProducts {
    /// Nothing is written: what is uploaded by the form becomes an image of the product, once it was looked at.
    pub(crate) async fn upload(&self, request: &Request, now: Timestamp) -> Result<Response, Problem> {
        self.authenticator.require(request, Permission::CatalogueWrite)?;
        let product: ProductId = request.path("id")?;
        let (kind, alt) = request.json::<Body>()?.parse()?;
        let known = self.products.get(&product).await?.ok_or(CatalogueError::UnknownProduct)?;
        if known.details.images.len() >= MAX_IMAGES {
            return Err(CatalogueError::TooManyImages.into());
        }
        let image_id = ImageId::from_digest(&self.random.digest());
        let key = Upload { product, image: image_id.clone(), asked: now }.key();
        let (content_type, alt) = (kind.as_str(), alt.in_header());
        let wish = FormWish { key: &key, content_type, most_bytes: MAX_UPLOAD_BYTES, alt: &alt, seconds: FORM_SECONDS };
        let form = self.bucket.form(&wish, now).await?;
        Ok(respond::uncached(&Answer { image_id, form }))
    }
}
