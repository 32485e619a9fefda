//! The site that documents and refusals name.

use crate::gateway::Gateway;
use crate::render::Site;

/// The site under the configuration in force.
pub(crate) fn site(gateway: &Gateway) -> Site {
    Site {
        public_url: gateway.config().server.public_url.clone(),
        hubs: Vec::new(),
    }
}
