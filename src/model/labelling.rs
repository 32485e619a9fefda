//! Whose an article is when its page states no source.
//!
//! In: what the page calls itself, whether the feed's other articles carry source labels, and the operator's word.
//! Out: own or not. Pure.
//!
//! Most papers print no source label, and name themselves on every page: what is unlabelled there is theirs. A paper
//! that labels its articles has left an unlabelled one unstated, and nobody may call that its own.

use super::{Article, Provenance, Publisher, SourceLabel, Unlabelled};

/// What is known of an article beside its own page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// Its URL is on a host of the publisher that rules on it.
    pub own_host: bool,
    /// Whether its feed's articles carry source labels.
    pub labelling: Labelling,
}

/// Whether the articles of a feed carry source labels, its publisher's own ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelling {
    /// They do, so a missing label leaves the source unstated. Also while that is not known yet.
    Usual,
    /// They do not, or only those that were copied from others do.
    Unusual,
}

/// Labels of other sources alone are a habit only when so many articles carry them, and
const FEWEST_LABELLED: usize = 3;
/// so many for each that carries none.
const LABELLED_FOR_EACH_OTHER: usize = 3;

impl Labelling {
    /// What the articles of one feed have in common, those that were read.
    ///
    /// The publisher labels its own work when its own articles with a label are at least as many as those without.
    /// Labels of others say little: most papers label nothing but reprints. Only where three of four articles carry
    /// one, and three at least, is a missing label an omission.
    ///
    /// A function of the articles alone, so the same feed is always ruled in the same way. A paper labels nearly all
    /// of its own articles or nearly none, so a few articles that come and go do not change the answer.
    pub fn of<'a>(publisher: &Publisher, articles: impl IntoIterator<Item = &'a Article>) -> Self {
        let (mut own, mut others, mut without) = (0_usize, 0_usize, 0_usize);
        for article in articles {
            let owned = || {
                let source = article.source.as_ref();
                source.is_some_and(|claim| publisher.owns(&claim.name))
            };
            match article.source_label {
                SourceLabel::Absent => without += 1,
                // An empty label is the place where the source would stand.
                SourceLabel::Empty => own += 1,
                SourceLabel::Named if owned() => own += 1,
                SourceLabel::Named => others += 1,
            }
        }
        let labels_its_own = own > 0 && own >= without;
        let labels_all = own + others >= FEWEST_LABELLED
            && own + others >= LABELLED_FOR_EACH_OTHER.saturating_mul(without);
        if labels_its_own || labels_all {
            Self::Usual
        } else {
            Self::Unusual
        }
    }
}

impl Publisher {
    /// Whose an article is that states no source: its own, or nobody's whom the page names.
    pub(super) fn unlabelled(&self, article: &Article, around: Circumstances) -> Provenance {
        let own = around.own_host
            && match self.policy.unlabelled {
                Some(Unlabelled::Own) => true,
                Some(Unlabelled::Reprint) => false,
                None => {
                    article.source_label == SourceLabel::Absent
                        && around.labelling == Labelling::Unusual
                        && self.is_named_by(article)
                }
            };
        if own {
            Provenance::Own
        } else {
            Provenance::Unstated
        }
    }

