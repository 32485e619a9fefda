//! The unit that byline publishes, and the one door through which its text leaves.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

use super::excerpt::excerpt;
use super::{
    Content, Credit, Editor, Grant, Guid, Media, Moment, Picture, Rights, Ruling, SafeHtml, Section,
};

/// What everyone may see: a headline and who made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Permanent identity.
    pub guid: Guid,
    /// The article at its publisher, normalised.
    pub link: Url,
    /// Plain text.
    pub title: String,
    /// When the page says it was published.
    pub published: Option<Moment>,
    /// When it last changed: as the page says, else when we saw it change, else when it was published.
    pub updated: Moment,
    /// Authors as printed.
    pub byline: Vec<String>,
    /// Editors with their role.
    pub editors: Vec<Editor>,
    /// The sections that list it.
    pub sections: Vec<Section>,
    /// What the page says it is about: its category, then its keywords.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// BCP 47.
    pub language: String,
}

/// Who is reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everyone: the item's own grant holds.
    Public,
    /// A partner with a written scope.
    Partner(Grant),
}

/// What one audience may see of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Granted<'item> {
    /// The grant that was applied.
    pub grant: Grant,
    /// From `excerpt` on.
    pub summary: Option<Cow<'item, str>>,
    /// From `full` on, without the pictures of others that the grant for reprints does not open.
    pub body: Option<Cow<'item, SafeHtml>>,
    /// From `excerpt` on, unless it is another's and the grant for reprints does not open it.
    pub image: Option<&'item Url>,
    /// What the page says of `image`.
    pub picture: Option<&'item Picture>,
    /// The recordings, from `full` on, since they are the work itself.
    pub media: Option<&'item Media>,
}

/// One article, with who made it, who owns it and what may be done with it.
///
/// ```compile_fail
/// // An item without rights and credit does not compile.
/// fn bare(facts: byline::model::ItemFacts, content: byline::model::Content) -> byline::model::Item {
///     byline::model::Item::new(facts, content)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    facts: ItemFacts,
    content: Content,
    ruling: Ruling,
}

/// What the allocator takes for each of an item's parts beside their bytes, about; and how many parts there are.
const ALLOCATION_BYTES: usize = 16;
const ALLOCATIONS: usize = 16;

impl Item {
    /// An item, complete with its ruling.
    pub const fn new(facts: ItemFacts, content: Content, ruling: Ruling) -> Self {
        Self {
            facts,
            content,
            ruling,
        }
    }

    /// This item as the successor of `before`: `updated` stays where nothing changed, and is `now`
    /// where something did and the page does not say when.
    #[must_use]
    pub fn with_updated_after(mut self, before: &Self, now: Moment) -> Self {
        let stated = self.facts.updated;
        self.facts.updated = before.facts.updated;
        // Which sections list it, what feeds.toml calls them, and where the page files it is no change of its own.
        let sections = before.facts.sections.clone();
        let sections = std::mem::replace(&mut self.facts.sections, sections);
        // Nor is whose its pictures are, when an older byline made `before` and did not ask.
        let pictures = before.content.pictures.is_empty().then(|| {
            let pictures = std::mem::take(&mut self.content.pictures);
            let withheld = before.ruling.withheld_pictures.clone();
            let withheld = std::mem::replace(&mut self.ruling.withheld_pictures, withheld);
            (pictures, withheld)
        });
        // Nor are recordings, when an older byline made `before` and did not read them.
        let media = before.content.media.is_empty();
        let media = media.then(|| std::mem::take(&mut self.content.media));
        let keywords = before.facts.keywords.clone();
        let keywords = std::mem::replace(&mut self.facts.keywords, keywords);
        let changed = match before.is_shortened() && !self.is_shortened() {
            true => self.shortened() != *before,
            false => self != *before,
        };
        self.facts.sections = sections;
        if let Some((pictures, withheld)) = pictures {
            self.content.pictures = pictures;
            self.ruling.withheld_pictures = withheld;
        }
        if let Some(media) = media {
            self.content.media = media;
        }
        self.facts.keywords = keywords;
        if changed {
            self.facts.updated = if stated > before.facts.updated {
                stated
            } else {
                now
            };
        }
        self
    }

    /// The same item without its body, of which the opening stays: a feed that would be too large leaves bodies out.
    #[must_use]
    pub fn shortened(&self) -> Self {
        let mut item = self.clone();
        item.content.body = None;
        item
    }

    fn is_shortened(&self) -> bool {
        self.content.body.is_none() && self.content.text.is_some()
    }

