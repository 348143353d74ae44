//! Changes of rows, as a table's stream tells them: DynamoDB's own JSON, of which the SDK reads none outside its calls.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::kernel::Timestamp;
use serde_json::Value;

use super::{CorruptItem, Item};

/// One change of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// The row's key.
    pub keys: Item,
    /// The row as it was; none of one that is new.
    pub old: Option<Item>,
    /// The row as it is since; none of one that was removed.
    pub new: Option<Item>,
    /// About when it changed, where the record says so: the same in each repeat of the record.
    pub at: Option<Timestamp>,
}

impl RowChange {
    /// Reads a record of a stream that has both images.
    pub fn read(record: &Value) -> Result<Self, CorruptItem> {
        let change = record.get("dynamodb").ok_or(CorruptItem("dynamodb"))?;
        let image = |name: &'static str| change.get(name).map(|image| item(image, name)).transpose();
        let keys = image("Keys")?.ok_or(CorruptItem("Keys"))?;
        Ok(Self { keys, old: image("OldImage")?, new: image("NewImage")?, at: at(change) })
    }
}

/// The instant that a record gives in seconds, with or without a fraction.
#[expect(clippy::cast_possible_truncation, reason = "an instant in milliseconds fits for a while")]
fn at(change: &Value) -> Option<Timestamp> {
    let seconds = change.get("ApproximateCreationDateTime")?.as_f64()?;
    Some(Timestamp::from_millis((seconds * 1_000.0).round() as i64))
}

fn item(value: &Value, name: &'static str) -> Result<Item, CorruptItem> {
    let members = value.as_object().ok_or(CorruptItem(name))?;
    members.iter().map(|(key, value)| Ok((key.clone(), attribute(value).ok_or(CorruptItem(name))?))).collect()
}

/// An attribute of a kind that the shop writes. It writes no bytes.
fn attribute(value: &Value) -> Option<AttributeValue> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    let (kind, value) = members.iter().next()?;
    let text = || value.as_str().map(str::to_owned);
    let texts = || value.as_array()?.iter().map(|it| it.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
    Some(match kind.as_str() {
        "S" => AttributeValue::S(text()?),
        "N" => AttributeValue::N(text()?),
        "BOOL" => AttributeValue::Bool(value.as_bool()?),
        "NULL" => AttributeValue::Null(value.as_bool()?),
        "L" => AttributeValue::L(value.as_array()?.iter().map(attribute).collect::<Option<_>>()?),
        "M" => AttributeValue::M(item(value, "M").ok()?),
        "SS" => AttributeValue::Ss(texts()?),
        "NS" => AttributeValue::Ns(texts()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{ItemExt as _, list, map, number, text};

    #[test]
    fn a_record_is_read_with_both_images() {
        let record = json!({ "dynamodb": {
            "Keys": { "id": { "S": "a" } },
            "NewImage": {
                "id": { "S": "a" }, "n": { "N": "1.50" }, "yes": { "BOOL": true }, "none": { "NULL": true },
                "list": { "L": [{ "M": { "n": { "N": "2" } } }] }, "names": { "SS": ["x", "y"] }, "sums": { "NS": ["1"] },
            },
        } });
        let change = RowChange::read(&record).expect("a change");
        let new = change.new.expect("an image");
        assert_eq!((new.text("id"), &new["n"], new.boolean("yes")), (Ok("a"), &number("1.50"), Ok(true)));
        assert_eq!(new["list"], list([map([("n", number(2))])]));
        assert_eq!(new["names"], AttributeValue::Ss(vec!["x".to_owned(), "y".to_owned()]));
        assert_eq!((change.old, change.keys["id"].clone(), change.at), (None, text("a"), None));
    }

    #[test]
    fn a_record_says_when_the_row_changed() {
        let at = |instant: Value| {
            let record = json!({ "dynamodb": { "Keys": {}, "ApproximateCreationDateTime": instant } });
            RowChange::read(&record).expect("a change").at.map(Timestamp::millis)
        };
        assert_eq!((at(json!(1_479_499_740)), at(json!(1.5))), (Some(1_479_499_740_000), Some(1_500)));
        assert_eq!(at(json!("yesterday")), None);
    }

    #[test]
    fn what_is_no_record_is_refused() {
        let image = |image: Value| json!({ "dynamodb": { "Keys": {}, "NewImage": image } });
        for record in [
            json!(null),
            json!({}),
            json!({ "dynamodb": {} }),
            image(json!(1)),
            image(json!({ "id": "a" })),
            image(json!({ "id": { "S": 1 } })),
            image(json!({ "id": { "S": "a", "N": "1" } })),
            image(json!({ "id": { "B": "AA==" } })),
            image(json!({ "id": { "L": [{ "M": { "x": {} } }] } })),
        ] {
            assert!(RowChange::read(&record).is_err(), "{record}");
        }
    }
}
