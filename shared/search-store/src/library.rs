//! The reader: the newest index in memory, and those before it that somebody still turns the pages of.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use app_context::{AppContext, Clock, StartError};
use aws::Fetched;
use domain::kernel::Timestamp;
use search::{Manifest, Objects, SearchIndex, Unreadable};
use tokio::sync::Mutex;

use crate::{StoreError, bucket::Bucket};

/// How long an index is used before it is asked whether there is a newer one.
const FRESH_MS: i64 = 2_000;
/// While there is an index to answer from, nobody waits longer to hear of a newer one.
const PATIENCE: Duration = Duration::from_millis(2_500);
/// The most indexes that are kept in memory: the newest, and two before it.
const MOST: usize = 3;

/// The indexes that a process answers from.
#[derive(Debug)]
pub struct Library {
    bucket: Bucket,
    clock: Clock,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// The newest first.
    editions: VecDeque<Arc<Edition>>,
    /// The tag under which the newest one is known, or one that could not be read.
    tag: Option<String>,
    asked_at: Option<Timestamp>,
}

/// An index in memory.
#[derive(Debug)]
pub struct Edition {
    /// Its manifest.
    pub manifest: Manifest,
    /// The manifest's digest, by which cursors name it.
    pub digest: String,
    /// The index.
    pub index: SearchIndex,
    objects: Objects,
}

impl Library {
    /// The bucket that the environment names. Nothing is read yet.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let bucket = Bucket::new(context)?;
        Ok(Self { bucket, clock: context.clock.clone(), kept: Mutex::new(Kept::default()) })
    }

    /// The newest index that can be read; `None` if there never was one. It is asked for a newer one if it was not in the last two
    /// seconds. One that cannot be read, or a store that does not answer, leaves the one before in its place.
    pub async fn newest(&self) -> Result<Option<Arc<Edition>>, StoreError> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        let is_fresh = |at: Timestamp| (0..FRESH_MS).contains(&(now.millis() - at.millis()));
        let newest = kept.editions.front().cloned();
        if newest.is_some() && kept.asked_at.is_some_and(is_fresh) {
            return Ok(newest);
        }
        let asked = self.ask(&mut kept);
        let asked = if newest.is_some() {
            tokio::time::timeout(PATIENCE, asked)
                .await
                .unwrap_or_else(|_| Err(aws::AwsError::because("search.manifest", "the store is slow").into()))
        } else {
            asked.await
        };
        kept.asked_at = Some(now);
        match (asked, newest) {
            (Ok(()), _) => Ok(kept.editions.front().cloned()),
            (Err(error), Some(before)) => {
                tracing::error!(%error, made_at = %before.manifest.made_at(), "a newer search index cannot be read");
                Ok(Some(before))
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Asks for a newer index, and puts it in its place.
    async fn ask(&self, kept: &mut Kept) -> Result<(), StoreError> {
        let known = kept.editions.front().and(kept.tag.as_deref());
        let (bytes, tag) = match self.bucket.manifest(known).await? {
            // An index that was there and is gone is being mended: the one in memory serves.
            Fetched::Unchanged | Fetched::Missing => return Ok(()),
            Fetched::Found { bytes, tag } => (bytes, tag),
        };
        let edition = self.edition(&bytes, kept).await?;
        kept.tag = Some(tag);
        kept.editions.retain(|known| known.digest != edition.digest);
        kept.editions.push_front(edition);
        kept.editions.truncate(MOST);
        Ok(())
    }

    /// The index that a cursor names: of memory, or as long as the store has it. `None` if it is gone.
    pub async fn edition_called(&self, digest: &str) -> Result<Option<Arc<Edition>>, StoreError> {
        let mut kept = self.kept.lock().await;
        if let Some(known) = kept.editions.iter().find(|known| known.digest == digest) {
            return Ok(Some(Arc::clone(known)));
        }
        let is_served = |edition: &Arc<Edition>| edition.manifest.served().any(|served| served == digest);
        if !kept.editions.front().is_some_and(is_served) {
            return Ok(None);
        }
        let Some(bytes) = self.bucket.copy(digest).await? else { return Ok(None) };
        let edition = match self.edition(&bytes, &kept).await {
            Ok(edition) => edition,
            Err(StoreError::Unreadable(Unreadable::Object(_) | Unreadable::Format)) => return Ok(None),
            Err(error) => return Err(error),
        };
        kept.editions.truncate(MOST - 1);
        kept.editions.push_back(Arc::clone(&edition));
        Ok(Some(edition))
    }

    async fn edition(&self, bytes: &[u8], kept: &Kept) -> Result<Arc<Edition>, StoreError> {
        let manifest = Manifest::from_bytes(bytes)?;
        let known = kept.editions.iter().flat_map(|edition| edition.objects.clone()).collect();
        let snapshot = self.bucket.load(manifest, &known).await?;
        let index = SearchIndex::open(&snapshot)?;
        let digest = snapshot.manifest.digest();
        Ok(Arc::new(Edition { manifest: snapshot.manifest, digest, index, objects: snapshot.objects }))
    }
}
