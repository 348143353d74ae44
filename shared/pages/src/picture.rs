//! A picture of a product, in as many widths as there are.

use domain::catalogue::{CardImage, ImageFile};
use serde_json::Value;

/// What an `<img>` needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The widest file.
    pub(crate) src: String,
    /// All files with their widths, of which the browser takes the one that it needs.
    pub(crate) srcset: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) alt: String,
}

impl Picture {
    /// The picture of an image.
    pub(crate) fn new(image: &CardImage) -> Option<Self> {
        let files = image.picture.files();
        let widest = files.last()?;
        let of_set = |file: &ImageFile| format!("{} {}w", file.url(), file.width());
        Some(Self {
            src: widest.url(),
            srcset: files.iter().map(of_set).collect::<Vec<_>>().join(", "),
            width: widest.width(),
            height: image.picture.height_at(widest.width()),
            alt: image.alt.as_str().to_owned(),
        })
    }

    /// The same, of an image as the shop's answers show it.
    #[must_use]
    pub fn of_answer(image: &Value) -> Option<Self> {
        let number = |value: &Value| value.as_u64().and_then(|number| u32::try_from(number).ok());
        let file = |file: &Value| Some((number(&file["width"])?, file["url"].as_str()?.to_owned()));
        let files: Vec<(u32, String)> = image["files"].as_array()?.iter().filter_map(file).collect();
        let (width, src) = files.last()?.clone();
        let (full_width, full_height) = (number(&image["width"])?, number(&image["height"])?);
        let height = (u64::from(width) * u64::from(full_height)).checked_div(u64::from(full_width))?.max(1);
        Some(Self {
            src,
            srcset: files.iter().map(|(width, url)| format!("{url} {width}w")).collect::<Vec<_>>().join(", "),
            width,
            height: u32::try_from(height).ok()?,
            alt: image["alt"].as_str().unwrap_or_default().to_owned(),
        })
    }
}
