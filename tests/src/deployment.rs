//! What the template makes of tables and functions, worked out once a process: tests open a hundred thousand shops.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock, Mutex},
};

use serde_json::Value;

use crate::{resolve::Parameters, rights::Rights, template::Template};

/// A function, as a deployment with certain parameters has it.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) rights: Rights,
    pub(crate) variables: BTreeMap<String, String>,
}

/// By name and parameters.
type Parts = HashMap<(String, Parameters), Arc<Part>>;

/// The function called `name`, deployed with these parameters.
pub(crate) fn function(name: &str, parameters: &Parameters) -> Arc<Part> {
    static KNOWN: LazyLock<Mutex<Parts>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().expect("the functions");
    let part = known.entry((name.to_owned(), parameters.clone())).or_insert_with(|| {
        let template = Template::deployed();
        let (rights, variables) = (Rights::of(template, name, parameters), template.variables(name, parameters));
        Arc::new(Part { rights, variables })
    });
    Arc::clone(part)
}

/// The tables, as `CreateTable` takes them.
pub(crate) fn tables() -> Vec<Value> {
    static TABLES: LazyLock<Vec<Value>> = LazyLock::new(|| Template::deployed().tables());
    TABLES.clone()
}
