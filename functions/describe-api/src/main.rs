//! The process of `describe-api`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<describe_api::DescribeApi>()
}
