//! The writer: products that may have changed come into the index as they are now, and the whole is made anew.

use std::collections::BTreeSet;

use app_context::{AppContext, Clock, Retry, StartError};
use aws::Fetched;
use domain::kernel::{ProductId, Random, Timestamp};
use search::{Changes, Maker, Manifest, Objects, Snapshot, Unreadable};
use tokio::sync::Mutex;

use crate::{
    StoreError,
    bucket::{Bucket, Published},
    sources::Sources,
};

/// After so many manifests, what nobody needs any more is taken away.
const SWEPT_EACH: u64 = 50;
/// Clocks of two machines differ by less: rows that were read so long before a rebuild began are read again at its end.
const CLOCKS_DIFFER_BY_S: i64 = 60;

/// Changes the index.
#[derive(Debug)]
pub struct Indexer {
    bucket: Bucket,
    sources: Sources,
    maker: Maker,
    clock: Clock,
    random: Random,
    /// What was read or written last: the next change reads only what is new.
    last: Mutex<Option<Known>>,
}

/// An index, and the tag of its manifest.
#[derive(Clone, Debug)]
struct Known {
    snapshot: Snapshot,
    tag: String,
}

/// What there is now.
enum Current {
    /// An index.
    Readable(Known),
    /// None.
    Missing,
    /// One that cannot be read, under this tag.
    Broken(String, Option<Manifest>),
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Updated {
    /// Products in the index now.
    pub products: u64,
    /// Which manifest it is.
    pub sequence: u64,
    /// Whether all of it was made anew.
    pub rebuilt: bool,
}

impl Updated {
    const fn of(manifest: &Manifest, rebuilt: bool) -> Self {
        Self { products: manifest.products(), sequence: manifest.sequence(), rebuilt }
    }
}

impl Indexer {
    /// The bucket and the tables that the environment names.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        Ok(Self {
            bucket: Bucket::new(context)?,
            sources: Sources::new(context)?,
            maker: Maker::new(),
            clock: context.clock.clone(),
            random: context.random.clone(),
            last: Mutex::new(None),
        })
    }

    /// Brings products into the index as they are now; those that are not on sale leave it. Rows are read after the manifest, and
    /// the next one takes its place only if nobody else's has: so no index ever follows one with newer rows. Where there is no
    /// index, or none that can be read, all of it is made anew.
    pub async fn update(&self, ids: &BTreeSet<ProductId>) -> Result<Updated, StoreError> {
        for attempt in Retry::SEARCH_INDEX.tries() {
            Retry::SEARCH_INDEX.pause(&self.random, attempt).await;
            let Current::Readable(known) = self.current().await? else { return self.rebuild().await };
            let changes = self.sources.some(ids).await?;
            let next = self.maker.change(&known.snapshot, changes, self.clock.now())?;
            if self.publish(next.clone(), Some(&known.snapshot.manifest), Some(&known.tag)).await? {
                self.sweep_at_times(&next.manifest).await;
                return Ok(Updated::of(&next.manifest, false));
            }
        }
        Err(StoreError::Contended)
    }

    /// Makes the index anew from all products, while others go on changing the one that is there: what they bring in meanwhile is
    /// looked at again before the new one takes its place.
    pub async fn rebuild(&self) -> Result<Updated, StoreError> {
        let began = self.clock.now();
        let documents = self.sources.all().await?;
        let fresh = self.maker.build(documents, None, self.clock.now())?;
        for attempt in Retry::SEARCH_INDEX.tries() {
            Retry::SEARCH_INDEX.pause(&self.random, attempt).await;
            let current = self.current().await?;
            let meanwhile = self.meanwhile(&fresh, &current, began).await?;
            let next = self.maker.change(&fresh, meanwhile, self.clock.now())?;
            let (before, tag) = match &current {
                Current::Readable(known) => (Some(&known.snapshot.manifest), Some(known.tag.as_str())),
                Current::Missing => (None, None),
                Current::Broken(tag, manifest) => (manifest.as_ref(), Some(tag.as_str())),
            };
            let next = next.following(before, began);
            if self.publish(next.clone(), before, tag).await? {
                self.sweep(&next.manifest).await;
                return Ok(Updated::of(&next.manifest, true));
            }
        }
        Err(StoreError::Contended)
    }

    /// What others brought in since `began`, and what they took out: of all that, the rows as they are now.
    async fn meanwhile(&self, fresh: &Snapshot, current: &Current, began: Timestamp) -> Result<Changes, StoreError> {
        let Current::Readable(known) = current else { return Ok(Changes::default()) };
        let since = began.plus_seconds(-CLOCKS_DIFFER_BY_S);
        let (brought_in, there) = self.maker.read_since(&known.snapshot, since)?;
        let (_, fresh) = self.maker.read_since(fresh, began)?;
        let taken_out = fresh.difference(&there).cloned();
        let ids: BTreeSet<ProductId> = brought_in.into_iter().chain(taken_out).collect();
        Ok(self.sources.some(&ids).await?)
    }

    /// The index that is there.
    async fn current(&self) -> Result<Current, StoreError> {
        let mut last = self.last.lock().await;
        let (bytes, tag) = match self.bucket.manifest(last.as_ref().map(|known| known.tag.as_str())).await? {
            Fetched::Unchanged => match last.as_ref() {
                Some(known) => return Ok(Current::Readable(known.clone())),
                None => return Ok(Current::Missing),
            },
            Fetched::Missing => return Ok(Current::Missing),
            Fetched::Found { bytes, tag } => (bytes, tag),
        };
        let manifest = match Manifest::from_bytes(&bytes) {
            Ok(manifest) => manifest,
            Err(reason) => return Ok(broken(tag, None, &reason)),
        };
        let objects = last.as_ref().map_or_else(Objects::new, |known| known.snapshot.objects.clone());
        let snapshot = match self.bucket.load(manifest.clone(), &objects).await {
            Ok(snapshot) => snapshot,
            Err(StoreError::Unreadable(reason)) => return Ok(broken(tag, Some(manifest), &reason)),
            Err(error) => return Err(error),
        };
        // Whether the engine can read it shows here, before anything is built upon it.
        if let Err(reason) = self.maker.read_since(&snapshot, Timestamp::from_millis(i64::MAX)) {
            return Ok(broken(tag, Some(manifest), &reason));
        }
        let known = Known { snapshot, tag };
        *last = Some(known.clone());
        Ok(Current::Readable(known))
    }

    async fn publish(
        &self,
        next: Snapshot,
        before: Option<&Manifest>,
        follows: Option<&str>,
    ) -> Result<bool, StoreError> {
        match self.bucket.publish(&next, before, follows).await? {
            Published::Done(tag) => {
                *self.last.lock().await = Some(Known { snapshot: next, tag });
                Ok(true)
            }
            Published::Overtaken => Ok(false),
        }
    }

    async fn sweep_at_times(&self, manifest: &Manifest) {
        if manifest.sequence().is_multiple_of(SWEPT_EACH) {
            self.sweep(manifest).await;
        }
    }

    /// What is left over does no harm, so a sweep that fails is left to the next one.
    async fn sweep(&self, manifest: &Manifest) {
        match self.bucket.sweep(manifest, self.clock.now()).await {
            Ok(objects) => tracing::info!(objects, "took away what no index needs"),
            Err(error) => tracing::warn!(%error, "what no index needs stays for now"),
        }
    }
}

fn broken(tag: String, manifest: Option<Manifest>, reason: &Unreadable) -> Current {
    tracing::error!(%reason, alarm = "search_index_unreadable", "the search index is made anew");
    Current::Broken(tag, manifest)
}
