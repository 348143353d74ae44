//! Builds the files that are served: the description as JSON, and the viewer's files from the archive in its crate.

#![expect(clippy::disallowed_methods, reason = "cargo tells a build script by a variable where to write")]

use std::{env, error::Error, fs, path::PathBuf};

use rawzip::{CompressionMethod, ZipArchive};
use saphyr::{LoadableYamlNode as _, ScalarOwned, YamlOwned};
use serde_json::{Value, json};
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;

const DESCRIPTION: &str = "../../openapi.yaml";
const VIEWER: [&str; 2] = ["swagger-ui.css", "swagger-ui-bundle.js"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DESCRIPTION}");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?);

    let description = YamlOwned::load_from_str(&fs::read_to_string(DESCRIPTION)?)?;
    let description = description.first().ok_or("openapi.yaml is empty")?;
    fs::write(out.join("openapi.json"), to_json(description)?)?;
    for name in VIEWER {
        fs::write(out.join(name).with_added_extension("gz"), gzipped(name)?)?;
    }
    Ok(())
}

/// The same document in JSON, its members in the order in which they were written down.
fn to_json(node: &YamlOwned) -> Result<String, Box<dyn Error>> {
    let text = match node {
        YamlOwned::Value(scalar) => scalar_to_json(scalar).to_string(),
        YamlOwned::Sequence(nodes) => {
            let items: Result<Vec<_>, _> = nodes.iter().map(to_json).collect();
            format!("[{}]", items?.join(","))
        }
        YamlOwned::Mapping(nodes) => {
            let members = nodes.iter().map(|(name, value)| {
                let name = name.as_str().ok_or_else(|| format!("a member's name must be text: {name:?}"))?;
                Ok(format!("{}:{}", json!(name), to_json(value)?))
            });
            format!("{{{}}}", members.collect::<Result<Vec<_>, Box<dyn Error>>>()?.join(","))
        }
        other => return Err(format!("openapi.yaml is plain YAML, without {other:?}").into()),
    };
    Ok(text)
}

fn scalar_to_json(scalar: &ScalarOwned) -> Value {
    match scalar {
        ScalarOwned::Null => Value::Null,
        ScalarOwned::Boolean(value) => json!(value),
        ScalarOwned::Integer(value) => json!(value),
        ScalarOwned::FloatingPoint(value) => json!(value.into_inner()),
        ScalarOwned::String(value) => json!(value),
    }
}

/// A file of the viewer. The archive holds it compressed as gzip does, so it only gets another frame (RFC 1952, section 2.3).
fn gzipped(name: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    /// Deflate; no name, no time, no operating system.
    const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

    let archive = ZipArchive::from_slice(SWAGGER_UI_VENDORED)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry()? {
        let path = entry.file_path();
        if !path.as_ref().ends_with(format!("/dist/{name}").as_bytes()) {
            continue;
        }
        if entry.compression_method() != CompressionMethod::DEFLATE {
            return Err(format!("{name} is not compressed in the way of gzip").into());
        }
        let size = u32::try_from(entry.uncompressed_size_hint())?;
        let data = archive.get_entry(entry.wayfinder())?;
        return Ok([&HEADER, data.data(), &entry.crc32().to_le_bytes(), &size.to_le_bytes()].concat());
    }
    Err(format!("the viewer's archive has no dist/{name}").into())
}
