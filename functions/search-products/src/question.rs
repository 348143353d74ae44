//! What somebody asks for, from the query string.

use std::collections::BTreeMap;

use domain::catalogue::Category;
use lambda::http::{Cursor, InvalidCursor, Problem, Query, Request};
use search::{MAX_ATTRIBUTES, MAX_TEXT, Order, Place, Question};

/// Names of the query parameters but for those of attributes.
const NAMES: [&str; 8] = ["q", "category", "price_from", "price_to", "in_stock", "sort", "limit", "cursor"];
/// Before an attribute's name.
const ATTRIBUTE: &str = "attribute.";
/// The most characters of an attribute's name or value.
const MAX_ATTRIBUTE: usize = 100;

/// A question, and the cursor that came with it.
pub(crate) struct Asked {
    pub(crate) question: Question,
    pub(crate) cursor: Option<String>,
}

impl Asked {
    pub(crate) fn of(request: &Request) -> Result<Self, Problem> {
        let query = request.query_with(&NAMES, ATTRIBUTE)?;
        let category = query.get("category").map(Category::parse).transpose();
        let category = category.map_err(|broken| bad(format!("category {broken}.")))?;
        let order = query.get("sort").map_or(Some(Order::default()), Order::parse);
        let question = Question {
            text: text(query.get("q"))?,
            category: category.as_ref().map(Category::key),
            price_from: price(&query, "price_from")?,
            price_to: price(&query, "price_to")?,
            in_stock: in_stock(query.get("in_stock"))?,
            attributes: attributes(&query)?,
            order: order.ok_or_else(|| bad("sort must be relevance, price or price_desc.".to_owned()))?,
            limit: usize::from(query.limit()?),
            after: None,
        };
        if let (Some(from), Some(to)) = (question.price_from, question.price_to)
            && from > to
        {
            return Err(bad("price_from must be at most price_to.".to_owned()));
        }
        Ok(Self { question, cursor: query.get("cursor").map(str::to_owned) })
    }
}

fn bad(detail: String) -> Problem {
    Problem::malformed("invalid_query", detail)
}

/// What was typed: at most 200 characters.
pub(crate) fn text(typed: Option<&str>) -> Result<String, Problem> {
    let typed = typed.unwrap_or_default().trim();
    if typed.chars().nth(MAX_TEXT).is_some() {
        return Err(bad(format!("q must have at most {MAX_TEXT} characters.")));
    }
    Ok(typed.to_owned())
}

fn price(query: &Query, name: &str) -> Result<Option<u64>, Problem> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let is_number = !text.is_empty() && text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| text.parse().ok()).flatten();
    number.map(Some).ok_or_else(|| bad(format!("{name} must be a whole number of minor units, 0 or more.")))
}

fn in_stock(text: Option<&str>) -> Result<bool, Problem> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(bad("in_stock must be true or false.".to_owned())),
    }
}

fn attributes(query: &Query) -> Result<Vec<(String, String)>, Problem> {
    let named = query.iter().filter_map(|(name, value)| Some((name.strip_prefix(ATTRIBUTE)?, value)));
    let attributes: Vec<(String, String)> = named.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let fits = |text: &str| !text.trim().is_empty() && text.chars().nth(MAX_ATTRIBUTE).is_none();
    if attributes.len() > MAX_ATTRIBUTES || !attributes.iter().all(|(name, value)| fits(name) && fits(value)) {
        let most = format!("Filter by at most {MAX_ATTRIBUTES} attributes, each with a name and a value");
        return Err(bad(format!("{most} of 1 to {MAX_ATTRIBUTE} characters.")));
    }
    Ok(attributes)
}

/// A cursor's contents: the index, and the place in its answer.
pub(crate) fn members(digest: &str, place: Place) -> BTreeMap<String, String> {
    let members = [("index", digest.to_owned()), ("key", place.key.to_string()), ("tie", place.tie.to_string())];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The index that a cursor names, and the place in its answer.
pub(crate) fn place(cursor: &str, list: &str) -> Result<(String, Place), InvalidCursor> {
    let Cursor(members) = Cursor::decode(cursor, &["search", list])?;
    let number = |name: &str| members.get(name).and_then(|text| text.parse().ok()).ok_or(InvalidCursor);
    let digest = members.get("index").ok_or(InvalidCursor)?;
    Ok((digest.clone(), Place { key: number("key")?, tie: number("tie")? }))
}
