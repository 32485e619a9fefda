//! The rights of an item or a feed, as every format states them.

use std::borrow::Cow;

use super::text::{clean, visible};
use crate::model::{Publisher, Rights, spelled};

/// Rights, ready to be put into any format.
pub(crate) struct Terms<'a> {
    pub(crate) holder: Cow<'a, str>,
    pub(crate) notice: Cow<'a, str>,
    pub(crate) terms: Option<Cow<'a, str>>,
    pub(crate) contact: Option<Cow<'a, str>>,
    /// The publisher's terms in RSL, on this site.
    pub(crate) rsl: String,
}

impl<'a> Terms<'a> {
    /// A blank holder or notice falls back to the publisher's, so that neither is ever missing.
    pub(crate) fn of(rights: &'a Rights, publisher: &'a Publisher, rsl: String) -> Self {
        let ours = &publisher.policy.rights;
        Self {
            holder: visible(&rights.holder)
                .or_else(|| visible(&ours.holder))
                .unwrap_or_else(|| clean(&publisher.name)),
            notice: visible(&rights.notice).unwrap_or_else(|| clean(&ours.notice)),
            terms: rights.terms.as_ref().map(spelled),
            contact: rights.contact.as_deref().and_then(visible),
            rsl,
        }
    }

    /// `© holder`, for elements that hold a copyright line.
    pub(crate) fn copyright(&self) -> String {
        copyright(&self.holder)
    }

    /// The notice, with the copyright line before it unless the notice names the holder.
    pub(crate) fn statement(&self) -> String {
        if self.notice.contains(&*self.holder) {
            self.notice.clone().into_owned()
        } else {
            format!("{} {}", self.copyright(), self.notice)
        }
    }
}

/// `© holder`, once.
pub(super) fn copyright(holder: &str) -> String {
    if holder.starts_with('©') {
        holder.to_owned()
    } else {
        format!("© {holder}")
    }
}
