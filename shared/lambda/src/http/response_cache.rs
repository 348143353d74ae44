//! In-process cache of answers that honours their `max-age`: a list that all visitors look at is read once a minute.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use app_context::Clock;
use domain::kernel::Timestamp;
use serde::Serialize;

use super::{EntityTag, Problem, Request, Response, entity_tag::answer_with_tag, respond};

/// The most answers that a process keeps, a few kilobytes each. The oldest one goes first.
const MOST: usize = 32;

/// Answers by question. Each is used for a fixed number of seconds after it was read. Its `max-age` says how many are
/// left, so no chain of caches shows an older one.
#[derive(Debug)]
pub struct ResponseCache<Q> {
    clock: Clock,
    seconds: u32,
    kept: Mutex<VecDeque<Kept<Q>>>,
}

#[derive(Clone, Debug)]
struct Kept<Q> {
    question: Q,
    body: String,
    tag: EntityTag,
    read_at: Timestamp,
}

impl<Q: PartialEq> ResponseCache<Q> {
    /// None yet; each will be fresh for so many seconds.
    #[must_use]
    pub const fn new(clock: Clock, seconds: u32) -> Self {
        Self { clock, seconds, kept: Mutex::new(VecDeque::new()) }
    }

    /// 200 with the answer to `question`, or 304 for a client that has it: from memory while it is fresh, unless the client
    /// wants it read anew (`Cache-Control: no-cache`), else what `read` finds. A refusal is not kept.
    pub async fn answer<A: Serialize>(
        &self,
        request: &Request,
        question: Q,
        read: impl AsyncFnOnce(&Q) -> Result<A, Problem>,
    ) -> Result<Response, Problem> {
        // How old an answer is counts from before it was read.
        let now = self.clock.now();
        if !request.is_no_cache()
            && let Some(response) = self.cached_response(request, &question, now)
        {
            return Ok(response);
        }
        let response = respond::ok(&read(&question).await?);
        let body = String::from_utf8_lossy(response.body()).into_owned();
        let kept = Kept { question, tag: EntityTag::of(body.as_bytes(), None), body, read_at: now };
        let response = answer_with_tag(request, || response, &kept.tag, self.seconds);
        self.keep(kept);
        Ok(response)
    }

    fn cached_response(&self, request: &Request, question: &Q, now: Timestamp) -> Option<Response> {
        let all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.iter().find(|kept| kept.question == *question)?;
        let left = self.seconds_left(kept, now)?;
        let response = answer_with_tag(request, || respond::ok_json(kept.body.clone()), &kept.tag, left);
        drop(all);
        Some(response)
    }

    /// Whole seconds for which an answer is still fresh. None when it is not, or when the clock was set back.
    fn seconds_left(&self, kept: &Kept<Q>, now: Timestamp) -> Option<u32> {
        let age_ms = now.millis().checked_sub(kept.read_at.millis()).filter(|age| *age >= 0)?;
        let left_ms = (i64::from(self.seconds) * 1000).checked_sub(age_ms).filter(|left| *left > 0)?;
        u32::try_from(left_ms / 1000).ok()
    }

    fn keep(&self, new: Kept<Q>) {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|kept| kept.question != new.question);
        if all.len() == MOST {
            all.pop_front();
        }
        all.push_back(new);
    }
}
