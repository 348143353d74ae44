//! The repository's Rust sources, as text.

use std::{fs, path::Path};

use tests::repository;

/// A source file.
pub(crate) struct Source {
    /// From the repository's root: `shared/domain/src/orders/place.rs`.
    pub(crate) path: String,
    /// Without comments and without its tests.
    code: String,
    lines_without_tests: usize,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]");
        let code = lines.clone().map(|line| line.split("//").next().unwrap_or_default());
        Self { path: path.to_owned(), code: code.collect::<Vec<_>>().join("\n"), lines_without_tests: lines.count() }
    }

    pub(crate) fn lines_without_tests(&self) -> usize {
        self.lines_without_tests
    }

    /// The module of the domain that the file belongs to: `orders`.
    pub(crate) fn module(&self) -> &str {
        let path = self.path.trim_start_matches("shared/domain/src/");
        path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    pub(crate) fn mentions(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.code.contains(word))
    }

    /// The modules of its crate that the file names, by `crate::` or by enough `super::`; sorted, each once.
    pub(crate) fn known_modules(&self) -> Vec<String> {
        let to_root = "super::".repeat(self.depth());
        let roots = ["crate::", &to_root];
        let mut names: Vec<_> =
            roots.iter().flat_map(|root| self.code.split(root).skip(1)).flat_map(first_names).collect();
        names.sort();
        names.dedup();
        names
    }

    /// How many modules deep it is: 1 for `shared/domain/src/orders/mod.rs`, 2 for `shared/domain/src/orders/place.rs`.
    fn depth(&self) -> usize {
        let path = self.path.trim_start_matches("shared/domain/src/").trim_end_matches("/mod.rs");
        path.split('/').count()
    }
}

/// `kernel::Money;` -> kernel; `{kernel::{Money, Digest}, http};` -> kernel, http.
fn first_names(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let (mut names, mut depth, mut item) = (Vec::new(), 0, String::new());
    for letter in group.chars() {
        match letter {
            '}' if depth == 0 => break,
            ',' if depth == 0 => names.push(std::mem::take(&mut item)),
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => item.push(letter),
            _ => {}
        }
    }
    names.push(item);
    names.iter().map(|item| name(item.trim())).filter(|name| !name.is_empty()).collect()
}

fn name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// All Rust files below a folder of the repository.
pub(crate) fn rust_files(folder: &str) -> std::vec::IntoIter<Source> {
    let mut files = Vec::new();
    collect(&repository(), &repository().join(folder), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.into_iter()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a source in UTF-8");
            let name = path.strip_prefix(root).expect("a path in the repository").to_string_lossy().into_owned();
            files.push(Source::new(&name, &text));
        }
    }
}
