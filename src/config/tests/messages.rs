//! Broken files, and each message word for word: they are what an operator works with.

use std::path::Path;
use std::time::Duration;

use crate::config::Replicas;

use super::{FEED, PUBLISHER, day, messages, messages_with, parse_at};

/// An operator who reads one mistake at a time would need as many attempts as there are mistakes.
#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = r##"[server]
listen = "localhost"
public-url = "feeds.example/x?y"
portt = 3
[cache]
memory = 256
[fetch]
per-host = 0
min-interval = "0.5s"
timeout = "0s"
max-page-bytes = "4 Mb"
user-agent = "岱岳"
[publishers.dyw]
name = "岱岳网"
url = "news.example"
language = "zh_CN"
[publishers.dyw.rights]
credit = "来源"
grant = "ful"
reprint-grant = "everything"
contact = "rights@news.example"
grants = "full"
[publishers.other]
name = ""
url = "http://"
timezone = "Asia/Shangai"
grant = "full"
[feeds.city]
publisher = "dwy"
title = 5
section = ["http://news.example/a/"]
interval = "0s"
limit = 0
item = "li"
[feeds.city.select]
items = "#main2 li"
title = "a::attr(href)"
limit = 3
[feeds.Second]
publisher = "dyw"
title = "x"
sections = ["a", 5, "http://n.example/", "http://n.example/#x", {url="ftp://x/", lable="y"}]
interval = 10
limit = 5000
gone = "true"
kind = "htm"
[feed.x]
title = "x"
"##;
    assert_eq!(
        messages(text),
        [
            r#"2: [server]: listen "localhost" is no IP address with a port; use "localhost:8080""#,
            r#"3: [server]: public-url "feeds.example/x?y" has no scheme; use "http://feeds.example/x?y""#,
            r#"4: [server]: unknown key "portt"; remove it. Known here: listen, public-url, admin-token-env, trusted-proxies"#,
            r#"6: [cache]: memory is the number 256; write a size in quotes, such as "256MiB""#,
            r#"8: [fetch]: per-host 0 is out of range; use 1 to 64"#,
            r#"9: [fetch]: min-interval "0.5s" is not a duration; use "500ms" (whole numbers with ms, s, m, h or d)"#,
            r#"10: [fetch]: timeout "0s" must be positive; use "15s""#,
            r#"11: [fetch]: max-page-bytes "4 Mb" is not a size; use "4MB" (a whole number with B, KB, MB, GB, KiB, MiB or GiB)"#,
            r#"12: [fetch]: user-agent "岱岳" cannot stand in a header; use plain ASCII"#,
            r#"13: publisher "dyw": timezone is missing; add timezone = "Asia/Shanghai" or the like: its pages print local times"#,
            r#"15: publisher "dyw": url "news.example" has no scheme; use "http://news.example""#,
            r#"16: publisher "dyw": language "zh_CN" is no language tag (BCP 47); use "zh-CN""#,
            r#"18: publisher "dyw": rights.credit "来源" does not name the source; write {source} where its name goes, such as "Source: {source}""#,
            r#"19: publisher "dyw": rights.grant "ful" is not known; did you mean "full"? Known: "headline", "excerpt" and "full""#,
            r#"20: publisher "dyw": rights.reprint-grant "everything" is not known; use "headline", "excerpt" or "full""#,
            r#"21: publisher "dyw": rights.contact "rights@news.example" has no scheme; use "mailto:rights@news.example""#,
            r#"22: publisher "dyw": rights: unknown key "grants"; did you mean "grant"? Known here: holder, notice, terms, contact, own-sources, unlabelled, credit, grant, reprint-grant, reprint-note, claims-within"#,
            r#"23: warning: publisher "other": language is missing, so "en" is assumed; add language = "zh-CN" or another tag"#,
            r#"24: publisher "other": name is empty; write a text, or remove the key"#,
            r#"25: publisher "other": url "http://" has no host; write the whole URL, such as "https://news.example/""#,
            r#"26: publisher "other": timezone "Asia/Shangai" is not known; did you mean "Asia/Shanghai"?"#,
            r#"27: publisher "other": unknown key "grant"; it belongs in [publishers.other.rights]. Known here: name, url, language, timezone, tracking-parameters, headers, cookies, user-agent, basic-auth, bearer, rights, sources"#,
            r#"29: feed "city": publisher "dwy" is not in this file; did you mean "dyw"? Known: "dyw" and "other""#,
            r#"30: feed "city": title is the number 5; write text in quotes"#,
            r#"31: feed "city": unknown key "section"; did you mean "sections"? Known here: publisher, title, description, sections, interval, max-interval, limit, kind, pages, gone, select, title-cut, filter"#,
            r#"32: feed "city": interval "0s" must be positive; use "10m""#,
            r#"33: feed "city": limit 0 is out of range; use 1 to 1000"#,
            r#"34: feed "city": unknown key "item"; it belongs in [feeds.city.select]. Known here: publisher, title, description, sections, interval, max-interval, limit, kind, pages, gone, select, title-cut, filter"#,
            r#"36: feed "city": select: unknown key "items"; did you mean "item"? Known here: item, title, link, date, summary, image, next"#,
            r#"37: feed "city": select.title "a::attr(href)" is no CSS selector at character 2, "::attr(href)": a pseudo-element selects nothing in a page; name the element alone"#,
            r#"38: feed "city": select: unknown key "limit"; it belongs in [feeds.city]. Known here: item, title, link, date, summary, image, next"#,
            r#"39: feed "Second": the id cannot stand in a URL; use 1 to 64 of a-z, 0-9, "-" and "_", beginning with a letter or digit, such as "second""#,
            r#"42: feed "Second": section "a" is not absolute; write the whole URL, such as "https://news.example/""#,
            r#"42: feed "Second": sections has the number 5 in it; write a URL in quotes, or { url = "…", label = "…" }"#,
            r#"42: feed "Second": section "http://n.example/" is listed twice; remove one of the two"#,
            r#"42: feed "Second": section url "ftp://x/" is a "ftp" URL; byline reads http and https only"#,
            r#"42: feed "Second": sections: unknown key "lable"; did you mean "label"? Known here: url, label"#,
            r#"43: feed "Second": interval is the number 10; write a duration in quotes, such as "10m""#,
            r#"44: feed "Second": limit 5000 is out of range; use 1 to 1000"#,
            r#"45: feed "Second": gone is the text "true"; write it without quotes: gone = true"#,
            r#"46: feed "Second": kind "htm" is not known; did you mean "html"? Known: "html", "json", "feed", "sitemap" and "wordpress""#,
            r#"47: top level: unknown key "feed"; did you mean "feeds"? Known here: server, cache, store, replicas, fetch, publishers, feeds, partners"#,
        ]
    );
}

