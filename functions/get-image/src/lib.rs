//! `GET /v1/media/{name}`: one file of an image. What is behind a name never changes, so that caches keep it for ever.

use app_context::{AppContext, StartError};
use aws::{AwsError, Bucket, Object};
use domain::catalogue::ImageFile;
use lambda::{
    HttpFunction,
    http::{EntityTag, Problem, Request, Response, respond},
};

/// A year, which is as long as caches are asked to keep anything.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The most bytes of a file. Lambda answers with 6 MB, a third of which is the base 64 in which bytes travel.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// The function.
#[derive(Debug)]
pub struct GetImage {
    bucket: Bucket,
}

impl HttpFunction for GetImage {
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self { bucket: Bucket::named_by(context, "MEDIA_BUCKET")? })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        let file: ImageFile = request.path("name")?;
        let key = file.key();
        let tag = EntityTag::of(key.as_bytes(), None);
        // Whoever has it has it as it is now and will be.
        if request.header_list("if-none-match").is_some_and(|tags| tag.is_named_by(&tags)) {
            return Ok(kept(respond::empty(304), &tag));
        }
        match self.bucket.get(&key, MOST_BYTES).await? {
            Object::Found { bytes, .. } => Ok(kept(respond::bytes("image/webp", bytes), &tag)),
            Object::Missing => Err(Problem::not_found()),
            Object::TooLarge { .. } => {
                Err(AwsError::because("s3.GetObject", "a file is too large to be served").into())
            }
        }
    }
}

/// Whatever a browser takes it for, nothing in it is run.
fn kept(response: Response, tag: &EntityTag) -> Response {
    let response = respond::with_header(response, "cache-control", FOR_EVER);
    let response = respond::with_header(response, "content-security-policy", "default-src 'none'; sandbox");
    respond::with_header(response, "etag", tag.as_str())
}
