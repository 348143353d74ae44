//! What the stories are told with.

mod http;
mod local_aws;
mod mailbox;
mod outside;
mod people;
mod provider;
mod shop;
mod stack;
mod uploads;
mod waiting;

pub(crate) use self::{
    http::Answer,
    outside::unique,
    people::Person,
    shop::{Goods, Shop},
    uploads::{fetch, upload},
    waiting::wait_for,
};
