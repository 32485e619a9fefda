//! What each language prints: dates and the words beside them, labels, "next page", calls, and byline's own words in
//! an embed. One table a language, one file a table.
//!
//! Months and weekdays are glibc's, from `pure_rust_locales`; a table adds only the spellings that glibc does
//! not have. The words of relative dates are written down here: CLDR's, which ICU4X has as an experiment, know
//! no "about", no "half an hour", no "час назад", and cost a megabyte.
//!
//! Phrases of one list are parted by `|` and written without a closing full stop. Case, accents and the
//! spelling of apostrophes make no difference in dates (`extract::date::fold`). A new language is a file and two lines
//! here.

mod af;
mod am;
mod ar;
mod az;
mod be;
mod bg;
mod bn;
mod ca;
mod cs;
mod cy;
mod da;
mod de;
mod el;
pub(crate) mod en;
mod es;
mod et;
mod eu;
mod fa;
mod fi;
mod fil;
mod fr;
mod ga;
mod gl;
mod gu;
mod he;
mod hi;
mod hr;
mod hu;
mod hy;
mod id;
mod is;
mod it;
mod ja;
mod ka;
mod kk;
mod km;
mod kn;
mod ko;
mod ky;
mod lb;
mod lo;
mod lt;
mod lv;
mod mk;
mod ml;
mod mn;
mod mr;
mod ms;
mod mt;
mod my;
mod nb;
mod ne;
mod nl;
mod pa;
mod pl;
mod ps;
mod pt;
mod ro;
mod ru;
mod si;
mod sk;
mod sl;
mod sq;
mod sr;
mod sv;
mod sw;
mod ta;
mod table;
mod te;
mod tg;
mod th;
mod tr;
mod uk;
mod ur;
mod uz;
mod vi;
pub(crate) mod zh;

use std::collections::HashMap;
use std::sync::LazyLock;

use self::table::NOTHING;
pub use self::table::Order;
pub(crate) use self::table::{
    Calendar, Captions, Embed, FirstPublished, Labels, Language, Names, Unit,
};

/// The language of pages that say none.
pub(crate) static NONE: Language = NOTHING;

/// Every language.
pub(crate) static ALL: [&Language; 76] = [
    &af::LANGUAGE,
    &am::LANGUAGE,
    &ar::LANGUAGE,
    &az::LANGUAGE,
    &be::LANGUAGE,
    &bg::LANGUAGE,
    &bn::LANGUAGE,
    &ca::LANGUAGE,
    &cs::LANGUAGE,
    &cy::LANGUAGE,
    &da::LANGUAGE,
    &de::LANGUAGE,
    &el::LANGUAGE,
    &en::LANGUAGE,
    &es::LANGUAGE,
    &et::LANGUAGE,
    &eu::LANGUAGE,
    &fa::LANGUAGE,
    &fi::LANGUAGE,
    &fil::LANGUAGE,
    &fr::LANGUAGE,
    &ga::LANGUAGE,
    &gl::LANGUAGE,
    &gu::LANGUAGE,
    &he::LANGUAGE,
    &hi::LANGUAGE,
    &hr::LANGUAGE,
    &hu::LANGUAGE,
    &hy::LANGUAGE,
    &id::LANGUAGE,
    &is::LANGUAGE,
    &it::LANGUAGE,
    &ja::LANGUAGE,
    &ka::LANGUAGE,
    &kk::LANGUAGE,
    &km::LANGUAGE,
    &kn::LANGUAGE,
    &ko::LANGUAGE,
    &ky::LANGUAGE,
    &lb::LANGUAGE,
    &lo::LANGUAGE,
    &lt::LANGUAGE,
    &lv::LANGUAGE,
    &mk::LANGUAGE,
    &ml::LANGUAGE,
    &mn::LANGUAGE,
    &mr::LANGUAGE,
    &ms::LANGUAGE,
    &mt::LANGUAGE,
    &my::LANGUAGE,
    &nb::LANGUAGE,
    &ne::LANGUAGE,
    &nl::LANGUAGE,
    &pa::LANGUAGE,
    &pl::LANGUAGE,
    &ps::LANGUAGE,
    &pt::LANGUAGE,
    &ro::LANGUAGE,
    &ru::LANGUAGE,
    &si::LANGUAGE,
    &sk::LANGUAGE,
    &sl::LANGUAGE,
    &sq::LANGUAGE,
    &sr::LANGUAGE,
    &sv::LANGUAGE,
    &sw::LANGUAGE,
    &ta::LANGUAGE,
    &te::LANGUAGE,
    &tg::LANGUAGE,
    &th::LANGUAGE,
    &tr::LANGUAGE,
    &uk::LANGUAGE,
    &ur::LANGUAGE,
    &uz::LANGUAGE,
    &vi::LANGUAGE,
    &zh::LANGUAGE,
];

static BY_TAG: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let tags = ALL.iter().enumerate();
    tags.flat_map(|(at, language)| language.tags.split('|').map(move |tag| (tag, at)))
        .collect()
});

/// The phrases of one list, in every language.
pub(crate) fn phrases(
    list: impl Fn(&Language) -> &'static str,
) -> impl Iterator<Item = &'static str> {
    ALL.iter().flat_map(move |language| split(list(language)))
}

/// The phrases of one list.
pub(crate) fn split(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('|').filter(|phrase| !phrase.is_empty())
}

/// Where the language of a tag (BCP 47) stands in [`ALL`].
pub(crate) fn of_tag(tag: &str) -> Option<usize> {
    let primary = tag.split(['-', '_']).next()?;
    let known = BY_TAG.get(primary);
    known
        .or_else(|| BY_TAG.get(primary.to_ascii_lowercase().as_str()))
        .copied()
}
