//! What the names of a page's elements suggest: words of `class`, `id`, `itemprop` and `role`.
//!
//! In: the values of these attributes. Out: a set of [`Hints`]. The rule: only whole words that sites of all kinds use
//! (`art-author` is `art` and `author`). A hint is no proof: the caller weighs it against what the element holds.

/// A set of suggestions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hints(u32);

impl Hints {
    /// Site furniture: menus, breadcrumbs, headers.
    pub(crate) const NAV: Self = Self(1);
    pub(crate) const FOOTER: Self = Self(1 << 1);
    pub(crate) const SIDEBAR: Self = Self(1 << 2);
    pub(crate) const COMMENTS: Self = Self(1 << 3);
    /// Other articles: related, recommended, popular, previous and next.
    pub(crate) const RELATED: Self = Self(1 << 4);
    pub(crate) const SHARE: Self = Self(1 << 5);
    /// Advertisements, subscriptions, cookie notices, dialogues.
    pub(crate) const PROMOTION: Self = Self(1 << 6);
    pub(crate) const TAGS: Self = Self(1 << 7);
    pub(crate) const AUTHOR: Self = Self(1 << 8);
    pub(crate) const SOURCE: Self = Self(1 << 9);
    pub(crate) const EDITOR: Self = Self(1 << 10);
    pub(crate) const DATE: Self = Self(1 << 11);
    pub(crate) const TITLE: Self = Self(1 << 12);
    pub(crate) const SUMMARY: Self = Self(1 << 13);
    pub(crate) const COPYRIGHT: Self = Self(1 << 14);
    pub(crate) const CAPTION: Self = Self(1 << 15);
    /// Words that bodies carry: `content`, `article`, `text`.
    pub(crate) const BODY: Self = Self(1 << 16);
    /// `itemprop=articleBody` and its like: says outright that this is the body.
    pub(crate) const ARTICLE_BODY: Self = Self(1 << 17);
    /// Not shown, by the element's own attributes.
    pub(crate) const HIDDEN: Self = Self(1 << 18);
    pub(crate) const MODIFIED: Self = Self(1 << 19);
    pub(crate) const PAGES: Self = Self(1 << 20);
    /// Several pictures in one place, with buttons to show the next one.
    pub(crate) const GALLERY: Self = Self(1 << 21);
    /// Not read aloud: decoration, or the page behind a dialogue.
    pub(crate) const UNREAD: Self = Self(1 << 23);

    /// Who made a picture, or who has it.
    pub(crate) const CREDIT: Self = Self(1 << 22);
    /// The line over a headline that names its subject.
    pub(crate) const KICKER: Self = Self(1 << 24);

    /// All hints for parts of a page that are not the article.
    pub(crate) const FURNITURE: Self = Self(0b111_1111);

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// From an attribute's value.
    pub(crate) fn of(value: &str) -> Self {
        let mut hints = Self::default();
        // Alone, `relative` says how a style sheet places the element; `Bxsh(modalShadow)` sets a property and names nothing.
        let names = value.split_ascii_whitespace().take(24);
        for name in names.filter(|name| *name != "relative" && !name.contains('(')) {
            let mut previous: Option<String> = None;
            let mut of_name = Self::default();
            let mut is_layout = false;
            for word in words(name) {
                of_name = of_name.with(of_word(&word));
                // `has-sidebar`, `container-sidebar` name the whole that has a side.
                is_layout |= matches!(
                    word.as_str(),
                    "has"
                        | "with"
                        | "without"
                        | "no"
                        | "container"
                        | "wrapper"
                        | "wrap"
                        | "layout"
                        | "main"
                        | "page"
                        | "grid"
                );
                if let Some(previous) = previous {
                    of_name = of_name.with(of_pair(&previous, &word));
                }
                previous = Some(word);
            }
            if is_layout {
                of_name = of_name.without(Self::SIDEBAR.with(Self::PROMOTION));
            }
            hints = hints.with(of_name);
        }
        hints
    }
}

/// `articleBody`, `article-body` and `article_body` are two words each.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for c in name.chars().take(80) {
        if !c.is_alphabetic() || (c.is_uppercase() && lower_before) {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            lower_before = false;
        }
        if c.is_alphabetic() {
            lower_before = c.is_lowercase();
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words.into_iter()
}

