//! What passes through the filters: the best of it, and how much of it there is by each filter.
//!
//! A facet counts what would be found if its own filter were another: so a product that only one filter keeps out is counted
//! for that filter alone.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap},
};

use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::StrColumn,
};

use crate::{
    document::SEPARATOR,
    filters::{Columns, Filters, KeptOut},
    price_bands,
    question::{Order, Place, Question},
};

/// How much what was ordered often comes before what was not: so much for each doubling.
const POPULAR: f32 = 0.05;
const MOST_POPULAR: f32 = 2.0;
/// What cannot be ordered counts half.
const SOLD_OUT: f32 = 0.5;

/// Counts by the place of a filter.
pub(crate) type Counts = BTreeMap<String, u64>;

/// What came of one segment, or of all.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) total: u64,
    /// The best places, unordered, and where their documents are.
    pub(crate) best: Vec<(Place, DocAddress)>,
    pub(crate) categories: Counts,
    pub(crate) attributes: Counts,
    pub(crate) prices: BTreeMap<u64, u64>,
    pub(crate) availability: [u64; 3],
}

/// Collects the answer to a question.
#[derive(Clone, Debug)]
pub(crate) struct Gathering {
    pub(crate) question: Question,
}

impl Collector for Gathering {
    type Fruit = Gathered;
    type Child = InSegment;

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<InSegment> {
        InSegment::new(&self.question, ordinal, segment)
    }

    fn requires_scoring(&self) -> bool {
        self.question.order == Order::Relevance
    }

    fn merge_fruits(&self, parts: Vec<tantivy::Result<Gathered>>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for part in parts {
            let part = part?;
            all.total += part.total;
            all.best.extend(part.best);
            for (sum, more) in [(&mut all.categories, part.categories), (&mut all.attributes, part.attributes)] {
                for (value, count) in more {
                    *sum.entry(value).or_default() += count;
                }
            }
            for (band, count) in part.prices {
                *all.prices.entry(band).or_default() += count;
            }
            for (sum, count) in all.availability.iter_mut().zip(part.availability) {
                *sum += count;
            }
        }
        all.best.sort_by_key(|(place, _)| (Reverse(place.key), place.tie));
        all.best.truncate(self.question.limit + 1);
        Ok(all)
    }
}

/// Collects within one segment.
#[derive(Debug)]
pub(crate) struct InSegment {
    ordinal: SegmentOrdinal,
    order: Order,
    kept: usize,
    after: Option<Place>,
    filters: Filters,
    columns: Columns,
    heap: BinaryHeap<Reverse<(u64, Reverse<u64>, DocId)>>,
    total: u64,
    categories: HashMap<u64, u64>,
    attributes: HashMap<u64, u64>,
    /// Of products that only the filter by one attribute keeps out: what they have of it.
    others: Vec<HashMap<u64, u64>>,
    prices: BTreeMap<u64, u64>,
    availability: [u64; 3],
}

impl InSegment {
    fn new(question: &Question, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = Columns::of(segment)?;
        let filters = Filters::of(question, &columns)?;
        Ok(Self {
            ordinal,
            order: question.order,
            kept: question.limit + 1,
            after: question.after,
            others: vec![HashMap::new(); filters.attributes.len()],
            filters,
            columns,
            heap: BinaryHeap::new(),
            total: 0,
            categories: HashMap::new(),
            attributes: HashMap::new(),
            prices: BTreeMap::new(),
            availability: [0; 3],
        })
    }

    fn count(&mut self, doc: DocId, price: u64, available: u64, kept_out: KeptOut) {
        use KeptOut::{Attribute, Category, Nothing, Price, Stock};
        if matches!(kept_out, Nothing | Category) {
            add(&mut self.categories, self.columns.categories.as_ref(), doc);
        }
        if matches!(kept_out, Nothing | Price) {
            *self.prices.entry(price_bands::band_of(price)).or_default() += 1;
        }
        if matches!(kept_out, Nothing | Stock)
            && let Some(count) = usize::try_from(available).ok().and_then(|rank| self.availability.get_mut(rank))
        {
            *count += 1;
        }
        match kept_out {
            Nothing => add(&mut self.attributes, self.columns.attributes.as_ref(), doc),
            Attribute(at) => {
                if let Some(others) = self.others.get_mut(at) {
                    add(others, self.columns.attributes.as_ref(), doc);
                }
            }
            _ => {}
        }
    }

