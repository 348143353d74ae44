//! The bucket: a manifest that is replaced, copies of it, and objects that are written once.

use std::{collections::BTreeSet, sync::Arc};

use app_context::{AppContext, StartError};
use aws::{AwsError, Fetched, NewObject, Replaced};
use domain::kernel::Timestamp;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use search::{Manifest, Objects, Snapshot};

use crate::StoreError;

/// The manifest's own name.
const MANIFEST: &str = "manifest";
/// Before the digests of its copies, and of the objects.
const COPIES: &str = "manifests/";
const OBJECTS: &str = "objects/";
/// Objects that are read or written at once.
const AT_ONCE: usize = 8;
/// What nobody names stays for so long: a writer may be about to name it, and a reader about to read it.
const KEPT_SECONDS: i64 = 15 * 60;

/// The bucket that `SEARCH_BUCKET` names.
#[derive(Clone, Debug)]
pub struct Bucket(aws::Bucket);

/// What became of a new index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is the index now, under this tag.
    Done(String),
    /// The manifest is not the one that it follows.
    Overtaken,
}

impl Bucket {
    /// The bucket that `SEARCH_BUCKET` names.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self(aws::Bucket::named_by(context, "SEARCH_BUCKET")?))
    }

    /// The manifest, unless it is the one under the tag `known`.
    pub async fn manifest(&self, known: Option<&str>) -> Result<Fetched, AwsError> {
        self.0.fetch(MANIFEST, known).await
    }

    /// A manifest of before, while it is kept.
    pub async fn copy(&self, digest: &str) -> Result<Option<Vec<u8>>, AwsError> {
        self.read(&format!("{COPIES}{digest}")).await
    }

    /// The whole index of a manifest: what is `known` of it is not read again.
    pub async fn load(&self, manifest: Manifest, known: &Objects) -> Result<Snapshot, StoreError> {
        let read = manifest.objects().map(|digest| {
            let (known, digest) = (known.get(digest).cloned(), digest.to_owned());
            async move {
                if let Some(bytes) = known {
                    return Ok((digest, bytes));
                }
                let bytes = self.read(&format!("{OBJECTS}{digest}")).await?;
                let bytes = bytes.ok_or_else(|| search::Unreadable::Object(digest.clone()))?;
                Ok::<_, StoreError>((digest, Arc::new(bytes)))
            }
        });
        let reads: Vec<_> = read.collect();
        let objects: Objects = stream::iter(reads).buffer_unordered(AT_ONCE).try_collect().await?;
        Ok(Snapshot { manifest, objects })
    }

    /// Makes a snapshot the index, if the manifest is still the one under the tag `follows`, or if there is still none. Its objects
    /// come first, but for those of `before`; the manifest comes last, so that whatever it names is there.
    pub async fn publish(
        &self,
        snapshot: &Snapshot,
        before: Option<&Manifest>,
        follows: Option<&str>,
    ) -> Result<Published, AwsError> {
        let there: BTreeSet<&str> = before.into_iter().flat_map(Manifest::objects).collect();
        let new = snapshot.objects.iter().filter(|(digest, _)| !there.contains(digest.as_str()));
        let writes: Vec<_> = new.map(|(digest, bytes)| self.write(format!("{OBJECTS}{digest}"), bytes)).collect();
        stream::iter(writes).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
        let bytes = snapshot.manifest.to_bytes();
        self.write(format!("{COPIES}{}", snapshot.manifest.digest()), &bytes).await?;
        match self.0.replace(object(MANIFEST, &bytes), follows).await? {
            Replaced::Done(tag) => Ok(Published::Done(tag)),
            // The answer to an earlier attempt of the same call may have been lost.
            Replaced::Refused => match self.manifest(None).await? {
                Fetched::Found { bytes: now, tag } if now == bytes => Ok(Published::Done(tag)),
                _ => Ok(Published::Overtaken),
            },
        }
    }

    /// Takes away what no manifest needs that may be asked for, once it has been there for a while. How many objects went.
    pub async fn sweep(&self, manifest: &Manifest, now: Timestamp) -> Result<usize, AwsError> {
        let objects = manifest.needed().into_iter().map(|digest| format!("{OBJECTS}{digest}"));
        let copies = manifest.served().map(|digest| format!("{COPIES}{digest}"));
        let needed: BTreeSet<String> = objects.chain(copies).chain([MANIFEST.to_owned()]).collect();
        let before = now.plus_seconds(-KEPT_SECONDS);
        let old = self.0.list().await?.into_iter().filter(|it| it.at < before && !needed.contains(&it.key));
        let gone: Vec<String> = old.map(|it| it.key).collect();
        let deletes: Vec<_> = gone.iter().map(|key| self.0.delete(key)).collect();
        stream::iter(deletes).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
        Ok(gone.len())
    }

    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, AwsError> {
        match self.0.fetch(key, None).await? {
            Fetched::Found { bytes, .. } => Ok(Some(bytes)),
            Fetched::Missing | Fetched::Unchanged => Ok(None),
        }
    }

    async fn write(&self, key: String, bytes: &[u8]) -> Result<(), AwsError> {
        self.0.put(object(&key, bytes)).await
    }
}

/// An object of the index.
const fn object<'a>(key: &'a str, bytes: &'a [u8]) -> NewObject<'a> {
    NewObject { key, content_type: "application/octet-stream", cache_control: None, alt: None, bytes }
}
