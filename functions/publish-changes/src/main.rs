//! The process of `publish-changes`.

fn main() -> std::process::ExitCode {
    lambda::serve_change_batches::<publish_changes::PublishChanges>()
}
