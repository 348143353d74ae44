//! A picture of a product, in as many widths as there are.

use domain::catalogue::{CardImage, ImageFile};

/// What an `<img>` needs.
#[derive(Debug)]
pub(crate) struct Picture {
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
}