/// Two feeds with one id: a copied block, and the id not changed. Both places are named, once.
#[test]
fn what_is_defined_twice_is_said_with_both_lines() {
    let copied = format!("{FEED}[feeds.city.select]\nitem = \"li\"\n");
    let text = format!("{PUBLISHER}{copied}{copied}");
    assert_eq!(
        messages(&text),
        [
            r#"12: feed "city" is defined twice, first on line 6; give one of them another id, or make them one"#
        ]
    );
    let text = format!("{PUBLISHER}{FEED}\n# a comment\n[[feeds.x.y]]\n[[feeds.x.y]]\n{FEED}");
    assert_eq!(
        messages(&text).last().map(String::as_str),
        Some(
            r#"14: feed "city" is defined twice, first on line 6; give one of them another id, or make them one"#
        )
    );
    let text = format!(
        "{PUBLISHER}{FEED}title = \"别的\"\n[feeds.city.select]\nitem = \"li\"\nitem = \"td\"\n[server]\n[feeds.city.select]\n[server]"
    );
    assert_eq!(
        messages(&text),
        [
            r#"10: feed "city": title is set twice, first on line 8; remove one of the two"#,
            r#"13: feed "city": select.item is set twice, first on line 12; remove one of the two"#,
            r#"15: [feeds.city.select] is defined twice, first on line 11; make the two one"#,
            r#"16: [server] is defined twice, first on line 14; make the two one"#,
        ]
    );
}

