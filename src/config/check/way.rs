//! `proxy` and `ca-file`: the way to origins. No message repeats what was written as a proxy.

use std::path::Path;
use std::sync::Arc;

use super::table::TableCheck;
use crate::config::authorities::Authorities;
use crate::config::proxy::{Proxies, Proxy};
use crate::config::raw::{At, RawValue, Text};
use crate::config::secret::Environment;
use crate::config::wording::quoted;

/// The proxies of the table. `Some(None)` when the key is not written, `None` after a report.
///
/// A proxy that is not there is an error: byline would go past it.
pub(super) fn proxies(
    written: Option<&At<RawValue>>,
    env: Environment<'_>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Option<Arc<Proxies>>> {
    let Some(written) = written else {
        return Some(None);
    };
    let read = match &written.value {
        RawValue::Literal(text) => match text.0.trim() {
            "none" => Ok(Proxies::default()),
            "env" => Proxies::of_environment(env)
                .map_err(|(name, complaint)| format!(": {name} in the environment {complaint}")),
            text => Proxy::parse(text)
                .map(Proxies::of_one)
                .map_err(|complaint| format!(" {complaint}, \"env\" or \"none\"")),
        },
        RawValue::Variable(written) => {
            let name = written.env.as_ref().map(|it| it.value.0.as_str());
            match name.map(|name| (name, env(name).unwrap_or_default())) {
                Some((name, text)) if text.trim().is_empty() => Err(format!(
                    ": {} is not set in the environment; set it to the proxy's URL before `byline serve`",
                    quoted(name)
                )),
                Some((name, text)) => {
                    Proxy::parse(&text)
                        .map(Proxies::of_one)
                        .map_err(|complaint| {
                            format!(": {} in the environment {complaint}", quoted(name))
                        })
                }
                None => Err(" names no variable; write { env = \"NAME\" }".to_owned()),
            }
        }
    };
    match read {
        Ok(proxies) => Some(Some(Arc::new(proxies))),
        Err(complaint) => {
            table.error(written.span.start, &format!("proxy{complaint}"));
            None
        }
    }
}

/// The authorities of the table. `Some(None)` when the key is not written, `None` after a report.
pub(super) fn authorities(
    written: Option<&At<Text>>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Option<Arc<Authorities>>> {
    let Some(written) = written else {
        return Some(None);
    };
    let read = |text: &str| Authorities::read(Path::new(text.trim()));
    let authorities = table.read("ca-file", written, read)?;
    Some(Some(Arc::new(authorities)))
}
