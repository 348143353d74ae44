//! What an attacker makes of a good request: one change at a time, chosen by numbers so that a failure shrinks to few and small ones.

use crate::words::{HEADERS, IDS, METHODS, NAMES, QUERIES, TYPES, VALUES};
use serde_json::{Value, json};
use tests::Call;

/// One change: which kind, where, and what.
pub(crate) type Spoil = (u8, u16, u16);

/// How many kinds there are.
pub(crate) const KINDS: u8 = 16;

/// What the raw text of a value is put in place of.
const MARK: &str = "\u{e000}";

fn pick<'a, T: ?Sized>(from: &[&'a T], at: u16) -> &'a T {
    from[usize::from(at) % from.len()]
}

/// Makes one change.
pub(crate) fn spoil(call: Call, (kind, place, what): Spoil) -> Call {
    match kind % KINDS {
        0..=2 => at_a_value(call, place, pick(VALUES, what)),
        3 => without_a_member(call, place),
        4 => with_a_member(call, place, what),
        5 => doubled(call),
        6 => at_a_value(call, place, &nested(usize::from(what) % 20_000)),
        7 => rewritten(call, what),
        8 => call.without("content-type").header("content-type", pick(TYPES, what)),
        9 => doubled_header(call, place),
        10 => {
            let (name, value) = HEADERS[usize::from(what) % HEADERS.len()];
            if place % 2 == 0 { call.header(name, value) } else { call.without(name).header(name, value) }
        }
        11 => call.query(pick(QUERIES, what)),
        12 => call.path_of_id(pick(IDS, what)),
        13 => call.method(pick(METHODS, what)),
        14 => call.path(|path| odd_path(path, what)),
        _ => at_a_value(call, place, &format!("\"{}\"", "x".repeat(usize::from(what)))),
    }
}

fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

/// All places in a body, as JSON pointers, containers before what they hold.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &format!("{here}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(values) => {
            for (at, member) in values.iter().enumerate() {
                places(member, &format!("{here}/{at}"), found);
            }
        }
        _ => {}
    }
}

/// The pointer chosen, of a body that is JSON.
fn place_in(body: &Value, place: u16) -> Option<String> {
    let mut found = Vec::new();
    places(body, "", &mut found);
    (!body.is_null()).then(|| found[usize::from(place) % found.len()].clone())
}

fn at_a_value(call: Call, place: u16, raw: &str) -> Call {
    let mut body = call.body_json();
    let Some(pointer) = place_in(&body, place) else { return typed(call, raw) };
    if let Some(value) = body.pointer_mut(&pointer) {
        *value = json!(MARK);
    }
    let text = body.to_string().replace(&format!("\"{MARK}\""), raw);
    call.text(&text)
}

/// A body where there was none.
fn typed(call: Call, raw: &str) -> Call {
    call.without("content-type").header("content-type", "application/json").text(raw)
}

fn without_a_member(call: Call, place: u16) -> Call {
    let mut body = call.body_json();
    let Some(pointer) = place_in(&body, place) else { return call };
    let (holder, name) = pointer.rsplit_once('/').unwrap_or_default();
    match body.pointer_mut(holder) {
        Some(Value::Object(members)) => drop(members.remove(name)),
        Some(Value::Array(values)) => values.clear(),
        _ => {}
    }
    call.text(&body.to_string())
}

fn with_a_member(call: Call, place: u16, what: u16) -> Call {
    let mut body = call.body_json();
    let Some(pointer) = place_in(&body, place) else { return typed(call, "{\"role\":\"merchant\"}") };
    match body.pointer_mut(&pointer) {
        Some(Value::Object(members)) => drop(members.insert(pick(NAMES, what).to_owned(), json!("merchant"))),
        Some(Value::Array(values)) => values.extend_from_within(..),
        _ => {}
    }
    call.text(&body.to_string())
}

/// Every member twice.
fn doubled(call: Call) -> Call {
    let body = call.body_json().to_string();
    let Some(members) = body.strip_prefix('{').and_then(|body| body.strip_suffix('}')) else { return call };
    call.text(&format!("{{{members},{members}}}"))
}

/// The bytes of the body otherwise: marked, cut, followed by something, in another encoding.
fn rewritten(call: Call, what: u16) -> Call {
    let body = call.body_bytes();
    match what % 9 {
        0 => call.bytes(&[b"\xef\xbb\xbf", body.as_slice()].concat()),
        1 => call.bytes(&body[..body.len() / 2]),
        2 => call.bytes(&[body.as_slice(), b"{}"].concat()),
        3 => call.bytes(&[body.as_slice(), b"\0"].concat()),
        4 => call.bytes(&body.iter().flat_map(|byte| [*byte, 0]).collect::<Vec<_>>()),
        5 => call.bytes(&[body.as_slice(), b"\xff"].concat()),
        6 => call.base64("%%%"),
        7 => call.bytes(&[body, vec![b' '; 65_536]].concat()),
        _ => call.bytes(&[b" \n\t\r".as_slice(), body.as_slice()].concat()),
    }
}

fn doubled_header(call: Call, place: u16) -> Call {
    let headers = call.headers();
    let Some((name, value)) = headers.get(usize::from(place) % headers.len().max(1)).cloned() else { return call };
    call.header(&name, &value)
}

fn odd_path(path: &str, what: u16) -> String {
    match what % 8 {
        0 => format!("{path}/"),
        1 => path.replacen("/v1", "//v1", 1),
        2 => path.to_uppercase(),
        3 => format!("{path}/../orders"),
        4 => format!("{path}%2f"),
        5 => format!("{path};admin=true"),
        6 => path.replacen("/v1", "/v1/.", 1),
        _ => format!("{path}\u{0}"),
    }
}