    /// What the list is ordered by.
    #[expect(clippy::cast_precision_loss, reason = "a rank, not a sum")]
    fn key(&self, doc: DocId, score: Score, price: u64, available: u64) -> u64 {
        match self.order {
            Order::Price => u64::MAX - price,
            Order::PriceDescending => price,
            Order::Relevance => {
                let ordered = self.columns.popularity.first(doc).unwrap_or(0) as f32;
                let popular = POPULAR.mul_add((1.0 + ordered).log2(), 1.0).min(MOST_POPULAR);
                let sold_out = if available == 0 { SOLD_OUT } else { 1.0 };
                // Positive floats are in the order of their bits.
                u64::from((score.max(0.0) * popular * sold_out).to_bits())
            }
        }
    }

    fn keep(&mut self, doc: DocId, key: u64) {
        let tie = self.columns.tie.first(doc).unwrap_or(0);
        let is_after = |place: Place| key < place.key || (key == place.key && tie > place.tie);
        if !self.after.is_none_or(is_after) {
            return;
        }
        let entry = Reverse((key, Reverse(tie), doc));
        if self.heap.len() < self.kept {
            self.heap.push(entry);
        } else if self.heap.peek().is_some_and(|worst| entry < *worst) {
            self.heap.pop();
            self.heap.push(entry);
        }
    }

    fn gathered(self) -> tantivy::Result<Gathered> {
        let address = |doc| DocAddress::new(self.ordinal, doc);
        let best = self.heap.into_iter().map(|Reverse((key, Reverse(tie), doc))| (Place { key, tie }, address(doc)));
        let mut attributes = named(self.columns.attributes.as_ref(), &self.attributes)?;
        for ((name, _), others) in self.filters.attributes.iter().zip(&self.others) {
            let others = named(self.columns.attributes.as_ref(), others)?;
            let own = others.into_iter().filter(|(value, _)| value.split(SEPARATOR).next() == Some(name));
            for (value, count) in own {
                *attributes.entry(value).or_default() += count;
            }
        }
        Ok(Gathered {
            total: self.total,
            best: best.collect(),
            categories: named(self.columns.categories.as_ref(), &self.categories)?,
            attributes,
            prices: self.prices,
            availability: self.availability,
        })
    }
}

impl SegmentCollector for InSegment {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let price = self.columns.price.first(doc).unwrap_or(0);
        let available = self.columns.availability.first(doc).unwrap_or(0);
        let kept_out = self.filters.kept_out(&self.columns, doc, price, available);
        if kept_out == KeptOut::Several {
            return;
        }
        self.count(doc, price, available, kept_out);
        if kept_out == KeptOut::Nothing {
            self.total += 1;
            let key = self.key(doc, score, price, available);
            self.keep(doc, key);
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.gathered()
    }
}

fn add(counts: &mut HashMap<u64, u64>, column: Option<&StrColumn>, doc: DocId) {
    for ordinal in column.into_iter().flat_map(|column| column.term_ords(doc)) {
        *counts.entry(ordinal).or_default() += 1;
    }
}

/// Counts by the values that ordinals stand for.
fn named(column: Option<&StrColumn>, counts: &HashMap<u64, u64>) -> tantivy::Result<Counts> {
    let mut named = Counts::new();
    let Some(column) = column else { return Ok(named) };
    for (ordinal, count) in counts {
        let mut value = String::new();
        if column.ord_to_str(*ordinal, &mut value)? {
            named.insert(value, *count);
        }
    }
    Ok(named)
}
