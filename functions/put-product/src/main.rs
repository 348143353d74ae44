//! The process of `put-product`.

fn main() -> std::process::ExitCode {
    backroom::lambda::serve_http::<put_product::PutProduct>()
}
