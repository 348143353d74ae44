//! The frame of a page of the desk.

use std::sync::LazyLock;

use domain::accounts::{Permission, Role};

use crate::{
    Language,
    assets::{DESK, ICON, STYLE},
};

/// The files that each page loads.
static FILES: LazyLock<[String; 3]> = LazyLock::new(|| [STYLE, DESK, ICON].map(|asset| asset.file_name()));

/// The places of the desk, and what a role has to be allowed to go there.
const PLACES: [(&str, &str, Permission); 8] = [
    ("desk-today", "/desk", Permission::OrdersRead),
    ("desk-orders", "/desk/orders", Permission::OrdersRead),
    ("desk-products", "/desk/products", Permission::CatalogueRead),
    ("desk-low-stock", "/desk/stock", Permission::CatalogueRead),
    ("desk-customers", "/desk/customers", Permission::CustomersRead),
    ("desk-staff", "/desk/staff", Permission::StaffManage),
    ("desk-webhooks", "/desk/webhooks", Permission::SettingsWrite),
    ("desk-audit-log", "/desk/audit-log", Permission::AuditRead),
];

/// What all pages of the desk have in common: who looks, in which language, and what has just been done.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The language that it is in.
    pub language: &'a Language,
    /// What the shop is called.
    pub shop: &'a str,
    /// What the one who looks may do. It decides what is offered; what is done, the API decides.
    pub role: Role,
    /// What shows that a form was made for this browser.
    pub form_token: String,
    /// A key that no other page has: what a form asks for is done once.
    pub key: String,
    /// The place of the desk, as its link says.
    at: &'static str,
    /// What has just been done, in words.
    pub(crate) done: Option<String>,
    pub(crate) style: &'static str,
    pub(crate) desk_style: &'static str,
    pub(crate) icon: &'static str,
}

/// A place to go.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) href: &'static str,
    pub(crate) is_current: bool,
}

impl<'a> Frame<'a> {
    /// The frame for one of the staff. `at` is the link of the place, as `/desk/orders`.
    #[must_use]
    pub fn new(language: &'a Language, shop: &'a str, role: Role, at: &'static str) -> Self {
        let [style, desk_style, icon] = &*FILES;
        Self {
            language,
            shop,
            role,
            form_token: String::new(),
            key: String::new(),
            at,
            done: None,
            style,
            desk_style,
            icon,
        }
    }

    /// Says what has just been done, by its name; nothing, if the name is not known.
    #[must_use]
    pub fn with_done(mut self, done: Option<&str>) -> Self {
        let plain = done.filter(|done| done.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        self.done = plain.and_then(|done| self.known(&format!("desk-done-{done}")));
        self
    }

    /// Whether the one who looks may do what needs this permission.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// A text.
    pub(crate) fn t(&self, name: &str) -> String {
        self.language.text(name)
    }

    /// A text, if there is one of this name.
    pub(crate) fn known(&self, name: &str) -> Option<String> {
        let text = self.t(name);
        (text != name).then_some(text)
    }

    /// What a word of the API means: `desk-state-paid`, or the word itself where it is new.
    pub(crate) fn word(&self, kind: &str, word: &str) -> String {
        self.known(&format!("desk-{kind}-{word}")).unwrap_or_else(|| word.replace('_', " "))
    }

    /// Where the one who looks may go.
    pub(crate) fn places(&self) -> Vec<Place> {
        let allowed = PLACES.into_iter().filter(|(_, _, permission)| self.may(*permission));
        allowed.map(|(name, href, _)| Place { name: self.t(name), href, is_current: href == self.at }).collect()
    }

    /// What the one who looks is called: the role.
    pub(crate) fn who(&self) -> String {
        self.word("role", self.role.as_str())
    }
}
