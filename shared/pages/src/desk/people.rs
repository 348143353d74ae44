//! People: customers, and who the staff are.

use askama::Template;
use domain::accounts::{Permission, Role};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Attempt, Frame, ShapeError,
    form::{Field, Form},
    words::{When, href, when},
};

/// The page on which a customer is found by address.
#[derive(Debug, Template)]
#[template(path = "desk/customers.html")]
pub struct Customers<'a> {
    frame: Frame<'a>,
    wanted: String,
    problem: Option<String>,
    found: Option<Found>,
}

#[derive(Debug)]
struct Found {
    customer: Customer,
    state: String,
    since: When,
    orders: String,
    act: Option<Form>,
}

#[derive(Debug, Deserialize)]
struct Customer {
    id: String,
    email: String,
    state: String,
    created_at: String,
    orders_count: u64,
}

impl<'a> Customers<'a> {
    /// The customer of an answer of `GET /v1/merchant/customers`, if one was looked for and found; why not, otherwise.
    pub fn new(
        frame: Frame<'a>,
        wanted: &str,
        customer: Option<Value>,
        problem: Option<String>,
        attempt: Option<&Attempt>,
    ) -> Result<Self, ShapeError> {
        let customer: Option<Customer> = customer.map(serde_json::from_value).transpose()?;
        let found = customer.map(|customer| {
            let act = if customer.state == "blocked" { "unblock" } else { "block" };
            let form =
                || Form::new(&frame, "/desk/customers", act, &customer.id, attempt).hidden("email", &customer.email);
            Found {
                act: frame.may(Permission::CustomersWrite).then(form).map(Form::danger),
                state: frame.word("customer", &customer.state),
                since: when(frame.language, &customer.created_at),
                orders: href("/desk/orders", &[("q", &customer.email)]),
                customer,
            }
        });
        Ok(Self { frame, wanted: wanted.to_owned(), problem, found })
    }
}

/// The page of the staff and their roles.
#[derive(Debug, Template)]
#[template(path = "desk/staff.html")]
pub struct Staff<'a> {
    frame: Frame<'a>,
    rows: Vec<MemberRow>,
    appoint: Form,
}

#[derive(Debug)]
struct MemberRow {
    email: String,
    name: String,
    role: String,
    since: When,
    revoke: Form,
}

#[derive(Deserialize)]
struct Members {
    staff: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
    id: String,
    email: String,
    name: Option<String>,
    role: String,
    since: String,
}

impl<'a> Staff<'a> {
    /// The staff of an answer of `GET /v1/merchant/staff`.
    pub fn new(frame: Frame<'a>, staff: Value, attempt: Option<&Attempt>) -> Result<Self, ShapeError> {
        let members: Members = serde_json::from_value(staff)?;
        let form = |act, subject: &str| Form::new(&frame, "/desk/staff", act, subject, attempt);
        let row = |member: Member| MemberRow {
            revoke: form("revoke", &member.id).danger(),
            role: frame.word("role", &member.role),
            since: when(frame.language, &member.since),
            name: member.name.unwrap_or_default(),
            email: member.email,
        };
        let roles = Role::STAFF.map(|role| (role.as_str().to_owned(), frame.word("role", role.as_str())));
        let person = Field::text("person", frame.t("desk-person"), "").required().hint(frame.t("desk-person-hint"));
        let role = Field::choice("role", frame.t("desk-role"), roles.into(), Role::Support.as_str()).required();
        Ok(Self {
            appoint: form("appoint", "").field(person).field(role),
            rows: members.staff.into_iter().map(row).collect(),
            frame,
        })
    }
}