/// A missing quote must not hide what else is wrong, nor make up mistakes that are not there.
#[test]
fn syntax_errors_hide_nothing_and_make_nothing_up() {
    let text = format!(
        "{PUBLISHER}{}",
        r#"[feeds.a]
publisher = "dyw
title = 泰安新闻
interval = 10m
limit =
sections = ["http://a.example/"
description = 7
[feeds.b
publisher = "dyw"
[feeds.c]
title = "y" "z"
publisher : "dyw"
sections = [
 "http://b.example/"
 "http://c.example/"
]
description = "C:\qux"
limmit = 5
[feeds.泰安]
publisher = "dyw"
[feeds.d]
title = """never closed
limit = 0
"#
    );
    assert_eq!(
        messages(&text),
        [
            r#"7: feed "a": publisher has no closing quote; write publisher = "dyw""#,
            r#"8: feed "a": title is text without quotes; write title = "泰安新闻""#,
            r#"9: feed "a": interval is text without quotes; write interval = "10m""#,
            r#"10: feed "a": limit has no value; write one behind the "=", or remove the key"#,
            r#"11: feed "a": sections begins here and is never closed; add "]""#,
            r#"12: feed "a": description is the number 7; write text in quotes"#,
            r#"13: "[feeds.b" is no table header: unclosed table, expected "]"; write it as [name] on a line of its own"#,
            r##"16: feed "c": title is followed by "\"z\""; put a line break or "#" before it"##,
            r#"17: feed "c": "publisher" is not followed by "="; write publisher = …, or put a key of several words in quotes"#,
            r#"20: feed "c": sections lacks a comma before "\"http://c.example/\""; separate the values with commas"#,
            r#"22: feed "c": description has a "\" that TOML does not know; write "\\", or use single quotes"#,
            r#"23: feed "c": unknown key "limmit"; did you mean "limit"? Known here: publisher, title, description, sections, interval, max-interval, limit, kind, pages, gone, select, title-cut, filter"#,
            r#"24: "[feeds.泰安]" is no table header: invalid unquoted key, expected letters, numbers, "-", "_"; write it as [name] on a line of its own"#,
            r#"27: feed "d": title begins here and is never closed; add "\"\"\"""#,
            r#"28: feed "d": limit 0 is out of range; use 1 to 1000"#,
        ]
    );
}

/// What a feed lacks, what it names and is not there, and what is there in vain.
#[test]
fn missing_keys_and_dangling_references_are_said() {
    let text = format!(
        "{PUBLISHER}{}",
        r#"[feeds.l]
title = "j"
sections = []
[feeds.m]
publisher = "nobody"
[feeds.j]
publisher = "dyw"
title = "j"
kind = "json"
sections = ["http://news.example/j"]
[feeds.k]
publisher = "dyw"
title = "k"
kind = "json"
sections = ["http://news.example/j"]
[feeds.k.select]
item = "$.data"
title = "a[0]"
[feeds.n]
publisher = "dyw"
title = "n"
kind = "feed"
sections = [{ label = "x" }]
interval = "2h"
max-interval = "1h"
[feeds.n.select]
title = "h3"
[feeds.o]
publisher = "dyw"
title = "o"
kind = "sitemap"
sections = ["http://news.example/sitemap.xml"]
[feeds.o.select]
item = "url"
[publishers.dyw.sources."新华社"]
url = "x"
notise = "y"
"#
    );
    assert_eq!(
        messages(&text),
        [
            r#"6: feed "l": publisher is missing; add publisher = "dyw" (known: "dyw")"#,
            r#"8: feed "l": sections is empty; write sections = ["https://…"], the listing pages"#,
            r#"9: feed "m": title is missing; add title = "…", for people"#,
            r#"9: feed "m": sections is missing; add sections = ["https://…"], the listing pages"#,
            r#"10: feed "m": publisher "nobody" is not in this file; use one of "dyw", or add [publishers.nobody]"#,
            r#"11: feed "j": kind "json" needs paths into the document; add [feeds.j.select] with item, title and link"#,
            r#"22: feed "k": select.item "$.data" is no path at character 1: JSONPath is not read here; write "data.list" or "/data/list""#,
            r#"23: feed "k": select.title "a[0]" is no path at character 2: write keys and numbers joined by dots, such as "data.0.title""#,
            r#"28: feed "n": section url is missing; add url = "https://…""#,
            r#"30: feed "n": max-interval "1h" is below interval; use "2h" or more"#,
            r#"31: feed "n": select has no use with kind = "feed"; remove it"#,
            r#"38: feed "o": select has no use with kind = "sitemap"; remove it"#,
            r#"41: publisher "dyw": sources."新华社".url "x" is not absolute; write the whole URL, such as "https://news.example/""#,
            r#"42: publisher "dyw": sources."新华社": unknown key "notise"; did you mean "notice"? Known here: url, grant, notice"#,
        ]
    );
}

/// A partner that is locked out, or let in too long, is a contract broken.
#[test]
fn partners_are_checked_and_their_tokens_never_repeated() {
    let env = |name: &str| match name {
        "SAME" | "ADMIN" => Some("a-token-of-sixteen-or-more".to_owned()),
        "SHORT" => Some("hunter2".to_owned()),
        _ => None,
    };
    let text = format!(
        "{PUBLISHER}{FEED}{}",
        r#"[server]
admin-token-env = "ADMIN"
[partners.a]
token-env = "sk-123-abc"
feeds = ["citty"]
grant = "full"
until = "2027-12-31"
origins = ["https://h.example/page"]
rate = "lots"
[partners.b]
token-env = "MISSING"
feeds = []
until = 2001-01-01
[partners.c]
token-env = "SAME"
feeds = ["city"]
grant = "full"
until = 2027-12-31T10:00:00
[partners.d]
token-env = "MISSING"
feeds = ["city"]
grant = "full"
[partners.e]
token-env = "SHORT"
feeds = ["city"]
grant = "headline"
"#
    );
    let messages = messages_with(&text, &env);
    assert_eq!(
        messages,
        [
            r#"13: partner "a": token-env is not the name of an environment variable; write the name, such as "BYLINE_TOKEN", never the token"#,
            r#"14: partner "a": feed "citty" is not in this file; did you mean "city"?"#,
            r#"16: partner "a": until is the text "2027-12-31"; write it without quotes: until = 2027-12-31"#,
            r#"17: partner "a": origin "https://h.example/page" is more than a site; use "https://h.example""#,
            r#"18: partner "a": rate "lots" is not a rate; write requests per s, m, h or d, such as "600/h""#,
            r#"19: partner "b": grant is missing; add grant = "headline", "excerpt" or "full""#,
            r#"20: warning: partner "b": token-env "MISSING" is not set in the environment, so nobody can claim to be this partner; set it before `byline serve`"#,
            r#"21: partner "b": feeds is empty; name the feeds that the permission covers"#,
            r#"22: warning: partner "b": until 2001-01-01 is past, so the permission is over; renew it, or remove the partner"#,
            r#"24: partner "c": token-env "SAME" holds the token of the admin endpoints too; give each its own"#,
            r#"27: partner "c": until 2027-12-31T10:00:00 is no day; write the last day alone, such as 2027-12-31"#,
            r#"29: warning: partner "d": token-env "MISSING" is not set in the environment, so nobody can claim to be this partner; set it before `byline serve`"#,
            r#"29: partner "d": token-env "MISSING" holds the token of partner "b" too; give each its own"#,
            r#"33: partner "e": token-env "SHORT" holds a token of 7 characters, which can be guessed; use 16 or more, such as `openssl rand -hex 24` prints"#,
        ]
    );
    let all = messages.join("\n");
    assert!(!all.contains("hunter2") && !all.contains("sk-123") && !all.contains("sixteen"));
}

/// A short admin token can be guessed. The operator must learn that at the start.
#[test]
fn a_short_admin_token_is_refused() {
    for (token, refused) in [
        ("0123456789abcde", true),
        ("  0123456789abcde  ", true),
        ("x", true),
        ("0123456789abcdef", false),
        ("泰安新闻编辑部的长长的密钥在此处", false),
    ] {
        let env = |name: &str| (name == "ADMIN").then(|| token.to_owned());
        let text = format!("{PUBLISHER}{FEED}[server]\nadmin-token-env = \"ADMIN\"\n");
        let messages = messages_with(&text, &env).join("\n");
        let long = token.trim().chars().count();
        let said = messages.contains(&format!("holds a token of {long} character"));
        assert_eq!(said && !messages.contains("warning"), refused, "{messages}");
        assert!(
            !messages.contains(token.trim()) || token == "x",
            "{messages}"
        );
    }
}

/// A proxy is believed about its clients, so it is named exactly: else a reader could pass for any other.
#[test]
fn trusted_proxies_are_addresses_and_networks() {
    let text = format!(
        "{PUBLISHER}{FEED}[server]\n{}",
        r#"trusted-proxies = ["127.0.0.1", "10.0.0.1/8", "proxy.example", "::1", "0.0.0.0/0", 5]"#
    );
    assert_eq!(
        messages(&text),
        [
            r#"11: [server]: trusted-proxies "10.0.0.1/8" is an address within a network; use "10.0.0.0/8" for the network, or "10.0.0.1" for the address alone"#,
            r#"11: [server]: trusted-proxies "proxy.example" is no IP address or network; use one such as "127.0.0.1" or "10.0.0.0/8""#,
            r#"11: warning: [server]: trusted-proxies names everyone, so any reader can pretend to be any other; name the proxies alone"#,
            r#"11: [server]: trusted-proxies has the number 5 in it; write an address or a network in quotes, such as "10.0.0.0/8""#,
        ]
    );
}

/// Editors write names as they are; the id that was meant is one word away.
#[test]
fn a_name_as_an_id_is_answered_with_an_id() {
    let text = format!("{PUBLISHER}{FEED}[feeds.zürich] # Stadt\npublisher = \"dyw\"\n");
    assert_eq!(
        messages(&text),
        [
            r#"10: "[feeds.zürich] # Stadt" has an id that cannot stand in a URL; use [feeds.zuerich]"#
        ]
    );
    let text = format!(
        "{PUBLISHER}{FEED}[feeds.\"münchen\"]\npublisher = \"dyw\"\ngone = true\n[feeds.\"泰安\"]\npublisher = \"dyw\"\ngone = true\n"
    );
    assert_eq!(
        messages(&text),
        [
            r#"10: feed "münchen": the id cannot stand in a URL; use 1 to 64 of a-z, 0-9, "-" and "_", beginning with a letter or digit, such as "muenchen""#,
            r#"13: feed "泰安": the id cannot stand in a URL; use 1 to 64 of a-z, 0-9, "-" and "_", beginning with a letter or digit"#,
        ]
    );
}

/// What works, and is probably not meant.
#[test]
fn warnings_do_not_keep_a_file_from_being_used() {
    let text = format!(
        "{PUBLISHER}[publishers.dyw.rights]\ngrant = \"headline\"\nreprint-grant = \"full\"\n{FEED}interval = \"30s\"\n{}",
        r#"[publishers.spare]
name = "备用"
url = "http://spare.example/"
language = "zh-CN"
timezone = "UTC"
[server]
listen = "0.0.0.0:80"
[fetch]
min-interval = "10ms"
user-agent = "byline"
"#
    );
    assert_eq!(
        messages(&text),
        [
            r#"8: warning: publisher "dyw": rights.reprint-grant "full" gives more of what others own than grant "headline" gives of its own; were the two swapped?"#,
            r#"13: warning: feed "city": interval "30s" is under a minute, which origins may resent; use "1m" or more"#,
            r#"14: warning: publisher "spare" has no feed; add one, or remove it"#,
            r#"20: warning: [server]: public-url is missing, so feeds will link to http://127.0.0.1/; add the URL that readers reach"#,
            r#"22: warning: [fetch]: min-interval "10ms" is too fast for news.example; use "500ms" or more for machines of others"#,
            r#"23: warning: [fetch]: user-agent "byline" has no contact, so origins may block it; add a URL or an e-mail address"#,
        ]
    );
    assert!(super::config(&text).feeds.contains_key("city"));
}

/// Files that hold no feeds at all still have a way out.
#[test]
fn a_file_without_feeds_says_how_to_begin() {
    let begin = "1: the file has no feed; add [feeds.ID] with publisher, title and sections (`byline schema --sample` prints a whole file)";
    assert_eq!(messages(""), [begin]);
    assert_eq!(messages("# nothing yet\n"), [begin]);
    assert_eq!(
        messages("[[feeds]]\ntitle = \"x\"\n[publishers]\nx = 1\n"),
        [
            "1: feeds must be tables with an id each; write [feeds.ID]",
            r#"4: publisher "x" is the number 1; write a table, [publishers.x]"#,
        ]
    );
}

/// A line break in a key would let a file write lines of its own into a log.
#[test]
fn a_message_is_one_line_whatever_the_keys_hold() {
    let text = "'''泰\n''' = 1\n\"a\\nb\" = 1\n[feeds.\"x\\ny\"]\n\"p\\nq\" = 1\n";
    assert_eq!(
        messages(text),
        [
            r#"1: top level: '''泰\n''' is no TOML: keys cannot be multi-line literal strings, expected basic string, literal string; correct the value"#,
            r#"3: top level: unknown key "a\nb"; remove it. Known here: server, cache, store, replicas, fetch, publishers, feeds, partners"#,
            r#"4: feed "x\ny": the id cannot stand in a URL; use 1 to 64 of a-z, 0-9, "-" and "_", beginning with a letter or digit, such as "x-y""#,
            r#"4: feed "x\ny": publisher is missing; add publisher = "ID", and a table [publishers.ID]"#,
            r#"4: feed "x\ny": title is missing; add title = "…", for people"#,
            r#"4: feed "x\ny": sections is missing; add sections = ["https://…"], the listing pages"#,
            r#"5: feed "x\ny": unknown key "p\nq"; remove it. Known here: publisher, title, description, sections, interval, max-interval, limit, kind, pages, gone, select, title-cut, filter"#,
        ]
    );
}

/// A file that cannot be read is named, with what to do.
#[test]
fn an_unreadable_file_says_what_to_do() {
    let folder = std::env::temp_dir().join(format!("byline-config-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let messages = |name: &str, bytes: Option<&[u8]>| {
        let path = folder.join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).expect("a file for the test");
        }
        let error = crate::config::read(&path)
            .map(|_| ())
            .expect_err("not a configuration");
        error
            .to_string()
            .replace(&folder.display().to_string(), "~")
    };
    assert_eq!(
        messages("none.toml", None),
        "~/none.toml: there is no such file; `byline schema --sample > feeds.toml` writes a commented one, `--config FILE` names another"
    );
    assert_eq!(
        messages(
            "gbk.toml",
            Some(b"[feeds.a]\ntitle = \"\xcc\xa9\xb0\xb2\"\n")
        ),
        "~/gbk.toml:2: byte 22 of the file is not UTF-8 (perhaps it is GBK); save it as UTF-8"
    );
    assert_eq!(
        messages("utf16.toml", Some(b"\xff\xfe[\0")),
        "~/utf16.toml: the file is UTF-16; save it as UTF-8"
    );
    assert_eq!(
        messages("", None),
        "~/: this is a directory; name the file in it with `--config ~/feeds.toml`"
    );
    let _ = std::fs::remove_dir_all(&folder);
    assert!(crate::config::read(Path::new("")).is_err());
}

/// A page on another's site brings another's articles: under this name and these terms they would be passed off.
#[test]
fn a_section_on_another_host_than_its_publishers_is_said() {
    let other = "[publishers.cape]\nname = \"Cape\"\nurl = \"https://cape.test/\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n\
                 [feeds.cape]\npublisher = \"cape\"\ntitle = \"Cape\"\nsections = [\"https://cape.test/news/\"]\n";
    for (section, warned_of) in [
        ("http://news.example/city/", None),
        ("https://www.news.example:8443/city/", None),
        ("http://city.news.example/", None),
        (
            "http://herald.test/city/",
            Some("herald.test, and not on news.example"),
        ),
        ("https://www.cape.test/port/", Some("publisher = \"cape\"")),
    ] {
        let feed = FEED.replace("http://news.example/city/", section);
        let messages = messages(&format!("{PUBLISHER}{feed}{other}"));
        match warned_of {
            None => assert_eq!(messages, Vec::<String>::new(), "{section}"),
            Some(of) => {
                assert_eq!(messages.len(), 1, "{messages:?}");
                assert!(messages[0].starts_with("9: warning: feed \"city\": section "));
                assert!(messages[0].contains(of), "{messages:?}");
            }
        }
    }
    let gone = FEED.replace("news.example", "herald.test") + "gone = true\n";
    assert_eq!(
        messages(&format!("{PUBLISHER}{gone}")),
        Vec::<String>::new()
    );
}

/// A publisher that is called by its host owns nothing: no page says that it comes from `127.0.0.1`.
#[test]
fn a_name_that_is_a_host_is_said() {
    for (name, is_host) in [
        ("127.0.0.1:8080", true),
        ("127.0.0.1", true),
        ("localhost", true),
        ("NEWS.example", true),
        ("www.news.example", true),
        ("https://cape.test/", true),
        ("cape-herald.co.uk", true),
        ("岱岳网", false),
        ("1984", false),
        ("The 5.30 Post", false),
        ("St.Gallen", false),
        ("Cape/Island", false),
    ] {
        let named = PUBLISHER.replace("岱岳网", name);
        let messages = messages(&format!("{named}{FEED}"));
        assert_eq!(messages.len(), usize::from(is_host), "{name}: {messages:?}");
        if is_host {
            assert!(
                messages[0].contains("is a host; write the name"),
                "{messages:?}"
            );
        }
        let held = format!("{PUBLISHER}[publishers.dyw.rights]\nholder = \"{name}\"\n{FEED}");
        assert_eq!(self::messages(&held).len(), usize::from(is_host), "{name}");
    }
}

/// A store that is not where the operator thinks it is loses takedowns; and a URL with its password is never repeated.
#[test]
fn a_database_that_cannot_be_meant_is_refused() {
    let with = |store: &str, url: &str| {
        let text = format!("{PUBLISHER}{FEED}[store]\n{store}\n");
        let url = url.to_owned();
        messages_with(&text, &|name| {
            (name == "DB" && !url.is_empty()).then(|| url.clone())
        })
    };
    let url = "postgres://byline:hunter2@db.example/byline";
    let named = "postgres-url-env = \"DB\"";
    assert_eq!(with(named, url), Vec::<String>::new());
    let set_it = "set it to postgres://USER:PASSWORD@HOST/DATABASE before `byline serve`";
    assert_eq!(
        with(named, ""),
        [format!(
            r#"11: [store]: postgres-url-env "DB" is not set in the environment, so there is no store; {set_it}"#
        )]
    );
    assert_eq!(
        with(named, "mysql://byline:hunter2@db.example/byline"),
        [format!(
            r#"11: [store]: postgres-url-env "DB" does not hold the URL of a PostgreSQL database; {set_it}"#
        )]
    );
    assert_eq!(
        with(&format!("postgres-url-env = \"{url}\""), ""),
        [
            r#"11: [store]: postgres-url-env is not the name of an environment variable; write the name, such as "BYLINE_DATABASE_URL", never the URL"#
        ]
    );
    let text = format!("{PUBLISHER}{FEED}[store]\n{named}\n");
    let env = |_: &str| Some(url.to_owned());
    let config = parse_at(&text, "f", &env, day()).expect("in order").config;
    let database = config.store_database.expect("it is named");
    assert_eq!((&*database.variable, database.url.expose()), ("DB", url));
    assert_eq!(config.store_path, None);
    let with_copy = format!("{text}path = \"data\"\n");
    let config = parse_at(&with_copy, "f", &env, day())
        .expect("in order")
        .config;
    assert!(config.store_database.is_some() && config.store_path.is_some());
}

/// Two replicas of one name, or one that serves for longer than it was meant to, would break what takedowns promise.
#[test]
fn replicas_are_told_what_is_wrong() {
    let env = |_: &str| Some("postgres://a@b/c".to_owned());
    let text = |store: &str, replicas: &str| {
        format!("{PUBLISHER}{FEED}[store]\n{store}\n[replicas]\n{replicas}\n")
    };
    let read = |text: &str| {
        parse_at(text, "f", &env, day())
            .expect("in order")
            .config
            .replicas
    };
    let database = "postgres-url-env = \"DB\"";
    let replicas = read(&text(database, "name = \"north\"\nisolated = \"stop\""));
    assert_eq!(replicas.name.as_deref(), Some("north"));
    assert_eq!(replicas.isolated_for, Some(Duration::from_secs(30)));
    assert_eq!(read(&text(database, "")), Replicas::default());
    for (store, replicas, message) in [
        (
            "path = \"data\"",
            "name = \"a\"",
            "12: [replicas]: a byline has replicas only over a database; add postgres-url-env to [store], or remove [replicas]",
        ),
        (
            database,
            "isolated = \"halt\"",
            "13: [replicas]: isolated \"halt\" is not known; use \"serve\" or \"stop\"",
        ),
        (
            database,
            "isolated = \"stop\"\nisolated-for = \"1s\"",
            "14: [replicas]: isolated-for \"1s\" is too short; use \"10s\" or more",
        ),
        (
            database,
            "isolated-for = \"20s\"",
            "13: warning: [replicas]: isolated-for does nothing without isolated = \"stop\"; add that, or remove it",
        ),
    ] {
        assert_eq!(messages_with(&text(store, replicas), &env), [message]);
    }
}

/// A filter that says what it cannot do hides nothing, and the operator learns it from the feed.
#[test]
fn a_filter_that_means_nothing_is_told() {
    let text = format!(
        "{PUBLISHER}{FEED}title-cut = ['(', \"^Live: \"]\n[feeds.city.filter]\n\
         include = []\nexclude = [\"\", 5, {{ words = \"a\", pattern = \"b\" }}, {{ fields = [\"titel\"] }}, \
         {{ words = \"a\", fields = [] }}]\nmax-age = \"1m\"\nreprints = \"no\"\n"
    );
    let filter = text.lines().position(|line| line == "[feeds.city.filter]");
    let line = filter.expect("the filter") + 1;
    let (title, include, exclude) = (line - 1, line + 1, line + 2);
    assert_eq!(
        messages(&text),
        [
            format!(
                r#"{title}: feed "city": title-cut "(" is no regular expression: unclosed group; see docs.rs/regex for the syntax"#
            ),
            format!(
                r#"{include}: feed "city": filter.include is empty; write a rule, or remove the key"#
            ),
            format!(
                r#"{exclude}: feed "city": filter.exclude "" is empty; write the words that are looked for"#
            ),
            format!(
                r#"{exclude}: feed "city": filter.exclude has the number 5 in it; write words in quotes, or {{ words = "…" }} or {{ pattern = "…" }}"#
            ),
            format!(
                r#"{exclude}: feed "city": filter.exclude: a rule has words and a pattern; write two rules"#
            ),
            format!(
                r#"{exclude}: feed "city": filter.exclude: a rule has neither words nor pattern; add words = "…" or pattern = "…""#
            ),
            format!(
                r#"{exclude}: feed "city": filter.exclude: fields "titel" is not known; did you mean "title"? Known: "title", "summary", "source", "author", "category" and "url""#
            ),
            format!(
                r#"{exclude}: feed "city": filter.exclude: fields is empty; write fields = ["title"], or remove the key"#
            ),
            format!(
                r#"{}: feed "city": filter.max-age "1m" is too short; use "1h" or more"#,
                exclude + 1
            ),
            format!(
                r#"{}: feed "city": filter.reprints is the text "no"; write true or false, without quotes"#,
                exclude + 2
            ),
        ]
    );
}

/// An operator learns what is wrong with a header, a cookie or a token, and no message repeats its value.
#[test]
fn what_cannot_be_sent_to_a_publisher_is_told_without_its_value() {
    let own = r#"headers = { "X Key" = "hunter2", Host = "hunter2", Cookie = "hunter2", X-A = 5, X-B = "hunter2\u0007", X-C = { env = "hun ter2" }, X-D = {}, X-E = { env = "UNSET" } }
cookies = { sid = "a; hunter2", "s d" = "hunter2" }
user-agent = "岱岳"
basic-auth = { user = "a:b", password = "hunter2" }
bearer = ""
"#;
    let text = format!("{PUBLISHER}{own}{FEED}");
    let found = messages(&text);
    let told = |part: &str| {
        let all = found
            .iter()
            .filter(|message| message.contains(part))
            .count();
        assert_eq!(all, 1, "{part} in {found:#?}");
    };
    for part in [
        r#"headers."X Key" is no name of a header; use letters, digits and "-""#,
        r#"headers."Host" is byline's own to set; remove it"#,
        r#"headers."Cookie" has a key of its own; write cookies = { NAME = "…" }"#,
        r#"headers.X-A is the number 5; write a text in quotes, or { env = "NAME" }"#,
        r#"headers."X-B" cannot stand in a header; use plain ASCII on one line"#,
        r#"headers."X-C".env is not the name of an environment variable; write the name, never the value"#,
        r#"headers."X-D" names no variable; write { env = "NAME" }"#,
        r#"warning: publisher "dyw": headers."X-E": "UNSET" is not set in the environment, so origins are asked without it; set it before `byline serve`"#,
        r#"cookies."sid" has a ";" in it; write the value alone, and each cookie by its name"#,
        r#"cookies."s d" is no name of a cookie; write the name as the site sets it"#,
        "user-agent cannot stand in a header; use plain ASCII on one line",
        "basic-auth and bearer are one header; keep one of the two",
    ] {
        told(part);
    }
    assert!(
        !found
            .iter()
            .any(|it| it.contains("hunter2") || it.contains("hun ter2")),
        "{found:#?}"
    );
}

/// A name that would take every parameter away would make one article of all.
#[test]
fn a_tracking_parameter_is_the_name_of_one() {
    let own = "tracking-parameters = [\"source\", \"trk_*\", \"*\", \"a=b\", \" \"]\n";
    let all = r#"would remove every parameter; write the name of one, such as "source" or "trk_*""#;
    let no_name = r#"is no name of a query parameter; write what stands before the "=", such as "source" or "trk_*""#;
    assert_eq!(
        messages(&format!("{PUBLISHER}{own}{FEED}")),
        [
            format!(r#"6: publisher "dyw": tracking-parameters "*" {all}"#),
            format!(r#"6: publisher "dyw": tracking-parameters "a=b" {no_name}"#),
            format!(r#"6: publisher "dyw": tracking-parameters " " {all}"#),
        ]
    );
}

/// Without `_embed` WordPress names its authors by number, and nobody would know why the feed has none.
#[test]
fn a_list_of_wordpress_posts_asks_for_names() {
    let warned = |url: &str| {
        let text = format!(
            "{PUBLISHER}[feeds.w]\npublisher = \"dyw\"\ntitle = \"w\"\nkind = \"wordpress\"\nsections = [\"{url}\"]\n"
        );
        let loaded = crate::config::parse(&text, "feeds.toml", &|_| None).expect("in order");
        let warnings = loaded.warnings.into_iter();
        warnings
            .map(|it| it.to_string())
            .filter(|it| it.contains("names no authors"))
            .collect::<Vec<_>>()
    };
    let bare = warned("http://news.example/wp-json/wp/v2/posts?per_page=50");
    assert_eq!(bare.len(), 1);
    assert!(
        bare[0].contains("use \"http://news.example/wp-json/wp/v2/posts?per_page=50&_embed=1\""),
        "{bare:?}"
    );
    for url in [
        "posts?_embed",
        "posts?_embed=author,wp:term",
        "posts?_embed[]=author",
    ] {
        assert_eq!(
            warned(&format!("http://news.example/wp-json/wp/v2/{url}")),
            [""; 0]
        );
    }
}
