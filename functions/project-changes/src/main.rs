//! The process of `project-changes`.

fn main() -> std::process::ExitCode {
    lambda::serve_stream::<project_changes::ProjectChanges>()
}