    /// Whether nothing tells it from `other`: equal items may still show their times in two offsets.
    pub fn is_identical(&self, other: &Self) -> bool {
        let alike = |own: Option<Moment>, other: Option<Moment>| match (own, other) {
            (Some(own), Some(other)) => own.is_identical(other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        alike(self.facts.published, other.facts.published)
            && self.facts.updated.is_identical(other.facts.updated)
            && self == other
    }

    /// How long its body is, in bytes of HTML, for every grant alike.
    pub fn body_bytes(&self) -> usize {
        let body = self.content.body.as_ref();
        body.map_or(0, |body| body.as_str().len())
    }

    /// The text of `body`, or its opening, if that is this item's body, so that it need not be read again.
    pub fn text_of(&self, body: &SafeHtml) -> Option<&str> {
        let own = self.content.body.as_ref() == Some(body);
        self.content.text.as_deref().filter(|_| own)
    }

    /// The same item under another ruling.
    #[must_use]
    pub fn ruled(&self, ruling: Ruling) -> Self {
        Self {
            ruling,
            ..self.clone()
        }
    }

    /// Whose it is and on what terms.
    pub const fn ruling(&self) -> &Ruling {
        &self.ruling
    }

    /// The most that may leave of it to anyone.
    pub const fn ceiling(&self) -> Grant {
        self.ruling.ceiling
    }

    /// Whether its article had been read when it was made.
    pub fn is_complete(&self) -> bool {
        self.content.read
    }

    /// About how many bytes it takes in memory.
    pub fn weight_bytes(&self) -> usize {
        let (facts, content) = (&self.facts, &self.content);
        let editors = facts.editors.iter();
        let sections = facts.sections.iter();
        let names = facts
            .byline
            .iter()
            .chain(&facts.keywords)
            .map(|name| size_of::<String>() + name.len())
            .chain(editors.map(|it| size_of::<Editor>() + it.role.len() + it.name.len()))
            .chain(sections.map(|it| size_of::<Section>() + it.url.as_str().len() + it.label.len()))
            .chain(content.pictures.iter().map(Picture::weight_bytes))
            .chain(
                self.ruling
                    .withheld_pictures
                    .iter()
                    .map(|it| size_of::<Url>() + it.as_str().len()),
            )
            .sum::<usize>();
        let texts = facts.title.len()
            + facts.link.as_str().len()
            + content.summary.as_ref().map_or(0, String::len)
            + self.body_bytes()
            + content.text.as_ref().map_or(0, String::len)
            + content
                .image
                .as_ref()
                .map_or(0, |image| image.as_str().len())
            + self.ruling.rights.notice.len()
            + self.ruling.rights.holder.len()
            + self.ruling.credit.line().len();
        size_of::<Self>()
            + ALLOCATIONS * ALLOCATION_BYTES
            + names
            + texts
            + content.media.weight_bytes()
    }

    /// The same item with other pictures.
    #[cfg(test)]
    pub(super) fn with_pictures(mut self, image: Option<Url>, pictures: Vec<Picture>) -> Self {
        self.content.image = image;
        self.content.pictures = pictures;
        self
    }

    /// Headline, dates and makers.
    pub const fn facts(&self) -> &ItemFacts {
        &self.facts
    }

    /// Whose it is.
    pub const fn rights(&self) -> &Rights {
        &self.ruling.rights
    }

    /// Who must be named.
    pub const fn credit(&self) -> &Credit {
        &self.ruling.credit
    }

    /// Whether its abstract, as the article or the section states it, is what `is_it` looks for. Nothing of it leaves.
    pub fn is_summed_up_by(&self, is_it: impl FnOnce(&str) -> bool) -> bool {
        self.content.summary.as_deref().is_some_and(is_it)
    }

    /// The same item under another title. Its date stays: the title is the operator's, no correction of the article.
    #[must_use]
    pub fn titled(mut self, title: String) -> Self {
        self.facts.title = title;
        self
    }

    /// What the page says of its pictures.
    pub fn pictures(&self) -> &[Picture] {
        &self.content.pictures
    }

    /// How much of it `audience` may see.
    pub fn grant_for(&self, audience: Audience) -> Grant {
        match audience {
            Audience::Public => self.ruling.grant,
            // Written permission opens what its publisher may give, and nothing of others.
            Audience::Partner(scope) => self.ruling.grant.max(scope.min(self.ruling.ceiling)),
        }
    }

    /// The recordings that `audience` may have, as in [`Self::content`].
    pub fn media(&self, audience: Audience) -> Option<&Media> {
        let media = &self.content.media;
        (!media.is_empty() && self.grant_for(audience) >= Grant::Full).then_some(media)
    }

    /// What `audience` may see. The only way to the summary, the body and the pictures.
    pub fn content(&self, audience: Audience) -> Granted<'_> {
        let grant = self.grant_for(audience);
        let withheld = &self.ruling.withheld_pictures;
        let image = self.content.image.as_ref();
        let image = image.filter(|image| grant >= Grant::Excerpt && !withheld.contains(image));
        Granted {
            grant,
            summary: (grant >= Grant::Excerpt)
                .then(|| excerpt(&self.content))
                .flatten(),
            body: (grant >= Grant::Full)
                .then_some(self.content.body.as_ref())
                .flatten()
                .map(|body| body.without_pictures(withheld)),
            image,
            picture: image.and_then(|image| {
                let mut pictures = self.content.pictures.iter();
                pictures.find(|picture| picture.url == *image)
            }),
            media: self.media(audience),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::item;

    /// A body that was corrected must not keep the words that it had.
    #[test]
    fn a_text_is_known_of_its_own_body_alone() {
        let item = item(Grant::Full, None, "Words.");
        let body = |html: &str| SafeHtml::from_sanitized(html.into());
        assert_eq!(item.text_of(&body("<p>Words.</p>")), Some("Words."));
        assert_eq!(item.text_of(&body("<p>Other words.</p>")), None);
    }

    /// A body that is left out for its length is no correction: subscribers would get the item again at each refresh.
    #[test]
    fn what_is_shortened_did_not_change() {
        let at = |second| {
            Moment::new(
                crate::testing::at(second),
                jiff::tz::Offset::UTC,
                crate::model::Precision::Second,
            )
        };
        let whole = item(Grant::Full, None, "Words.");
        let short = whole.shortened();
        assert_eq!((short.body_bytes(), whole.body_bytes()), (0, 13));
        let again = whole.clone().with_updated_after(&short, at(60));
        assert_eq!(again, whole);
        let corrected = item(Grant::Full, None, "Other words.");
        let corrected = corrected.with_updated_after(&short, at(60));
        assert_eq!(corrected.facts().updated, at(60));
    }

    /// A headline feed that carried an abstract would hand out what the publisher withholds.
    #[test]
    fn each_grant_opens_what_it_names_and_no_more() {
        let of = |grant| {
            let it = item(grant, Some("Abstract."), "Body.");
            let seen = it.content(Audience::Public);
            (
                seen.summary.is_some(),
                seen.image.is_some(),
                seen.body.is_some(),
            )
        };
        assert_eq!(of(Grant::Headline), (false, false, false));
        assert_eq!(of(Grant::Excerpt), (true, true, false));
        assert_eq!(of(Grant::Full), (true, true, true));
    }

    /// A partner's scope is its own; the public sees what it saw.
    #[test]
    fn a_partners_scope_widens_for_the_partner_only() {
        let it = item(Grant::Headline, None, "Body.");
        assert!(it.content(Audience::Partner(Grant::Full)).body.is_some());
        assert!(it.content(Audience::Public).body.is_none());
    }

    /// Nobody can permit what is not theirs: a reprint stays what it is for partners too.
    #[test]
    fn a_partners_scope_ends_at_the_ceiling() {
        let mut it = item(Grant::Headline, None, "Body.");
        it.ruling.ceiling = Grant::Headline;
        let seen = it.content(Audience::Partner(Grant::Full));
        assert_eq!(
            (seen.grant, seen.body, seen.summary),
            (Grant::Headline, None, None)
        );
    }

    /// Who looks after an item's text must not be handed a picture that the publisher may not give, in the text or beside
    /// it.
    #[test]
    fn a_withheld_picture_leaves_to_nobody() {
        let image = crate::testing::url("https://news.example/1.jpg");
        let picture = Picture {
            credit: Some("Ann Lee/Cape Wire".into()),
            ..Picture::at(image.clone())
        };
        let text =
            "Text.</p><figure><img src=\"https://news.example/1.jpg\" alt=\"\"></figure><p>More.";
        let mut it =
            item(Grant::Full, None, text).with_pictures(Some(image.clone()), vec![picture]);
        let shown = |it: &Item, audience| {
            let seen = it.content(audience);
            let body = seen
                .body
                .expect("the grant is full")
                .as_str()
                .contains("<img");
            (seen.image.is_some(), seen.picture.is_some(), body)
        };
        assert_eq!(shown(&it, Audience::Public), (true, true, true));
        it.ruling.withheld_pictures = vec![image];
        for audience in [Audience::Public, Audience::Partner(Grant::Full)] {
            assert_eq!(shown(&it, audience), (false, false, false));
        }
    }

    /// A byline that begins to read credits must not send every item to every subscriber once more.
    #[test]
    fn a_credit_that_was_not_asked_for_before_is_no_change() {
        let later = Moment::new(
            crate::testing::at(60),
            jiff::tz::Offset::UTC,
            crate::model::Precision::Second,
        );
        let before = item(Grant::Full, None, "Words.");
        let image = before.content.image.clone();
        let of = |credit: &str| {
            let picture = image.iter().map(|image| Picture {
                credit: Some(credit.into()),
                ..Picture::at(image.clone())
            });
            before
                .clone()
                .with_pictures(image.clone(), picture.collect())
        };
        let mut credited = of("Ann Lee");
        credited.ruling.withheld_pictures.extend(image.clone());
        let again = credited.clone().with_updated_after(&before, later);
        assert_eq!(again, credited);
        let corrected = of("Bo Ek").with_updated_after(&credited, later);
        assert_eq!(corrected.facts().updated, later);
    }
}
