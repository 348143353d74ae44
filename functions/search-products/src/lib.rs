//! `GET /v1/search`: products by what was typed, with facets, and `GET /v1/search/suggest`: what somebody may be typing. Both are
//! answered from an index in the process's memory.

mod answer;
mod question;

use std::sync::Arc;

use answer::{Answer, Suggestions};
use app_context::{AppContext, StartError};
use lambda::{
    HttpFunction,
    http::{Cursor, Problem, Request, Response, cached},
};
use question::{Asked, place, text};
use search::{EngineFailed, Unreadable};
use search_store::{Edition, Library, StoreError};

/// How long an answer may be kept. With the two seconds for which an index is used unasked, and those that a change takes to come
/// into it, what sells out is shown so within five.
const MAX_AGE_SECONDS: u32 = 1;
/// After so many seconds a repeat makes sense where there is no index yet.
const RETRY_AFTER_SECONDS: u64 = 30;

/// The function.
#[derive(Debug)]
pub struct SearchProducts {
    library: Library,
}

impl HttpFunction for SearchProducts {
    /// An index that is there is read now, while there are whole processors.
    async fn start(context: &AppContext) -> Result<Self, StartError> {
        let library = Library::new(context)?;
        if let Err(error) = library.newest().await {
            tracing::warn!(%error, "there is no search index yet");
        }
        Ok(Self { library })
    }

    async fn handle(&self, request: Request) -> Result<Response, Problem> {
        match request.route() {
            "GET /v1/search" => self.search(&request).await,
            "GET /v1/search/suggest" => self.suggest(&request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

impl SearchProducts {
    async fn search(&self, request: &Request) -> Result<Response, Problem> {
        let Asked { mut question, cursor } = Asked::of(request)?;
        let list = question.digest();
        let cursor = cursor.map(|cursor| place(&cursor, &list)).transpose()?;
        let newest = self.newest().await?;
        let edition = match cursor {
            None => newest,
            Some((digest, after)) => {
                question.after = Some(after);
                Some(
                    self.library
                        .edition_called(&digest)
                        .await
                        .map_err(|error| unreadable(&error))?
                        .ok_or_else(expired)?,
                )
            }
        };
        let Some(edition) = edition else { return Ok(answered(request, &Answer::default())) };
        let found = edition.index.search(&question).map_err(|error| failed(&error))?;
        let end = found.hits.last().filter(|_| found.has_more);
        let next = end.map(|hit| Cursor(question::members(&edition.digest, hit.place)).encode(&["search", &list]));
        Ok(answered(request, &Answer::of(found, next, edition.manifest.made_at())))
    }

    async fn suggest(&self, request: &Request) -> Result<Response, Problem> {
        const MOST: usize = 10;
        let query = request.query(&["q", "limit"])?;
        let typed = text(query.get("q"))?;
        let limit = if query.get("limit").is_some() { usize::from(query.limit()?) } else { MOST };
        let suggest = |edition: Arc<Edition>| edition.index.suggest(&typed, limit.min(MOST));
        let suggestions = self.newest().await?.map(suggest).transpose().map_err(|error| failed(&error))?;
        Ok(answered(request, &Suggestions::of(suggestions.unwrap_or_default())))
    }

    /// The newest index. There is none in a shop in which nothing was ever indexed: nothing is found there.
    async fn newest(&self) -> Result<Option<Arc<Edition>>, Problem> {
        self.library.newest().await.map_err(|error| unreadable(&error))
    }
}

fn answered(request: &Request, body: &impl serde::Serialize) -> Response {
    cached(request, body, None, MAX_AGE_SECONDS)
}

/// There is an index, and it cannot be read now.
fn no_index() -> Problem {
    let detail = "Search is not ready. Lists of products are: repeat the search later.";
    Problem::new(503, "search_unavailable", detail).retry_after(RETRY_AFTER_SECONDS)
}

fn unreadable(error: &StoreError) -> Problem {
    if matches!(error, StoreError::Unreadable(Unreadable::Format)) {
        tracing::error!(%error, alarm = "search_index_unreadable", "run `backroom search rebuild`");
    } else {
        tracing::error!(%error, "the search index cannot be read");
    }
    no_index()
}

fn failed(error: &EngineFailed) -> Problem {
    tracing::error!(%error, alarm = "search_index_unreadable", "run `backroom search rebuild`");
    no_index()
}

fn expired() -> Problem {
    let detail = "The products have changed since this page was made. Search again from the first page.";
    Problem::malformed("cursor_expired", detail)
}
