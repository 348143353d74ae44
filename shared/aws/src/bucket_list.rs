//! Lists of objects, as S3 writes them.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>.

use aws_smithy_types::date_time::{DateTime, Format};
use aws_smithy_xml::decode::{Document, ScopedDecoder, XmlDecodeError, try_data};
use domain::kernel::Timestamp;

/// An object in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: String,
    /// When it was written.
    pub at: Timestamp,
}

/// A page of a list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ListPage {
    pub(crate) objects: Vec<Listed>,
    /// The token of the next page.
    pub(crate) next: Option<String>,
}

/// Reads a page.
pub(crate) fn page_of(xml: &[u8]) -> Result<ListPage, XmlDecodeError> {
    let text = std::str::from_utf8(xml).map_err(|_| XmlDecodeError::custom("not UTF-8"))?;
    let mut document = Document::new(text);
    let mut root = document.root_element()?;
    let mut page = ListPage::default();
    while let Some(mut tag) = root.next_tag() {
        match tag.start_el().local() {
            "Contents" => page.objects.push(object(&mut tag)?),
            "NextContinuationToken" => page.next = Some(try_data(&mut tag)?.into_owned()),
            _ => {}
        }
    }
    Ok(page)
}

fn object(contents: &mut ScopedDecoder<'_, '_>) -> Result<Listed, XmlDecodeError> {
    let (mut key, mut at) = (None, None);
    while let Some(mut tag) = contents.next_tag() {
        match tag.start_el().local() {
            "Key" => key = Some(try_data(&mut tag)?.into_owned()),
            "LastModified" => at = DateTime::from_str(&try_data(&mut tag)?, Format::DateTimeWithOffset).ok(),
            _ => {}
        }
    }
    let at = at.map(|at| Timestamp::from_millis(at.to_millis().unwrap_or(i64::MAX)));
    match (key, at) {
        (Some(key), Some(at)) => Ok(Listed { key, at }),
        _ => Err(XmlDecodeError::custom("an object without a key or a time")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_objects_and_the_way_on() {
        let xml = br#"<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Name>b</Name><IsTruncated>true</IsTruncated><NextContinuationToken>a+/=&amp;</NextContinuationToken>
            <Contents><Key>objects/1</Key><LastModified>2026-11-22T19:41:29.000Z</LastModified><Size>3</Size></Contents>
            <Contents><Key>manifest</Key><LastModified>1970-01-01T00:00:01Z</LastModified></Contents></ListBucketResult>"#;
        let page = page_of(xml).unwrap_or_default();
        assert_eq!(page.next.as_deref(), Some("a+/=&"));
        let found: Vec<_> = page.objects.iter().map(|it| (it.key.as_str(), it.at.millis())).collect();
        assert_eq!(found, [("objects/1", 1_795_376_489_000), ("manifest", 1_000)]);
        for broken in [&b""[..], b"\xff", b"<ListBucketResult><Contents></Contents></ListBucketResult>"] {
            assert!(page_of(broken).is_err(), "{broken:?}");
        }
    }
}
