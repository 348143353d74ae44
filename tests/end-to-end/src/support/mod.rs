//! What the stories are told with.

mod http;
mod local_aws;
mod mailbox;
mod outside;
mod people;
mod provider;
mod shop;
mod stack;
mod waiting;

pub(crate) use self::{
    http::Answer,
    outside::unique,
    people::Person,
    shop::{Goods, Shop},
    waiting::wait_for,
};
