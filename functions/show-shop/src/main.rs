//! The process of `show-shop`.

fn main() -> std::process::ExitCode {
    lambda::serve_http::<show_shop::ShowShop>()
}
