//! The embedded database, as requests and answers in JSON.

use std::time::Instant;

use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    journal::Units,
    provider::{HttpResponse, json_answer},
};

/// A database with these tables, each as `CreateTable` takes it.
pub(super) fn database(definitions: &[Value]) -> Database {
    let database = Database::memory().expect("a database in memory");
    for table in definitions {
        create(&database, table);
    }
    database
}

/// One table more.
pub(super) fn create(database: &Database, definition: &Value) {
    run(definition.clone(), |request| database.create_table(request)).expect("a table");
}

/// Writes a row, given as DynamoDB writes it.
pub(super) fn put(database: &Database, table: &str, item: &Value) {
    let put = json!({ "TableName": table, "Item": item });
    run(put, |request| database.put_item(request)).expect("a row of this table");
}

/// All rows of a table, as DynamoDB writes them.
pub(super) fn scan(database: &Database, table: &str) -> Vec<Value> {
    let (mut items, mut from) = (Vec::new(), Value::Null);
    loop {
        let mut scan = json!({ "TableName": table, "ConsistentRead": true });
        if !from.is_null() {
            scan["ExclusiveStartKey"] = from;
        }
        let mut page = run(scan, |request| database.scan(request)).expect("a page");
        items.append(page["Items"].as_array_mut().expect("items"));
        from = page["LastEvaluatedKey"].take();
        if from.is_null() {
            return items;
        }
    }
}

/// What the stream of a table holds, from its beginning.
pub(super) fn changes(database: &Database, table: &str) -> Vec<Value> {
    let streams = run(json!({ "TableName": table }), |request| database.list_streams(request)).expect("streams");
    let stream = json!({ "StreamArn": streams["Streams"][0]["StreamArn"] });
    let described = run(stream.clone(), |request| database.describe_stream(request)).expect("a stream");
    let mut found = Vec::new();
    for shard in described["StreamDescription"]["Shards"].as_array().into_iter().flatten() {
        let mut from = json!({ "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON" });
        from["StreamArn"] = stream["StreamArn"].clone();
        let begun = run(from, |request| database.get_shard_iterator(request)).expect("an iterator");
        let mut iterator = begun["ShardIterator"].clone();
        loop {
            let page = json!({ "ShardIterator": iterator });
            let mut page = run(page, |request| database.get_records(request)).expect("records");
            let records = page["Records"].as_array_mut().expect("records");
            if records.is_empty() {
                break;
            }
            found.append(records);
            iterator = page["NextShardIterator"].take();
        }
    }
    found
}

/// Does what the call asks, and reports what it consumed.
#[expect(
    clippy::disallowed_methods,
    reason = "how long the database took is no part of the play, whose time is virtual"
)]
pub(super) fn perform(db: &Database, operation: &str, mut body: Value) -> (HttpResponse, Units) {
    body["ReturnConsumedCapacity"] = json!("INDEXES");
    let begun = Instant::now();
    let done = match operation {
        "GetItem" => run(body, |request| db.get_item(request)),
        "PutItem" => run(body, |request| db.put_item(request)),
        "UpdateItem" => run(body, |request| db.update_item(request)),
        "DeleteItem" => run(body, |request| db.delete_item(request)),
        "Query" => run(body, |request| db.query(request)),
        // For the operator's audit: no role of a function allows it.
        "Scan" => run(body, |request| db.scan(request)),
        "BatchGetItem" => run(body, |request| db.batch_get_item(request)),
        "TransactWriteItems" => run(body, |request| db.transact_write_items(request)),
        other => panic!("the shop makes no {other}: a role that allows it is too wide"),
    };
    let took = begun.elapsed();
    match done {
        Ok(answer) => {
            let units = consumed(operation, &answer["ConsumedCapacity"]);
            (json_answer(200, &answer), Units { took, ..units })
        }
        Err(error) => {
            let body = serde_json::from_str(&error.to_json()).expect("an error in JSON");
            (json_answer(error.status_code(), &body), Units::default())
        }
    }
}

fn run<Q: DeserializeOwned, A: Serialize>(
    request: Value,
    perform: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Result<Value, DynoxideError> {
    let request = serde_json::from_value(request).expect("a request that the embedded database can read");
    perform(request).map(|answer| serde_json::to_value(answer).expect("an answer in JSON"))
}

/// One table's report, or one for each table.
fn consumed(operation: &str, reported: &Value) -> Units {
    let reports = reported.as_array().map_or(std::slice::from_ref(reported), Vec::as_slice);
    let total: f64 = reports.iter().filter_map(|report| report["CapacityUnits"].as_f64()).sum();
    match operation {
        "GetItem" | "Query" | "Scan" | "BatchGetItem" => Units { read: total, ..Units::default() },
        // A replay of a transaction under its token consumes reads.
        _ if reports.iter().any(|report| report["ReadCapacityUnits"].is_number()) => {
            let sum = |kind: &str| reports.iter().filter_map(|report| report[kind].as_f64()).sum();
            Units { read: sum("ReadCapacityUnits"), write: sum("WriteCapacityUnits"), ..Units::default() }
        }
        _ => Units { write: total, ..Units::default() },
    }
}
