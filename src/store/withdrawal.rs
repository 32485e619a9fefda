//! Whether an article is withdrawn.

use url::Url;

use super::Store;
use super::record::Takedown;
use crate::model::{Guid, Item, page_of};

impl Store {
    /// Whether `item` is not withdrawn.
    pub fn stands(&self, item: &Item) -> bool {
        self.withdrawal(&item.facts().link).is_none()
    }

    /// How the article at `url` was withdrawn: it, the page that it is a place of, or by a guid that it had when http
    /// and https were two articles and of which no link is known.
    pub fn withdrawal(&self, url: &Url) -> Option<Takedown> {
        let of_page = || {
            url.fragment()?;
            self.takedown(Guid::of(&page_of(url)))
        };
        let by_former_guid = || {
            let mut former = self
                .has_bare_takedowns()
                .then(|| Guid::former(url))?
                .into_iter();
            former.find_map(|guid| self.takedown(guid))
        };
        self.takedown(Guid::of(url))
            .or_else(of_page)
            .or_else(by_former_guid)
    }
}
