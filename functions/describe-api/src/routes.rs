//! What is answered where no route matches: 405 with the methods of a known path, 404 for any other.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use lambda::http::Problem;
use serde::{Deserialize, de::IgnoredAny};

use crate::DESCRIPTION;

/// The paths of the API stand behind this.
const BASE: &str = "/v1";

#[derive(Deserialize)]
struct Described {
    paths: BTreeMap<String, Members>,
}

/// The names of an object's members, whatever their values are.
struct Members(Vec<String>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> serde::de::Visitor<'de> for Names {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.push(name);
                }
                Ok(Members(names))
            }
        }
        deserializer.deserialize_map(Names)
    }
}

/// Each path of the description, and its methods in capital letters.
static PATHS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let described: Described = serde_json::from_str(DESCRIPTION).unwrap_or(Described { paths: BTreeMap::new() });
    let is_method = |name: &&String| matches!(name.as_str(), "get" | "post" | "put" | "patch" | "delete" | "head");
    let methods = |Members(names): Members| {
        names.iter().filter(is_method).map(|name| name.to_uppercase()).collect::<BTreeSet<_>>()
    };
    described.paths.into_iter().map(|(path, members)| (path, methods(members).into_iter().collect())).collect()
});

/// The refusal of a request that no route takes.
pub(crate) fn no_route(path: &str) -> Problem {
    match PATHS.iter().find(|(known, _)| matches(known, path)) {
        Some((_, methods)) => Problem::method_not_allowed(&methods.join(", ")),
        None => Problem::not_found(),
    }
}

/// Whether a path is one of `template`, in which `{name}` stands for any one segment.
fn matches(template: &str, path: &str) -> bool {
    let Some(path) = path.strip_prefix(BASE) else { return false };
    let (mut parts, mut wanted) = (path.split('/'), template.split('/'));
    loop {
        match (parts.next(), wanted.next()) {
            (None, None) => return true,
            (Some(part), Some(wanted)) if part == wanted || (wanted.starts_with('{') && !part.is_empty()) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_path_tells_its_methods() {
        let problem = no_route("/v1/orders");
        assert_eq!((problem.status, problem.allow.as_deref()), (405, Some("GET, POST")));
        assert_eq!(no_route("/v1/orders/ord_x/cancel").allow.as_deref(), Some("POST"));
    }

    #[test]
    fn an_unknown_path_is_not_found() {
        for path in ["/", "/v1", "/v1/", "/v1/order", "/v1/orders/", "/v1/orders/x/y/z", "/v2/orders", ""] {
            assert_eq!(no_route(path).status, 404, "{path}");
        }
    }
}
