//! One teaser for each article, though a list may link it several times.

use foldhash::HashMap;

use super::title;
use crate::extract::Teaser;
use crate::model::Guid;

/// The first place and the best title stay, and https before http; what one occurrence lacks, a later one gives.
pub(super) fn duplicates(teasers: Vec<Teaser>) -> Vec<Teaser> {
    let mut places: HashMap<Guid, usize> = HashMap::default();
    let mut united: Vec<Teaser> = Vec::with_capacity(teasers.len());
    for teaser in teasers {
        let guid = Guid::of(&teaser.url);
        let Some(&place) = places.get(&guid) else {
            places.insert(guid, united.len());
            united.push(teaser);
            continue;
        };
        let kept = &mut united[place];
        if is_better(&teaser.title, &kept.title) {
            kept.title = teaser.title;
        }
        if teaser.url.scheme() == "https" && kept.url.scheme() == "http" {
            kept.url = teaser.url;
        }
        kept.published = kept.published.or(teaser.published);
        kept.summary = kept.summary.take().or(teaser.summary);
        kept.image = kept.image.take().or(teaser.image);
        kept.article = kept.article.take().or(teaser.article);
    }
    united
}

/// Whole before cut, words before `more`.
fn is_better(new: &str, kept: &str) -> bool {
    if title::is_cut_beginning(kept, new) {
        return true;
    }
    let cut = (title::looks_cut(kept), title::looks_cut(new));
    match cut {
        (true, false) => new.chars().count() * 2 > kept.chars().count(),
        (false, true) => false,
        _ => kept.chars().count() < 6 && new.chars().count() > kept.chars().count(),
    }
}
