//! Whoever listens to the shop's events: what was sent to them, and what they answer.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use serde_json::Value;

use crate::provider::{HttpRequest, HttpResponse};

/// What a listener answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// This status.
    Status(u16),
    /// A redirect to an address that must not be asked.
    Redirect,
    /// Nothing, ever.
    Silence,
}

/// A request that a listener got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Where to.
    pub url: String,
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`.
    pub timestamp: String,
    /// `webhook-signature`.
    pub signature: String,
    /// The body, as it came.
    pub body: String,
}

impl Heard {
    /// The event.
    #[must_use]
    pub fn event(&self) -> Value {
        serde_json::from_str(&self.body).expect("an event in JSON")
    }
}

/// All listeners. Each answers 204 unless told otherwise.
#[derive(Clone, Debug, Default)]
pub struct Listeners(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    heard: Vec<Heard>,
    replies: VecDeque<Reply>,
}

impl Listeners {
    /// The requests since they were last taken.
    pub fn take(&self) -> Vec<Heard> {
        std::mem::take(&mut self.0.lock().expect("the listeners").heard)
    }

    /// The answers to the next requests.
    pub fn will_answer(&self, replies: impl IntoIterator<Item = Reply>) {
        self.0.lock().expect("the listeners").replies.extend(replies);
    }

    pub(crate) fn answer(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let header = |name: &str| {
            let value = request.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_else(|| panic!("no {name}")).to_owned()
        };
        assert_eq!((request.method().as_str(), header("content-type").as_str()), ("POST", "application/json"));
        let heard = Heard {
            url: request.uri().to_string(),
            id: header("webhook-id"),
            timestamp: header("webhook-timestamp"),
            signature: header("webhook-signature"),
            body: String::from_utf8(request.body().clone()).expect("a text"),
        };
        let mut state = self.0.lock().expect("the listeners");
        state.heard.push(heard);
        let answer = |status: u16| http::Response::builder().status(status);
        let answer = match state.replies.pop_front().unwrap_or(Reply::Status(204)) {
            Reply::Status(status) => answer(status),
            Reply::Redirect => answer(307).header("location", "https://169.254.169.254/latest/meta-data"),
            Reply::Silence => return None,
        };
        Some(answer.body(b"an answer that nobody reads".to_vec()).expect("an answer"))
    }
}
