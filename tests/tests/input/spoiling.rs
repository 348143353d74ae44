//! What an attacker makes of a good request: one change at a time, chosen by numbers so that a failure shrinks to few and small ones.

use serde_json::{Value, json};
use tests::Call;

/// One change: which kind, where, and what.
pub(crate) type Spoil = (u8, u16, u16);

/// How many kinds there are.
pub(crate) const KINDS: u8 = 16;

/// What a value is replaced by. A text in braces stands for itself, raw, where JSON has no such value.
const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1",
    "1.0",
    "1.5",
    "1e2",
    "1e400",
    "-1e400",
    "1e-400",
    "0.1e1",
    "01",
    "+1",
    "NaN",
    "Infinity",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999999999999999999999",
    "\"\"",
    "\" \"",
    "\"0\"",
    "\"\\u0000\"",
    "\"a\\u0000b\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\u{202e}drowssap\"",
    "\"\u{200b}\"",
    "\"\u{feff}\"",
    "\"e\u{301}\u{301}\u{301}\"",
    "\"Ａｄａ\"",
    "\"٣\"",
    "\"\u{1f468}\u{200d}\u{1f469}\"",
    "\"\\r\\nBcc: eve@example.com\"",
    "\"../../etc/passwd\"",
    "\"' OR 1=1 --\"",
    "\"{{7*7}}\"",
    "\"ord_aaaaaaaaaaaaaaaaaaaaaaaaaa\"",
    "\"usr_aaaaaaaaaaaaaaaaaaaaaaaaaa\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"$ne\":\"\"}",
    "{\"S\":\"x\"}",
    "\"4242424242424242\"",
];
/// Members that nobody asked for.
const NAMES: &[&str] = &[
    "role",
    "price_minor",
    "id",
    "__proto__",
    "constructor",
    "state",
    "buyer_id",
    "",
    "a\u{0}",
    "\u{feff}email",
    "ttl",
];
const TYPES: &[&str] = &[
    "",
    "application/json;",
    "application/json; charset=utf-16",
    "APPLICATION/JSON",
    "application/problem+json",
    "text/json",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/json, text/plain",
    "*/*",
    "application/json\u{0}",
    "é",
];
const HEADERS: &[(&str, &str)] = &[
    ("content-encoding", "gzip"),
    ("content-length", "-1"),
    ("transfer-encoding", "chunked"),
    ("if-none-match", "*"),
    ("if-match", "\"\""),
    ("if-match", "W/\"1\", *"),
    ("if-none-match", "\"\u{ff}\""),
    ("idempotency-key", ""),
    ("idempotency-key", "short"),
    ("idempotency-key", "a key with spaces in it"),
    ("idempotency-key", "ключ-ключ-ключ-ключ"),
    ("x-http-method-override", "DELETE"),
    ("x-forwarded-for", "127.0.0.1"),
    ("authorization", "Basic YTpi"),
    ("cookie", "a=b"),
    ("origin", "null"),
    ("accept", "text/html"),
    ("accept-encoding", "br;q=bad"),
    ("stripe-signature", "t=1,v1=00"),
    ("user-agent", "\u{1b}[31m"),
    ("expect", "100-continue"),
    ("range", "bytes=0-1,0-1"),
];
const QUERIES: &[&str] = &[
    "limit=1&limit=9",
    "limit=0",
    "limit=1e1",
    "limit=%EF%BC%91",
    "limit=99999999999999999999",
    "cursor=",
    "cursor=AAAA",
    "cursor=%00",
    "cursor=%FF",
    "%",
    "%zz=1",
    "&&&",
    "=",
    "a",
    "sort=price&sort=name",
    "sort=__proto__",
    "category[]=TEA",
    "category=%0d%0aX:1",
    "access_token=x",
    "limit=1;limit=2",
    "\u{0}",
    "limit=+1",
];
const IDS: &[&str] = &[
    "",
    ".",
    "..",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "%FF",
    "%F0%9F%8D%B5",
    "%ED%A0%80",
    "tea-500g%20",
    "TEA-500G",
    "tea-500g;a=b",
    "ord_",
    "ord_AAAAAAAAAAAAAAAAAAAAAAAAAA",
    "ord_aaaaaaaaaaaaaaaaaaaaaaaaab",
    "ses_%00aaaaaaaaaaaaaaaaaaaaaaaaa",
    "%24ne",
    "{id}",
    "*",
    "page.js%00.html",
    "%2e%2e%2fpage.js",
];
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "post", "", "BREW"];
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
        7 => call.bytes(&[body.as_slice(), &[b' '; 65_536]].concat()),
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
