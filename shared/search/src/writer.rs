//! The one way in which an index changes: some documents are put in place of their older selves, some are taken out, and small
//! segments become larger ones.

use std::collections::{BTreeMap, BTreeSet};

use domain::kernel::{ProductId, Timestamp};
use tantivy::{Index, IndexWriter, Term, index::SegmentId, indexer::NoMergePolicy, schema::document::TantivyDocument};

use crate::{
    document::Document,
    manifest::{Manifest, Object, Unreadable},
    schema::Fields,
    snapshot::{Objects, Opened, Snapshot, files, meta, pack},
    text::Stems,
};

/// The engine's buffer. It is the least that it takes; what does not fit becomes a segment of its own.
const BUFFER_BYTES: usize = 32_000_000;
/// The most segments that an index has after a change.
const MAX_SEGMENTS: usize = 8;
/// A segment is merged with all smaller ones when it has at most so many times their documents: each document is then copied
/// few times in its life.
const GROWTH: u32 = 4;

/// What changes: documents, and products that are no longer found.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// What is put in place of an older self, if there is one.
    pub documents: Vec<Document>,
    /// What is taken out.
    pub gone: Vec<ProductId>,
}

/// Makes indexes.
#[derive(Debug)]
pub struct Maker {
    fields: Fields,
    stems: Stems,
}

impl Default for Maker {
    fn default() -> Self {
        Self::new()
    }
}

impl Maker {
    /// A maker.
    #[must_use]
    pub fn new() -> Self {
        Self { fields: Fields::new(), stems: Stems::new() }
    }

    /// An index of these documents and no others. It follows `before`, whatever that holds.
    pub fn build(
        &self,
        documents: impl IntoIterator<Item = Document>,
        before: Option<&Manifest>,
        now: Timestamp,
    ) -> Result<Snapshot, Unreadable> {
        let opened = Opened::empty(&self.fields).map_err(|error| engine(&error))?;
        self.write(&opened.index, documents, &[]).map_err(|error| engine(&error))?;
        self.snapshot(&opened, None, before, now, now).map_err(|error| engine(&error))
    }

    /// The index after some changes. Only what is new in it is among its objects beside those of before.
    pub fn change(&self, before: &Snapshot, changes: Changes, now: Timestamp) -> Result<Snapshot, Unreadable> {
        let opened = before.open(&self.fields)?;
        self.write(&opened.index, changes.documents, &changes.gone).map_err(|error| engine(&error))?;
        let rebuilt = before.manifest.rebuilt_at();
        self.snapshot(&opened, Some(before), Some(&before.manifest), now, rebuilt).map_err(|error| engine(&error))
    }

    /// The products whose rows were read at `since` or later, and all that are in the index.
    pub fn read_since(
        &self,
        snapshot: &Snapshot,
        since: Timestamp,
    ) -> Result<(BTreeSet<ProductId>, BTreeSet<ProductId>), Unreadable> {
        let opened = snapshot.open(&self.fields)?;
        crate::reader::products(&opened.index, since).map_err(|error| engine(&error))
    }

    fn write(
        &self,
        index: &Index,
        documents: impl IntoIterator<Item = Document>,
        gone: &[ProductId],
    ) -> tantivy::Result<()> {
        let mut writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, BUFFER_BYTES)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for id in gone {
            writer.delete_term(self.key(id));
        }
        for document in documents {
            writer.delete_term(self.key(&document.card.id));
            writer.add_document(self.fields.document(&document, &self.stems))?;
        }
        writer.commit()?;
        merge(index, &mut writer)?;
        writer.wait_merging_threads()
    }

    fn key(&self, id: &ProductId) -> Term {
        Term::from_field_text(self.fields.id, id.as_str())
    }

    /// Takes the index apart into objects: those of before for the files of before, new ones for new files.
    fn snapshot(
        &self,
        opened: &Opened,
        kept: Option<&Snapshot>,
        before: Option<&Manifest>,
        now: Timestamp,
        rebuilt: Timestamp,
    ) -> tantivy::Result<Snapshot> {
        let index = &opened.index;
        let mut objects = Objects::new();
        let mut listed: Vec<Object> = Vec::new();
        for names in files(index)? {
            let mut new = Vec::new();
            for name in names {
                if let Some((object, bytes)) = kept.and_then(|kept| holding(kept, &name)) {
                    if !objects.contains_key(&object.digest) {
                        objects.insert(object.digest.clone(), bytes);
                        listed.push(object);
                    }
                } else {
                    new.push((name.clone(), opened.read(&name)?));
                }
            }
            if !new.is_empty() {
                let (object, bytes) = pack(&now.millis().to_string(), &new);
                objects.insert(object.digest.clone(), std::sync::Arc::new(bytes));
                listed.push(object);
            }
        }
        let products = index.searchable_segment_metas()?.iter().map(|segment| u64::from(segment.num_docs())).sum();
        let manifest = Manifest {
            fingerprint: self.fields.fingerprint(),
            sequence: 0,
            made_ms: now.millis(),
            rebuilt_ms: rebuilt.millis(),
            products,
            meta: meta(index)?,
            objects: listed,
            previous: Vec::new(),
        };
        Ok(Snapshot { manifest: manifest.after(before), objects })
    }
}

/// The object of a snapshot that holds a file.
fn holding(snapshot: &Snapshot, name: &str) -> Option<(Object, std::sync::Arc<Vec<u8>>)> {
    let holds = |object: &&Object| object.files.iter().any(|file| file.name == name);
    let object = snapshot.manifest.objects.iter().find(holds)?;
    Some((object.clone(), snapshot.objects.get(&object.digest)?.clone()))
}

/// Merges segments until there are few, the smallest first; and rewrites one that is mostly deleted.
fn merge(index: &Index, writer: &mut IndexWriter<TantivyDocument>) -> tantivy::Result<()> {
    let segments = index.searchable_segment_metas()?;
    let mut sizes: BTreeMap<(u32, SegmentId), bool> = BTreeMap::new();
    for segment in &segments {
        sizes.insert((segment.num_docs(), segment.id()), segment.num_deleted_docs() > segment.num_docs());
    }
    let mut chosen: Vec<SegmentId> = Vec::new();
    if segments.len() > MAX_SEGMENTS {
        let mut documents = 0;
        for (at, (size, id)) in sizes.keys().enumerate() {
            let is_needed = segments.len() - at >= MAX_SEGMENTS;
            if is_needed || *size <= GROWTH.saturating_mul(documents) {
                chosen.push(*id);
                documents += size;
            }
        }
    }
    chosen.extend(
        sizes
            .iter()
            .filter(|((_, id), sparse)| **sparse && !chosen.contains(id))
            .map(|((_, id), _)| *id)
            .collect::<Vec<_>>(),
    );
    if !chosen.is_empty() {
        writer.merge(&chosen).wait()?;
    }
    Ok(())
}

fn engine(error: &tantivy::TantivyError) -> Unreadable {
    Unreadable::Engine(error.to_string())
}
