//! `--config`, as several commands have it.

use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::terminal::complain;
use crate::config::{self, Loaded};

/// `--config`, as several commands have it.
#[derive(Debug, clap::Args)]
pub(super) struct ConfigArgument {
    /// The configuration.
    #[arg(short, long, value_name = "FILE", default_value = "feeds.toml")]
    config: PathBuf,
}

impl ConfigArgument {
    pub(super) fn path(&self) -> &Path {
        &self.config
    }

    /// Reads it, passing warnings on.
    pub(super) fn load(&self) -> Result<config::Config, Exit> {
        let Loaded { config, warnings } =
            config::read(&self.config).map_err(|invalid| Exit::Usage(invalid.to_string()))?;
        for warning in warnings {
            complain(&warning.to_string());
        }
        Ok(config)
    }
}
