//! From a file that somebody uploaded to the files that are served.
//!
//! What a file is, its bytes say, never its name or a header. It is decoded whole and encoded anew, so that nothing of it but its
//! pixels goes on: no script, no place where a photograph was taken.

use std::io::Cursor;

use domain::catalogue::{
    IMAGE_WIDTHS, ImageFile, ImageRefusal, ImageType, MAX_PIXELS, MAX_SIDE, MAX_UPLOAD_BYTES, Picture, image_digest,
};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, imageops::FilterType, metadata::Orientation,
};

/// The most memory that a decoder may ask for: eight bytes for each pixel, which a PNG of 16 bits has.
const MAX_DECODED_BYTES: u64 = MAX_PIXELS * 8;
/// The quality with which files are encoded; a lower one, should a file be larger than [`MAX_FILE_BYTES`].
const QUALITIES: [f32; 3] = [80.0, 50.0, 20.0];
/// Lambda answers with no more, and a page should not either.
const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

/// What is made of an upload.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The picture.
    pub picture: Picture,
    /// Its files, the widest first, with their bytes.
    pub files: Vec<(ImageFile, Vec<u8>)>,
}

/// Decodes a file within bounds, turns it as its camera was held, and encodes it in each width.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, ImageRefusal> {
    let mut image = decode(bytes)?;
    let picture = Picture { digest: image_digest(bytes), width: image.width(), height: image.height() };
    let mut files = Vec::with_capacity(IMAGE_WIDTHS.len());
    for file in picture.files().into_iter().rev() {
        if file.width() < image.width() {
            // Each is made of the next wider one: the large picture is read once.
            image = image.resize_exact(file.width(), picture.height_at(file.width()), FilterType::Lanczos3);
        }
        let encoded = encode(&image)?;
        files.push((file, encoded));
    }
    Ok(Prepared { picture, files })
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, ImageRefusal> {
    if bytes.is_empty() {
        return Err(ImageRefusal::Empty);
    }
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_UPLOAD_BYTES {
        return Err(ImageRefusal::TooManyBytes);
    }
    let format = match ImageType::of_bytes(bytes).ok_or(ImageRefusal::NotAnImage)? {
        ImageType::Jpeg => ImageFormat::Jpeg,
        ImageType::Png => ImageFormat::Png,
        ImageType::Webp => ImageFormat::WebP,
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| ImageRefusal::Damaged)?;
    // Before a pixel is decoded: a few bytes can claim to be a picture that fills all memory.
    let (width, height) = decoder.dimensions();
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ImageRefusal::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| ImageRefusal::Damaged)?;
    image.apply_orientation(orientation);
    // One kind of pixel from here on, a fourth of the memory of the largest.
    Ok(if image.color().has_alpha() { image.into_rgba8().into() } else { image.into_rgb8().into() })
}

fn encode(image: &DynamicImage) -> Result<Vec<u8>, ImageRefusal> {
    let (width, height) = (image.width(), image.height());
    let encoder = match image {
        DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
        DynamicImage::ImageRgb8(pixels) => webp::Encoder::from_rgb(pixels, width, height),
        _ => return Err(ImageRefusal::Damaged),
    };
    let mut smallest = Vec::new();
    for quality in QUALITIES {
        smallest = encoder.encode_simple(false, quality).map_err(|_| ImageRefusal::Damaged)?.to_vec();
        if smallest.len() <= MAX_FILE_BYTES {
            break;
        }
    }
    if smallest.len() > MAX_FILE_BYTES { Err(ImageRefusal::TooManyPixels) } else { Ok(smallest) }
}
