//! The images of a product: their order, what merchants say of them, and how answers show them.

use serde::{Serialize, Serializer};

use super::{
    error::{CatalogueError, FieldRule},
    image::{AltText, ImageFile, ImageRefusal, MAX_IMAGES, Picture},
};
use crate::kernel::{ImageId, Timestamp};

/// What became of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageContent {
    /// A picture.
    Ready(Picture),
    /// Nothing: the file was refused.
    Refused(ImageRefusal),
}

/// An image of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductImage {
    /// Which one.
    pub id: ImageId,
    /// What it shows.
    pub alt: AltText,
    /// When its upload was asked for, by which images are in order until a merchant says another.
    pub asked: Timestamp,
    /// What became of it.
    pub content: ImageContent,
}

#[derive(Serialize)]
struct FileView {
    width: u32,
    url: String,
}

/// A picture as answers show it.
#[derive(Serialize)]
struct PictureView {
    width: u32,
    height: u32,
    files: Vec<FileView>,
}

#[derive(Serialize)]
struct ImageView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a ImageId>,
    alt: &'a AltText,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(flatten)]
    picture: Option<PictureView>,
}

impl PictureView {
    fn of(picture: &Picture) -> Self {
        let file = |file: ImageFile| FileView { width: file.width(), url: file.url() };
        let files = picture.files().into_iter().map(file).collect();
        Self { width: picture.width, height: picture.height, files }
    }
}

impl Serialize for ProductImage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (state, reason, picture) = match &self.content {
            ImageContent::Ready(picture) => ("ready", None, Some(PictureView::of(picture))),
            ImageContent::Refused(reason) => ("refused", Some(reason.as_str()), None),
        };
        ImageView { id: Some(&self.id), alt: &self.alt, state: Some(state), reason, picture }.serialize(serializer)
    }
}

impl ProductImage {
    /// Its picture, if there is one.
    #[must_use]
    pub const fn picture(&self) -> Option<&Picture> {
        match &self.content {
            ImageContent::Ready(picture) => Some(picture),
            ImageContent::Refused(_) => None,
        }
    }
}

/// The image of a product's card in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardImage {
    /// What it shows.
    pub alt: AltText,
    /// The picture.
    pub picture: Picture,
}

impl CardImage {
    /// The first of a product's images that is a picture.
    #[must_use]
    pub fn of(images: &[ProductImage]) -> Option<Self> {
        images.iter().find_map(|image| Some(Self { alt: image.alt.clone(), picture: image.picture()?.clone() }))
    }
}

impl Serialize for CardImage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let picture = Some(PictureView::of(&self.picture));
        ImageView { id: None, alt: &self.alt, state: None, reason: None, picture }.serialize(serializer)
    }
}

/// What adding an image to a product comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddedImage {
    /// The product's images with it.
    Added(Vec<ProductImage>),
    /// It is there already: under its identifier, or the same picture under another.
    Known,
    /// The product has as many images as it may.
    Full,
}

/// A product's images with one more. It takes its place by when its upload was asked for, so that images are in one order however
/// their files came; where a merchant has said another order, as near to that as can be.
#[must_use]
pub fn with_image(images: &[ProductImage], new: ProductImage) -> AddedImage {
    let is_same = |image: &ProductImage| {
        image.id == new.id || new.picture().is_some_and(|picture| image.picture() == Some(picture))
    };
    if images.iter().any(is_same) {
        return AddedImage::Known;
    }
    if images.len() >= MAX_IMAGES {
        return AddedImage::Full;
    }
    let order = |image: &ProductImage| (image.asked, image.id.clone());
    let place = images.iter().rposition(|image| order(image) < order(&new)).map_or(0, |last| last + 1);
    let mut images = images.to_vec();
    images.insert(place, new);
    AddedImage::Added(images)
}

/// An image as somebody names it in a product's list, before any rule was applied.
#[derive(Clone, Debug, Default)]
pub struct ImageDraft {
    /// Which one.
    pub id: String,
    /// What it shows, if that was said.
    pub alt: Option<String>,
}

/// What a merchant says about an image that the product has. What is not said stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImageChange {
    id: ImageId,
    alt: Option<AltText>,
}

fn wrong(member: String, rule: impl Into<FieldRule>) -> CatalogueError {
    CatalogueError::Invalid { member, rule: rule.into() }
}

/// Applies the rules to a list of images.
pub(super) fn parse_images(drafts: &[ImageDraft]) -> Result<Vec<ImageChange>, CatalogueError> {
    if drafts.len() > MAX_IMAGES {
        return Err(wrong("images".to_owned(), FieldRule::TooMany(MAX_IMAGES)));
    }
    let mut images: Vec<ImageChange> = Vec::with_capacity(drafts.len());
    for (at, draft) in drafts.iter().enumerate() {
        let id: ImageId = draft.id.parse().map_err(|_| wrong(format!("images/{at}/id"), FieldRule::Image))?;
        if images.iter().any(|known| known.id == id) {
            return Err(wrong("images".to_owned(), FieldRule::Unique));
        }
        let alt = draft.alt.as_deref().map(AltText::parse).transpose();
        images.push(ImageChange { id, alt: alt.map_err(|rule| wrong(format!("images/{at}/alt"), rule))? });
    }
    Ok(images)
}

