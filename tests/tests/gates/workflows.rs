//! The workflows: what runs is what was read, dev is tried before prod, and both get the same binaries.

use std::fs;

use serde_json::Value;
use tests::{Template, repository};

use crate::reading::list;

/// Each workflow: the file's name, its text, and what it says.
fn workflows() -> Vec<(String, String, Value)> {
    let files = fs::read_dir(repository().join(".github/workflows")).expect("workflows");
    let all = files.map(|file| {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("a workflow");
        // A workflow is YAML; nothing else of a template is asked of it.
        let document = Template::yaml(&text);
        (path.file_name().expect("a name").to_string_lossy().into_owned(), text, document)
    });
    all.collect()
}

fn ci() -> Value {
    workflows().into_iter().find(|(name, ..)| name == "ci.yml").expect("ci.yml").2
}

/// The commands of a job, one after the other.
fn commands(job: &Value) -> String {
    list(&job["steps"]).iter().filter_map(|step| step["run"].as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn actions_are_named_by_the_hash_of_a_commit_and_the_tag_stands_beside_it() {
    let mut named = 0;
    for (file, text, _) in workflows() {
        for line in text.lines().filter(|line| line.contains("uses:")) {
            named += 1;
            let (_, reference) = line.split_once('@').unwrap_or_else(|| panic!("{file}: {line}"));
            let (hash, tag) = reference.split_once(" # v").unwrap_or_else(|| panic!("{file}: no tag beside: {line}"));
            assert!(hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{file}: {line}");
            assert!(tag.split('.').count() == 3, "{file}: {line}");
        }
    }
    assert!(named > 15, "{named} uses of actions");
}

#[test]
fn dev_is_deployed_and_tried_before_prod_with_the_same_binaries() {
    let jobs = &ci()["jobs"];
    let needs = |job: &str| list(&jobs[job]["needs"]).into_iter().filter_map(Value::as_str).collect::<Vec<_>>();
    assert_eq!(needs("deploy-dev"), ["test", "counts", "materials", "build"]);
    assert_eq!(needs("deploy-prod"), ["deploy-dev"]);
    let builders: Vec<_> =
        jobs.as_object().expect("jobs").iter().filter(|(_, job)| commands(job).contains("make lambda")).collect();
    assert_eq!(builders.len(), 1, "the binaries are built once");
    for (job, environment) in [("deploy-dev", "dev"), ("deploy-prod", "prod")] {
        assert_eq!(jobs[job]["environment"], environment);
        assert!(commands(&jobs[job]).contains(&format!("make deploy ENV={environment} BUILT=yes")), "{job}");
    }
    let release = fs::read_to_string(repository().join("local/release.py")).expect("local/release.py");
    let deployed = release.find("sam(options.environment, wanted)").expect("a deployment");
    assert!(release[deployed..].contains("smoke.test("), "a deployment ends with the smoke test");
}

#[test]
fn an_approval_that_waits_holds_up_no_other_job_and_no_deployment_is_cut_short() {
    let ci = ci();
    assert!(ci["concurrency"].is_null(), "a group of the whole workflow waits for its approval");
    let mut groups = Vec::new();
    for (name, job) in ci["jobs"].as_object().expect("jobs") {
        let group = &job["concurrency"]["group"];
        assert!(group.is_null() || !groups.contains(&group), "{name} shares {group}");
        groups.push(group);
        if name.starts_with("deploy") {
            assert_eq!(
                (group, &job["concurrency"]["cancel-in-progress"]),
                (&Value::from(name.as_str()), &Value::from(false))
            );
        }
    }
}
