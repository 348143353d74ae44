//! Images of products: what may be uploaded, what is made of it, and where it is found.
//!
//! A file is called by the digest of the bytes that were uploaded and by its width. So what is behind an address never changes, and
//! may be kept for ever.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;
use serde::{Serialize, Serializer};

use super::error::{CatalogueError, FieldRule};
use crate::kernel::{
    Digest, ImageDigest, ImageId, InvalidId, InvalidText, ProductId, Timestamp, composed, is_printable,
};

/// The most images of a product.
pub const MAX_IMAGES: usize = 20;
/// The most bytes of a file that is uploaded: 10 MiB.
pub const MAX_UPLOAD_BYTES: u64 = 10 * 1024 * 1024;
/// How wide images are made, in pixels. None is made wider than it came.
pub const IMAGE_WIDTHS: [u32; 3] = [320, 640, 1280];
/// The most pixels of an image that is uploaded: those of a telephone's best camera. Decoded, they take 200 MB.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The longest side of an image that is uploaded. `WebP` knows no side above 16,383.
pub const MAX_SIDE: u32 = 16_000;
/// The most characters of an alternative text.
const MAX_ALT: usize = 250;
/// Where uploads wait to be looked at, in the bucket.
const INCOMING: &str = "incoming";
/// Where files lie in the bucket.
const MEDIA: &str = "media";
/// Where they are served.
const SERVED: &str = "/v1/media";

/// What an image shows, for whoever cannot see it: up to 250 characters of one line, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AltText(String);

impl AltText {
    /// Reads a text, trimming white space at both ends.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let text = text.trim();
        if text.chars().nth(MAX_ALT).is_some() {
            return Err(InvalidText::TooLong(MAX_ALT));
        }
        if is_printable(text) { Ok(Self(composed(text))) } else { Err(InvalidText::Control) }
    }

    /// A text that was stored under the rules of its day.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text in base 64, as it travels with a file: headers hold no letters beyond ASCII.
    #[must_use]
    pub fn in_header(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.as_bytes())
    }

    /// Reads what [`AltText::in_header`] wrote; of anything else, nothing.
    #[must_use]
    pub fn of_header(text: &str) -> Self {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).unwrap_or_default();
        String::from_utf8(bytes).ok().and_then(|text| Self::parse(&text).ok()).unwrap_or_default()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a client may say that it uploads. What a file is, is read from its bytes all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// `WebP`.
    Webp,
}

impl ImageType {
    /// The media type: `image/png`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// What the first bytes of a file say that it is; `None` of anything else than these three.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }
}

impl FromStr for ImageType {
    type Err = FieldRule;

    fn from_str(text: &str) -> Result<Self, FieldRule> {
        let all = [Self::Jpeg, Self::Png, Self::Webp];
        all.into_iter().find(|known| known.as_str() == text).ok_or(FieldRule::ImageType)
    }
}

/// Why a file became no image of its product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageRefusal {
    /// It has no bytes.
    Empty,
    /// It has more bytes than [`MAX_UPLOAD_BYTES`].
    TooManyBytes,
    /// It is neither JPEG nor PNG nor `WebP`, whatever it is called.
    NotAnImage,
    /// It begins as an image and cannot be decoded to its end.
    Damaged,
    /// It has more pixels than [`MAX_PIXELS`], or a side longer than [`MAX_SIDE`].
    TooManyPixels,
}

impl ImageRefusal {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Empty, Self::TooManyBytes, Self::NotAnImage, Self::Damaged, Self::TooManyPixels];

    /// The stable code that clients may switch on.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooManyBytes => "too_many_bytes",
            Self::NotAnImage => "not_an_image",
            Self::Damaged => "damaged",
            Self::TooManyPixels => "too_many_pixels",
        }
    }
}

impl FromStr for ImageRefusal {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or(InvalidId)
    }
}

/// A picture of which files are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The digest of what was uploaded.
    pub digest: ImageDigest,
    /// The pixels of its width, as it is looked at.
    pub width: u32,
    /// The pixels of its height.
    pub height: u32,
}

impl Picture {
    /// The widths of its files, the smallest first: those of [`IMAGE_WIDTHS`] that are smaller than it is, and one more, which is as
    /// wide as it came or as wide as any is made.
    #[must_use]
    pub fn widths(&self) -> Vec<u32> {
        let widest = self.width.min(IMAGE_WIDTHS[IMAGE_WIDTHS.len() - 1]);
        let smaller = IMAGE_WIDTHS.into_iter().filter(|width| *width < widest);
        smaller.chain(std::iter::once(widest)).collect()
    }

    /// How high a file of this width is.
    #[must_use]
    pub fn height_at(&self, width: u32) -> u32 {
        let (width, height, whole) = (u64::from(width), u64::from(self.height), u64::from(self.width.max(1)));
        u32::try_from((width * height + whole / 2) / whole).unwrap_or(MAX_SIDE).max(1)
    }

    /// Its files, the smallest first.
    #[must_use]
    pub fn files(&self) -> Vec<ImageFile> {
        let file = |width| ImageFile { digest: self.digest.clone(), width };
        self.widths().into_iter().map(file).collect()
    }
}

/// A file of a picture, called by `<digest>-<width>.webp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFile {
    digest: ImageDigest,
    width: u32,
}

impl ImageFile {
    /// Its width in pixels.
    #[must_use]
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Where it lies in the bucket: `media/<digest>-<width>.webp`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{MEDIA}/{self}")
    }

    /// Where it is served, at the API's own host: `/v1/media/<digest>-<width>.webp`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{SERVED}/{self}")
    }
}

impl fmt::Display for ImageFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}.webp", self.digest, self.width)
    }
}

impl FromStr for ImageFile {
    type Err = InvalidId;

    /// Reads what [`fmt::Display`] writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let (digest, width) = text.strip_suffix(".webp").and_then(|name| name.split_once('-')).ok_or(InvalidId)?;
        let file = Self { digest: digest.parse()?, width: width.parse().map_err(|_| InvalidId)? };
        let is_made = (1..=IMAGE_WIDTHS[IMAGE_WIDTHS.len() - 1]).contains(&file.width);
        if is_made && file.to_string() == text { Ok(file) } else { Err(InvalidId) }
    }
}

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

/// A file that somebody uploads for a product: the name under which it waits in the bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The product.
    pub product: ProductId,
    /// The image that it shall become.
    pub image: ImageId,
    /// When it was asked for.
    pub asked: Timestamp,
}

impl Upload {
    /// `incoming/<product>/<milliseconds>/<image>`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{INCOMING}/{}/{}/{}", self.product, self.asked.millis(), self.image)
    }

    /// The upload that waits under this key; `None` for a key that [`Upload::key`] does not write.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let [INCOMING, product, asked, image] = key.split('/').collect::<Vec<_>>()[..] else { return None };
        let asked = Timestamp::from_millis(asked.parse().ok()?);
        let upload = Self { product: product.parse().ok()?, image: image.parse().ok()?, asked };
        (upload.key() == key).then_some(upload)
    }
}

/// The digest by which files of these bytes are called.
#[must_use]
pub fn image_digest(bytes: &[u8]) -> ImageDigest {
    ImageDigest::from_digest(&Digest::sha256(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

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