    /// The page names the publisher as its own, and no other.
    fn is_named_by(&self, article: &Article) -> bool {
        let publisher = article.publisher.as_deref();
        let mut names = article.site_names.iter().map(String::as_str);
        let names_another = publisher.is_some_and(|name| !self.owns(name) && !self.is_akin(name));
        !names_another && names.by_ref().chain(publisher).any(|name| self.owns(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceClaim;

    const AT_HOME: Circumstances = Circumstances {
        own_host: true,
        labelling: Labelling::Unusual,
    };

    fn labelled(source: &str) -> Article {
        Article {
            source: Some(SourceClaim {
                name: source.into(),
                url: None,
            }),
            source_label: SourceLabel::Named,
            ..Article::default()
        }
    }

    fn calling_itself(site: &str) -> Article {
        Article {
            site_names: vec![site.into()],
            ..Article::default()
        }
    }

    fn own(article: &Article, around: Circumstances) -> bool {
        let ruling = crate::testing::publisher().rule(Some(article), around);
        ruling.credit.provenance() == Provenance::Own
    }

    /// Most papers print no source label: held to be reprints, their own news would be headlines.
    #[test]
    fn an_unlabelled_article_of_a_page_that_names_the_publisher_is_its_own() {
        for itself in ["岱岳网", "岱岳日报", " 岱 岳 网 ", "news.example"] {
            assert!(own(&calling_itself(itself), AT_HOME), "{itself}");
            let published = Article {
                publisher: Some(itself.into()),
                ..Article::default()
            };
            assert!(own(&published, AT_HOME), "{itself}");
        }
        let longer = Article {
            publisher: Some("岱岳网传媒集团".into()),
            ..calling_itself("岱岳网")
        };
        assert!(own(&longer, AT_HOME));
        for nobody in [Article::default(), calling_itself("海岬网")] {
            assert!(!own(&nobody, AT_HOME));
        }
    }

    /// A page that another published is not the publisher's own, whatever frame it stands in.
    #[test]
    fn a_page_that_names_another_publisher_is_not_own() {
        let framed = Article {
            publisher: Some("Cape Wire".into()),
            ..calling_itself("岱岳网")
        };
        assert!(!own(&framed, AT_HOME));
    }

    /// `来源:` with nothing behind it is what the publisher's notice calls unstated.
    #[test]
    fn an_empty_label_leaves_the_source_unstated() {
        let empty = Article {
            source_label: SourceLabel::Empty,
            ..calling_itself("岱岳网")
        };
        assert!(!own(&empty, AT_HOME));
    }

    /// What lies on a stranger's host is the publisher's own only where its page says so with a label.
    #[test]
    fn elsewhere_only_a_label_makes_own() {
        let elsewhere = Circumstances {
            own_host: false,
            ..AT_HOME
        };
        assert!(!own(&calling_itself("岱岳网"), elsewhere));
        assert!(own(&labelled("岱岳网"), elsewhere));
        let by_data = Article {
            source_label: SourceLabel::Absent,
            ..labelled("岱岳网")
        };
        assert!(!own(&by_data, elsewhere));
        assert!(own(&by_data, AT_HOME));
    }

    /// The operator knows the paper; a page does not.
    #[test]
    fn the_operators_word_counts_before_the_page() {
        let mut publisher = crate::testing::publisher();
        let usual = Circumstances {
            labelling: Labelling::Usual,
            ..AT_HOME
        };
        let mut ruled = |word, article: &Article, around| {
            publisher.policy.unlabelled = Some(word);
            publisher.rule(Some(article), around).credit.provenance()
        };
        let silent = Article::default();
        assert_eq!(ruled(Unlabelled::Own, &silent, usual), Provenance::Own);
        let itself = calling_itself("岱岳网");
        assert_eq!(
            ruled(Unlabelled::Reprint, &itself, AT_HOME),
            Provenance::Unstated
        );
        // A source that is stated is no matter of the key.
        assert_eq!(
            ruled(Unlabelled::Own, &labelled("海岬网"), AT_HOME),
            Provenance::Reprint
        );
        assert_eq!(
            ruled(Unlabelled::Reprint, &labelled("岱岳网"), AT_HOME),
            Provenance::Own
        );
    }

    /// A paper that labels its articles has left out the one label that says whose it is.
    #[test]
    fn what_a_feeds_articles_usually_carry_tells_what_a_missing_label_means() {
        let publisher = crate::testing::publisher();
        let of = |own: usize, others: usize, empty: usize, without: usize| {
            let mut articles = vec![labelled("岱岳网"); own];
            articles.extend(vec![labelled("海岬网"); others]);
            let blank = Article {
                source_label: SourceLabel::Empty,
                ..Article::default()
            };
            articles.extend(vec![blank; empty]);
            articles.extend(vec![Article::default(); without]);
            Labelling::of(&publisher, &articles)
        };
        for (own, others, empty, without) in
            [(1, 0, 0, 1), (8, 10, 0, 2), (0, 20, 0, 1), (0, 0, 2, 1)]
        {
            assert_eq!(of(own, others, empty, without), Labelling::Usual);
        }
        // Reprints alone are labelled; one label that strayed into a page; nothing read.
        for (own, others, empty, without) in
            [(0, 1, 0, 2), (0, 10, 0, 10), (1, 0, 0, 20), (0, 0, 0, 0)]
        {
            assert_eq!(of(own, others, empty, without), Labelling::Unusual);
        }
    }

    /// A reader must not see an item shrink and grow while other articles come and go.
    #[test]
    fn a_few_articles_more_or_less_do_not_change_the_answer() {
        let publisher = crate::testing::publisher();
        for (one, other) in [(labelled("岱岳网"), 14), (labelled("海岬网"), 6)] {
            let answers: Vec<Labelling> = (0..=4)
                .map(|more| {
                    let mut articles = vec![one.clone(); other + more];
                    articles.extend(vec![Article::default(); 20 - other - more]);
                    Labelling::of(&publisher, &articles)
                })
                .collect();
            assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{other}");
        }
    }
}
