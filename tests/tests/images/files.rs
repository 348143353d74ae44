//! Files that somebody may upload.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder};

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("a file");
    bytes.into_inner()
}

/// A picture whose left half has one colour and whose right half another; `shade` makes it another picture.
pub(crate) fn picture(width: u32, height: u32, shade: u8) -> DynamicImage {
    let colour = |x: u32, _| if x < width / 2 { Rgb([250, shade, 10]) } else { Rgb([10, shade, 250]) };
    RgbImage::from_fn(width, height, colour).into()
}

pub(crate) fn png(width: u32, height: u32, shade: u8) -> Vec<u8> {
    written(&picture(width, height, shade), ImageFormat::Png)
}

pub(crate) fn webp(width: u32, height: u32) -> Vec<u8> {
    written(&picture(width, height, 7), ImageFormat::WebP)
}

pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(&picture(width, height, 3)).expect("a file");
    bytes
}

/// A photograph of a camera that was held on its side: EXIF says to turn it by 90 degrees, and where it was taken.
pub(crate) fn turned_jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut exif = b"Exif\0\0II\x2a\0\x08\0\0\0".to_vec();
    // One entry: orientation (0x0112), a short, once, 6; and no further directory.
    exif.extend([1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"taken at home");
    let length = u16::try_from(exif.len() + 2).expect("a short segment").to_be_bytes();
    let plain = jpeg(width, height);
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

/// Some 50 KB that are more pixels than fit into the memory of the function.
pub(crate) fn bomb() -> Vec<u8> {
    written(&DynamicImage::new_luma8(8_000, 6_300), ImageFormat::Png)
}
