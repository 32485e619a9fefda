//! The forms in which papers print who wrote an article and where it comes from, in the languages of the tables.
//!
//! `bylines/forms.txt` has a line for each form: invented markup, and the names that it credits.

#![expect(clippy::expect_used, reason = "tests")]

use byline::extract::article;
use byline::page::{Budget, Context};
use jiff::tz::TimeZone;
use url::Url;

const FORMS: &str = include_str!("bylines/forms.txt");
const DATE: &str = "2026-03-05 09:39";

/// The headline and a paragraph of the invented article, in the script of a language.
fn text(language: &str) -> [&'static str; 2] {
    match language {
        "zh" | "zh-TW" => [
            "渡船六月恢复停靠东码头",
            "会议讨论了东码头的修缮，渡船将在六月恢复停靠，居民不必再绕行海湾，预计工程全部费用由两个部门分担。",
        ],
        "ja" => [
            "渡し船、六月から東桟橋に寄港",
            "渡し船は六月から東の桟橋に再び寄港する。冬の間は桟橋が閉鎖され、乗客は湾を回るバスを使わなければならなかったと運航会社は述べた。",
        ],
        "ko" => [
            "여객선 6월부터 동쪽 부두 재입항",
            "여객선이 6월부터 동쪽 부두에 다시 들어온다고 운영사가 밝혔다. 겨울 동안 부두가 닫혀 승객들은 만을 도는 버스를 타야 했다.",
        ],
        "ru" | "uk" | "bg" | "be" | "mk" | "sr" | "mn" => [
            "Паром вернётся к восточному причалу",
            "Паром снова будет заходить к восточному причалу с июня, сообщил оператор, после зимы, в которую причал был закрыт, и пассажирам приходилось ехать вокруг залива на автобусе.",
        ],
        "ar" | "fa" | "ur" | "he" => [
            "العبّارة تعود إلى الرصيف الشرقي",
            "ستعود العبّارة إلى الرصيف الشرقي اعتبارا من شهر يونيو، كما قال المشغّل، بعد شتاء أغلق فيه الرصيف، واضطر الركاب إلى ركوب الحافلة حول الخليج.",
        ],
        "th" => [
            "เรือข้ามฟากกลับมาที่ท่าตะวันออก",
            "เรือข้ามฟากจะกลับมาเทียบท่าตะวันออกอีกครั้งตั้งแต่เดือนมิถุนายน ผู้ให้บริการกล่าว หลังจากฤดูหนาวที่ท่าเรือปิด และผู้โดยสารต้องนั่งรถบัสอ้อมอ่าวทุกวัน.",
        ],
        _ => [
            "A ferry returns to the east quay",
            "The ferry will call at the east quay again from June, the operator said, after a winter in which the pier was closed and every passenger had to take the bus around the bay.",
        ],
    }
}

/// The page that has `markup` in its places.
fn page(language: &str, markup: &str) -> String {
    let [title, text] = text(language);
    let at = |place: &str| -> String {
        let parts = markup.split(" ++ ").map(str::trim);
        let parts = parts.filter_map(|part| part.strip_prefix(place)?.strip_prefix(": "));
        parts.map(str::trim).collect()
    };
    let facts = match at("ld") {
        facts if facts.is_empty() => facts,
        facts => format!(
            r##"<script type="application/ld+json">{{"@graph":[{{"@type":"NewsArticle","headline":"{title}",{facts}}},
                {{"@type":"Person","@id":"#p","name":"Nora Peak"}}]}}</script>"##
        ),
    };
    let dated = match at("dated") {
        line if line.is_empty() => format!("<p class=t9>{DATE}</p>"),
        line => line.replace("{date}", DATE),
    };
    format!(
        "<!doctype html><html lang={language}><head><meta charset=utf-8><title>{title} - Harbour Site</title>\n\
         {}{facts}</head><body><div class=top><a href='/'>Harbour Site</a> <a href='/a'>A</a> <a href='/b'>B</a></div>\n\
         <div class=main>{}<h1>{title}</h1>{}{dated}\n\
         <div class=x4>{}<p>{} {text}</p><p>{text}</p><p>{text}</p><p>{text}{}</p>{}</div>{}</div>\n\
         <div class=footer>© 2026 Harbour Site</div></body></html>",
        at("head"),
        at("over"),
        at("line"),
        at("top"),
        at("first").replace("{text}", text),
        at("end"),
        at("last"),
        at("after"),
    )
}

/// The authors and the source of that page, as a line of the table writes them.
fn credits(language: &str, markup: &str) -> String {
    let article = article::read(
        &page(language, markup),
        &Context {
            url: &Url::parse("http://harbour.example/a/1.html").expect("a URL"),
            zone: &TimeZone::UTC,
            language,
            now: "2026-06-01T00:00:00Z".parse().expect("a time"),
            budget: &Budget::unbounded(),
        },
    );
    let article = article.expect("an article");
    let source = article.source.map(|source| format!("@ {}", source.name));
    let authors = article.byline.join("; ");
    let parts = [authors, source.unwrap_or_default()];
    parts.join(" ").trim().to_owned()
}

/// A writer who is not credited, and a name that is no writer's, are what a reader of the feed complains of first.
#[test]
fn every_form_credits_its_names() {
    let lines = FORMS.lines().enumerate();
    let forms = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let mut failures = Vec::new();
    for (at, line) in forms {
        let (language, rest) = line.split_once(" | ").expect("a language");
        let (markup, credited) = rest.rsplit_once("=>").expect("names");
        let got = credits(language, markup);
        if got != credited.trim() {
            failures.push(format!("{}: {line}\n    got {got}", at + 1));
        }
    }
    assert!(
        failures.is_empty(),
        "{} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
