//! How many password hashes the shop computes, as its log tells at `debug`.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use tracing::{Event, Subscriber, instrument::WithSubscriber as _};
use tracing_subscriber::{
    filter::Targets,
    layer::{Context, Layer, SubscriberExt as _},
};

/// Where the shop says that it hashes, and nothing else.
const TARGET: &str = "workflows::passwords";

/// What `work` comes to, and how many password hashes it asked for: to compute one, or to compare with one.
pub async fn count_hashes<T>(work: impl Future<Output = T>) -> (T, u64) {
    let hashes = Hashes::default();
    let wanted = Targets::new().with_target(TARGET, tracing::Level::DEBUG);
    let counting = tracing_subscriber::registry().with(wanted).with(hashes.clone());
    let done = work.with_subscriber(counting).await;
    (done, hashes.0.load(Relaxed))
}

#[derive(Clone, Default)]
struct Hashes(Arc<AtomicU64>);

impl<S: Subscriber> Layer<S> for Hashes {
    fn on_event(&self, _event: &Event<'_>, _context: Context<'_, S>) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use app_context::AppContext;
    use domain::accounts::{HashCost, Password, PasswordHash};
    use workflows::passwords;

    use super::count_hashes;

    #[test]
    fn hashes_are_counted_where_they_are_asked_for() {
        let password = Password::offered("seven herons over the weir").expect("a password");
        let nobodys = PasswordHash::dummy([7; 32], HashCost::LEAST).expect("a hash");
        let twice = async {
            for _ in 0..2 {
                passwords::verify(password.clone(), nobodys.clone(), HashCost::LEAST).await.expect("a verdict");
            }
        };
        let counted = AppContext::block_on(async { (count_hashes(twice).await, count_hashes(async {}).await) });
        assert_eq!(counted.expect("a runtime"), (((), 2), ((), 0)));
    }
}
