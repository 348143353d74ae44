//! The audit table: a row for each change that staff made, written in the transaction of the change, and never again.
//!
//! Rows are in partitions by month, in the order of their time; two indexes have them by who did it and by what it was done to.

use app_context::{AppContext, StartError};
use aws_sdk_dynamodb::{
    Client,
    operation::query::builders::QueryFluentBuilder,
    types::{Put, TransactWriteItem},
};
use domain::{
    accounts::Identity,
    audit::{AuditAction, AuditChange, AuditEntry, AuditFilter, AuditPosition, AuditRecord, AuditResource},
    catalogue::ProductDetails,
    kernel::{AuditId, Month, ProductId, Random, Timestamp},
};
use serde_json::{Map, Value};

use super::{AwsError, CorruptItem, Item, ItemExt as _, dynamodb, item::attributes, text, transaction::put};

/// The queries of one page at most. A page for which they do not suffice is shorter, and says where to go on.
const QUERIES: u32 = 16;
/// The rows that one query looks at where not all of its rows are wanted.
const LOOK_AT: i32 = 200;

/// The audit table.
#[derive(Clone, Debug)]
pub struct AuditTable {
    client: Client,
    table: String,
    random: Random,
}

/// A record that waits to be written, in the transaction of the change that it tells of.
#[derive(Clone, Debug)]
pub struct AuditRow(pub(crate) TransactWriteItem);

/// Who changes something, and where that is recorded: for a change of which only its write knows what it changes.
#[derive(Clone, Copy, Debug)]
pub struct Auditing<'a> {
    /// Where.
    pub table: &'a AuditTable,
    /// Who.
    pub by: &'a Identity,
}

/// What a page is read from: an index, or the table itself, and the partition in it.
struct Source {
    index: Option<&'static str>,
    attribute: &'static str,
    partition: String,
}

impl AuditTable {
    /// The table whose name stands in `AUDIT_TABLE`.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("AUDIT_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }

    /// The row that records `entry`, to be handed to whoever makes the change.
    pub fn row(&self, entry: &AuditEntry) -> Result<AuditRow, AwsError> {
        let at = AuditPosition { at: entry.at, id: AuditId::from_digest(&self.random.digest()) };
        let json = |members: &Map<String, Value>| text(Value::Object(members.clone()).to_string());
        let row = attributes([
            ("month", text(at.month().to_string())),
            ("position", text(at.to_string())),
            ("actor", text(entry.actor.as_str())),
            ("role", text(entry.role.as_str())),
            ("action", text(entry.action.as_str())),
            ("resource", text(entry.resource.as_str())),
            ("before", json(&entry.change.before)),
            ("after", json(&entry.change.after)),
        ]);
        let row = Put::builder().table_name(&self.table).set_item(Some(row));
        let row =
            row.condition_expression("attribute_not_exists(#month)").expression_attribute_names("#month", "month");
        Ok(AuditRow(put(row.build().map_err(|error| AwsError::new("audit.row", &error))?)))
    }

    /// A page of at most `limit` records, newest first, and after which the next one starts.
    pub async fn page(
        &self,
        filter: &AuditFilter,
        limit: u8,
        after: Option<AuditPosition>,
    ) -> Result<(Vec<AuditRecord>, Option<AuditPosition>), AwsError> {
        let mut sources = sources(filter, after.as_ref()).into_iter().peekable();
        let (mut last, limit) = (after, usize::from(limit));
        let mut page: Vec<AuditRecord> = Vec::with_capacity(limit);
        for _ in 0..QUERIES {
            let Some(source) = sources.peek().filter(|_| page.len() < limit) else { break };
            let (mut records, further) = self.look(filter, source, limit - page.len(), last.as_ref()).await?;
            let is_cut = records.len() > limit - page.len();
            records.truncate(limit - page.len());
            page.append(&mut records);
            let end = page.last().map(|record| AuditPosition { at: record.at, id: record.id.clone() });
            if further.is_none() && !is_cut {
                sources.next();
            }
            last = if is_cut { end } else { further.or(end).or(last) };
        }
        Ok((page, last.filter(|_| sources.peek().is_some())))
    }

