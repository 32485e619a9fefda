//! `byline schema`: the JSON Schema of `feeds.toml`, or with `--sample` a whole, commented one.

use std::io::{self, Write};

use crate::config;

/// The file that comes with byline.
const SAMPLE: &str = include_str!("../../feeds.toml");

/// Writes the schema, or the sample, to `out`.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn run(sample: bool, out: &mut dyn Write) -> io::Result<()> {
    if sample {
        return out.write_all(SAMPLE.as_bytes());
    }
    serde_json::to_writer_pretty(&mut *out, &config::schema())?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An editor that cannot read the schema completes nothing.
    #[test]
    fn the_schema_is_json_and_the_sample_a_configuration() {
        let mut schema = Vec::new();
        run(false, &mut schema).expect("memory can be written to");
        let schema: serde_json::Value = serde_json::from_slice(&schema).expect("JSON");
        assert!(schema.pointer("/properties/feeds").is_some());
        let mut sample = Vec::new();
        run(true, &mut sample).expect("memory can be written to");
        let sample = String::from_utf8(sample).expect("text");
        assert!(config::parse(&sample, "feeds.toml", &|_| None).is_ok());
    }
}