fn of_word(word: &str) -> Hints {
    match word {
        "nav" | "navbar" | "navigation" | "menu" | "breadcrumb" | "breadcrumbs" | "crumb"
        | "crumbs" | "masthead" | "topbar" | "toolbar" | "tools" | "login" | "search"
        | "searchbar" => Hints::NAV,
        "footer" | "foot" | "colophon" => Hints::FOOTER,
        "sidebar" | "aside" | "rail" | "complementary" => Hints::SIDEBAR,
        "comment" | "comments" | "reply" | "replies" | "respond" | "disqus" | "discuss"
        | "pinglun" | "liuyan" => Hints::COMMENTS,
        "related" | "relate" | "relative" | "recommend" | "recommended" | "recommendation"
        | "recommendations" | "recommends" | "tuijian" | "popular" | "trending" | "hot"
        | "ranking" | "rank" | "more" | "readmore" | "similar" | "suggested" | "xiangguan"
        | "outbrain" | "taboola" | "prevnext" | "siblings" | "upnext" => Hints::RELATED,
        "share" | "sharing" | "shares" | "social" | "sns" | "bshare" | "bdshare"
        | "bdsharebuttonbox" | "addthis" | "sharethis" | "qrcode" | "weixin" | "wechat"
        | "weibo" | "fenxiang" => Hints::SHARE,
        "ad" | "ads" | "adv" | "advert" | "advertisement" | "advertising" | "sponsor"
        | "sponsored" | "promo" | "promotion" | "newsletter" | "subscribe" | "subscription"
        | "signup" | "cookie" | "cookies" | "consent" | "gdpr" | "modal" | "popup" | "popwin"
        | "dialog" | "banner" | "paywall" | "donate" => Hints::PROMOTION,
        "tag" | "tags" | "keyword" | "keywords" | "topics" | "labels" => Hints::TAGS,
        "author" | "authors" | "byline" | "bylines" | "writer" | "reporter" | "zuozhe"
        | "autor" | "autores" | "autoren" | "auteur" | "auteurs" | "autore" | "autori"
        | "forfatter" | "firma" | "penulis" | "yazar" | "columnist" | "journalist" => Hints::AUTHOR,
        // `articleauthor`, `authorname`; an authority is none.
        word if word.ends_with("author")
            || word.ends_with("byline")
            || (word.starts_with("author") && !word.starts_with("authori")) =>
        {
            Hints::AUTHOR
        }
        "source" | "laiyuan" | "ly" | "origin" => Hints::SOURCE,
        "editor" | "editors" | "bianji" | "editer" => Hints::EDITOR,
        "date" | "time" | "pubtime" | "pubdate" | "datetime" | "published" | "publish"
        | "timestamp" | "shijian" | "riqi" | "datestamp" | "datum" | "fecha" | "postdate"
        | "entrydate" | "newsdate" | "articledate" | "publishdate" | "submitted" | "posted" => {
            Hints::DATE
        }
        "modified" | "updated" | "lastupdated" | "lastmod" => Hints::MODIFIED,
        "title" | "headline" | "biaoti" => Hints::TITLE,
        "summary" | "abstract" | "standfirst" | "lead" | "lede" | "dek" | "intro" | "excerpt"
        | "zhaiyao" | "daodu" | "subtitle" | "subheadline" | "description" => Hints::SUMMARY,
        "copyright" | "banquan" | "disclaimer" | "shengming" | "rights" | "statement" => {
            Hints::COPYRIGHT
        }
        "credit" => Hints::CAPTION.with(Hints::CREDIT),
        "credits" | "photocredit" | "imagecredit" | "photographer" | "attribution" | "fotograf"
        | "fotografo" | "photographe" | "bildquelle" | "bildnachweis" => Hints::CREDIT,
        "caption" | "captions" | "figcaption" | "cutline" | "bildunterschrift" | "bildtext"
        | "bildlegende" | "legende" | "légende" | "legenda" | "didascalia" | "onderschrift"
        | "bijschrift" | "billedtekst" | "bildetekst" | "kuvateksti" | "piefoto" => Hints::CAPTION,
        "content" | "article" | "text" | "body" | "entry" | "post" | "story" | "detail"
        | "zhengwen" | "zoom" | "fontzoom" | "neirong" | "richtext" | "editor-content" => {
            Hints::BODY
        }
        // As newspapers of several languages call it.
        "eyebrow" | "pretitle" | "toptitle" | "overtitle" | "supertitle" | "dachzeile"
        | "spitzmarke" | "surtitre" | "volanta" | "antetitulo" | "occhiello" => Hints::KICKER,
        word if ["kicker", "overline", "topline", "roofline"]
            .iter()
            .any(|name| word.ends_with(name)) =>
        {
            Hints::KICKER
        }
        "pagination" | "pager" | "pages" | "pagenav" | "fenye" | "paging" => Hints::PAGES,
        "gallery" | "galery" | "slideshow" | "carousel" | "swiper" | "lightbox" | "slider" => {
            Hints::GALLERY
        }
        "articlebody" => Hints::ARTICLE_BODY,
        word if word.ends_with("gallery") && word.len() > 7 => Hints::GALLERY,
        _ => Hints::default(),
    }
}

fn of_pair(first: &str, second: &str) -> Hints {
    match (first, second) {
        ("article" | "story" | "entry" | "post" | "news", "body" | "content" | "text") => {
            Hints::BODY
        }
        ("prev" | "previous", "next") | ("next", "prev" | "previous") => Hints::RELATED,
        ("read" | "most" | "also" | "see", "more" | "read" | "popular" | "also") => Hints::RELATED,
        ("sign" | "log", "up" | "in") => Hints::PROMOTION,
        ("side" | "right", "bar" | "side" | "column" | "col") => Hints::SIDEBAR,
        ("date" | "time", "modified" | "updated") => Hints::MODIFIED,
        ("image" | "img" | "photo" | "picture" | "pic" | "foto", "text" | "desc" | "legend")
        | ("media", "legend")
        | ("pie", "foto" | "de") => Hints::CAPTION,
        ("screen", "reader") | ("visually", "hidden") => Hints::HIDDEN,
        _ => Hints::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body whose class is `article-tagged` or `download` must not be cut.
    #[test]
    fn only_whole_words_hint() {
        assert!(Hints::of("art-meta authorName").has(Hints::AUTHOR));
        assert!(Hints::of("articleBody").has(Hints::BODY));
        assert!(Hints::of("shareBox").has(Hints::SHARE));
        assert!(Hints::of("relative-news").has(Hints::RELATED));
        assert!(Hints::of("postauthor").has(Hints::AUTHOR));
        for innocent in [
            "reshared",
            "download",
            "adapter",
            "thread",
            "navy",
            "hotel",
            "relative",
            "authority",
        ] {
            assert_eq!(Hints::of(innocent), Hints::default(), "{innocent}");
        }
    }
}
