//! The names that list endpoints give to an article's parts, best first.
//!
//! Names compare without case, `_`, `-` and white space: `publish_time` is `publishTime`.

use serde_json::Value;

pub(in crate::extract) const TITLE: [&str; 9] = [
    "title",
    "headline",
    "longtitle",
    "doctitle",
    "newstitle",
    "articletitle",
    "subject",
    "name",
    "标题",
];
pub(in crate::extract) const LINK: [&str; 19] = [
    "url",
    "link",
    "href",
    "permalink",
    "weburl",
    "pcurl",
    "docurl",
    "docpuburl",
    "articleurl",
    "newsurl",
    "linkurl",
    "shareurl",
    "canonicalurl",
    "targeturl",
    "htmlurl",
    "wapurl",
    "mobileurl",
    "path",
    "uri",
];
pub(super) const DATE: [&str; 24] = [
    "published",
    "publishedat",
    "datepublished",
    "publishtime",
    "publishdate",
    "publisheddate",
    "pubdate",
    "pubtime",
    "publicationdate",
    "firstpublished",
    "docreltime",
    "docpubtime",
    "releasetime",
    "showtime",
    "date",
    "datetime",
    "time",
    "ptime",
    "ctime",
    "createtime",
    "createdat",
    "created",
    "timestamp",
    "日期",
];
pub(in crate::extract) const SUMMARY: [&str; 13] = [
    "summary",
    "abstract",
    "description",
    "excerpt",
    "digest",
    "intro",
    "brief",
    "teaser",
    "lead",
    "standfirst",
    "docabstract",
    "desc",
    "摘要",
];
pub(in crate::extract) const IMAGE: [&str; 18] = [
    "image",
    "imageurl",
    "img",
    "imgurl",
    "imgsrc",
    "thumbnail",
    "thumbnailurl",
    "thumb",
    "cover",
    "coverurl",
    "coverimg",
    "pic",
    "picurl",
    "picture",
    "photo",
    "leadimage",
    "images",
    "pics",
];

/// The values of `item` under any of `names`, in the order of `names`.
pub(in crate::extract) fn values<'v>(
    item: &'v Value,
    names: &'static [&'static str],
) -> impl Iterator<Item = &'v Value> {
    let map = item.as_object();
    names.iter().filter_map(move |name| {
        map?.iter()
            .find(|(key, _)| is_named(key, name))
            .map(|(_, value)| value)
    })
}

/// The values of `item` that may be its date, best first, and whether their names say that they are in UTC. Of
/// `date` and `date_gmt` the second is exact.
pub(in crate::extract) fn dates(item: &Value) -> impl Iterator<Item = (bool, &Value)> {
    let map = item.as_object();
    DATE.iter().flat_map(move |name| {
        let of = move |key: &str, is_utc| {
            if is_utc {
                is_utc_name(key) && is_named(without_utc(key), name)
            } else {
                is_named(key, name)
            }
        };
        [true, false].into_iter().filter_map(move |is_utc| {
            map?.iter()
                .find(|(key, _)| of(key, is_utc))
                .map(|(_, value)| (is_utc, value))
        })
    })
}

/// Whether a name says that its time is in UTC: `date_gmt`, `publishedUtc`, `utc_date`. Not `gmt_create`, which is the
/// custom of a large company whose times are local.
pub(in crate::extract) fn is_utc_name(key: &str) -> bool {
    without_utc(key).len() < key.len()
}

fn without_utc(key: &str) -> &str {
    let is = |part: Option<&str>, word: &str| part.is_some_and(|it| it.eq_ignore_ascii_case(word));
    let end = key.len().saturating_sub(3);
    if is(key.get(end..), "gmt") || is(key.get(end..), "utc") {
        return &key[..end];
    }
    if is(key.get(..3), "utc") {
        return &key[3..];
    }
    key
}

pub(super) fn is_named(key: &str, name: &str) -> bool {
    let mut letters = key
        .chars()
        .filter(|c| !matches!(c, '_' | '-' | ' '))
        .flat_map(char::to_lowercase);
    name.chars().all(|c| letters.next() == Some(c)) && letters.next().is_none()
}

/// The text of a value; of an object one of `parts`, of a list its first text.
pub(in crate::extract) fn scalar(value: &Value, parts: &[&str]) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        // One level each: what lies deeper, a path must name.
        Value::Array(list) => list.iter().find_map(|value| match value {
            Value::Array(_) => None,
            value => scalar(value, parts),
        }),
        Value::Object(map) => parts
            .iter()
            .filter_map(|part| map.get(*part))
            .find_map(|value| match value {
                Value::Object(_) | Value::Array(_) => None,
                value => scalar(value, parts),
            }),
        Value::Null | Value::Bool(_) => None,
    }
}
