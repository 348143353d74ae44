//! The process of `learn-recommendations`.

fn main() -> std::process::ExitCode {
    lambda::serve_schedule::<learn_recommendations::LearnRecommendations>()
}