    /// One look into a partition, and after which row to go on in it.
    async fn look(
        &self,
        filter: &AuditFilter,
        source: &Source,
        wanted: usize,
        after: Option<&AuditPosition>,
    ) -> Result<(Vec<AuditRecord>, Option<AuditPosition>), AwsError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(source.index.map(str::to_owned))
            .scan_index_forward(false)
            .key_condition_expression("#partition = :partition AND #position BETWEEN :from AND :to")
            .expression_attribute_names("#partition", source.attribute)
            .expression_attribute_names("#position", "position")
            .expression_attribute_values(":partition", text(&source.partition))
            .expression_attribute_values(":from", text(bound(filter.days.from.start(), "")))
            .expression_attribute_values(":to", text(bound(filter.days.to.end(), "~")))
            .set_exclusive_start_key(after.and_then(|after| source.start(after)));
        let answer = narrowed(query, filter, source, wanted).send().await;
        let answer = answer.map_err(|e| AwsError::new("audit.page", &e))?;
        let records: Result<_, CorruptItem> = answer.items().iter().map(read).collect();
        let further = answer.last_evaluated_key().map(|key| key.parsed("position")).transpose()?;
        Ok((records?, further))
    }
}

impl Auditing<'_> {
    /// The record of what changes about a product, if something does: it may be written as it is.
    pub(crate) fn of_product(
        self,
        id: &ProductId,
        before: Option<&ProductDetails>,
        after: &ProductDetails,
        now: Timestamp,
    ) -> Result<Option<AuditRow>, AwsError> {
        let change = AuditChange::between(&before, after);
        if change.is_empty() {
            return Ok(None);
        }
        let product = AuditResource::product(id);
        self.table.row(&AuditEntry::new(self.by, now, AuditAction::ProductWritten, product, change)).map(Some)
    }
}

/// The instant as the sort key has it, before or after all records of it.
fn bound(at: Timestamp, end: &str) -> String {
    format!("{:013}#{end}", at.millis())
}

/// What the pages of a list are read from, in order.
fn sources(filter: &AuditFilter, after: Option<&AuditPosition>) -> Vec<Source> {
    if let Some(resource) = &filter.resource {
        let partition = resource.as_str().to_owned();
        return vec![Source { index: Some("by-resource"), attribute: "resource", partition }];
    }
    if let Some(actor) = &filter.actor {
        return vec![Source { index: Some("by-actor"), attribute: "actor", partition: actor.to_string() }];
    }
    let month = |month: Month| Source { index: None, attribute: "month", partition: month.to_string() };
    filter.months(after).into_iter().map(month).collect()
}

impl Source {
    /// The key to go on after; none in a month before that of the last record.
    fn start(&self, after: &AuditPosition) -> Option<Item> {
        let month = after.month().to_string();
        if self.index.is_none() && self.partition != month {
            return None;
        }
        let mut key = attributes([("month", text(month)), ("position", text(after.to_string()))]);
        key.insert(self.attribute.to_owned(), text(&self.partition));
        Some(key)
    }
}

/// What the index does not see to.
fn narrowed(query: QueryFluentBuilder, filter: &AuditFilter, source: &Source, wanted: usize) -> QueryFluentBuilder {
    match &filter.actor {
        Some(actor) if source.attribute != "actor" => query
            .filter_expression("actor = :actor")
            .expression_attribute_values(":actor", text(actor.as_str()))
            .limit(LOOK_AT),
        _ => query.limit(i32::try_from(wanted).unwrap_or(i32::MAX)),
    }
}

fn read(row: &Item) -> Result<AuditRecord, CorruptItem> {
    let members = |name: &'static str| serde_json::from_str(row.text(name)?).map_err(|_| CorruptItem(name));
    let AuditPosition { at, id } = row.parsed("position")?;
    Ok(AuditRecord {
        id,
        at,
        actor: row.parsed("actor")?,
        role: row.parsed("role")?,
        action: row.text("action")?.to_owned(),
        resource: row.text("resource")?.to_owned(),
        before: members("before")?,
        after: members("after")?,
    })
}