/// The images of a product after a change, in the order in which it names them. One that it does not name goes; one that the
/// product does not have cannot be named.
pub(super) fn changed_images(
    change: &[ImageChange],
    before: &[ProductImage],
) -> Result<Vec<ProductImage>, CatalogueError> {
    let image = |(at, change): (usize, &ImageChange)| {
        let known = before.iter().find(|image| image.id == change.id).cloned();
        let known = known.ok_or_else(|| wrong(format!("images/{at}/id"), FieldRule::Image))?;
        let alt = change.alt.clone().unwrap_or_else(|| known.alt.clone());
        Ok(ProductImage { alt, ..known })
    };
    change.iter().enumerate().map(image).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalogue::image::{Upload, image_digest},
        kernel::Digest,
    };

    fn picture(width: u32, height: u32) -> Picture {
        Picture { digest: image_digest(b"picture"), width, height }
    }

    fn image(name: &str, asked: i64) -> ProductImage {
        let id = ImageId::from_digest(&Digest::of(&[name.as_bytes()]));
        let picture = Picture { digest: image_digest(name.as_bytes()), width: 10, height: 10 };
        let asked = Timestamp::from_millis(asked);
        ProductImage { id, alt: AltText::default(), asked, content: ImageContent::Ready(picture) }
    }

    #[test]
    fn no_file_is_wider_than_the_picture() {
        let widths = |width| picture(width, 100).widths();
        assert_eq!(widths(1), [1]);
        assert_eq!(widths(320), [320]);
        assert_eq!(widths(500), [320, 500]);
        assert_eq!(widths(1280), [320, 640, 1280]);
        assert_eq!(widths(9000), [320, 640, 1280]);
        assert_eq!(picture(4000, 2250).height_at(320), 180);
        assert_eq!(picture(16_000, 1).height_at(320), 1);
    }

    #[test]
    fn a_files_name_is_read_as_it_was_written() {
        let file = &picture(500, 100).files()[1];
        assert_eq!(file.to_string().parse(), Ok(file.clone()));
        let digest = image_digest(b"picture");
        for name in ["-0320", "-+320", "-1281", "-0", "", "-320-320", "-320/.."] {
            assert!(format!("{digest}{name}.webp").parse::<ImageFile>().is_err(), "{name}");
        }
        assert!(format!("{digest}-320.png").parse::<ImageFile>().is_err());
        assert!("../../x-320.webp".parse::<ImageFile>().is_err());
    }

    #[test]
    fn images_are_in_one_order_however_they_came() {
        let all = [image("a", 1), image("b", 2), image("c", 3)];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
            let mut images = Vec::new();
            for at in order {
                let AddedImage::Added(more) = with_image(&images, all[at].clone()) else { panic!("not added") };
                images = more;
            }
            assert_eq!(images, all);
            assert_eq!(with_image(&images, all[1].clone()), AddedImage::Known);
            let again = ProductImage { id: image("x", 9).id, ..all[0].clone() };
            assert_eq!(with_image(&images, again), AddedImage::Known, "the same picture");
        }
    }

    #[test]
    fn a_product_has_so_many_images_and_no_more() {
        let images: Vec<_> = (0..20).map(|n| image(&n.to_string(), n)).collect();
        assert_eq!(with_image(&images, image("more", 0)), AddedImage::Full);
    }

    #[test]
    fn an_uploads_key_is_read_as_it_was_written() {
        let (image, asked) = (image("a", 1).id, Timestamp::from_millis(1_700_000_000_000));
        let upload = Upload { product: "tea-500g.b_c".parse().expect("an id"), image, asked };
        assert_eq!(Upload::of_key(&upload.key()), Some(upload.clone()));
        let key = upload.key();
        for key in [&key[1..], &format!("{key}/x"), &key.replace("170", "0170"), "incoming/a/1/b", "media/x", ""] {
            assert_eq!(Upload::of_key(key), None, "{key}");
        }
    }

    #[test]
    fn only_images_that_are_there_can_be_named() {
        let (a, b) = (image("a", 1), image("b", 2));
        let named = |image: &ProductImage, alt: Option<&str>| ImageDraft {
            id: image.id.to_string(),
            alt: alt.map(str::to_owned),
        };
        let change = |drafts: &[ImageDraft]| changed_images(&parse_images(drafts)?, &[a.clone(), b.clone()]);
        let turned = change(&[named(&b, Some(" A kettle ")), named(&a, None)]).expect("images");
        assert_eq!((turned[0].alt.as_str(), &turned[1]), ("A kettle", &a));
        assert_eq!(change(&[]), Ok(Vec::new()));
        let code = |drafts: &[ImageDraft]| match change(drafts) {
            Err(CatalogueError::Invalid { member, rule }) => (member, rule.code()),
            other => panic!("{other:?}"),
        };
        assert_eq!(code(&[named(&image("c", 3), None)]), ("images/0/id".to_owned(), "not_an_image"));
        assert_eq!(code(&[ImageDraft::default()]), ("images/0/id".to_owned(), "not_an_image"));
        assert_eq!(code(&[named(&a, None), named(&a, None)]), ("images".to_owned(), "not_unique"));
        assert_eq!(code(&[named(&a, Some("a\nb"))]), ("images/0/alt".to_owned(), "control_characters"));
        assert_eq!(code(&vec![named(&a, None); 21]), ("images".to_owned(), "too_many"));
    }
}
