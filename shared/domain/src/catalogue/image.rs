//! Images of products: what may be uploaded, what is made of it, and where it is found.
//!
//! A file is called by the digest of the bytes that were uploaded and by its width. So what is behind an address never changes, and
//! may be kept for ever.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;

use super::error::FieldRule;
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
