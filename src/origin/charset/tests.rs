use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, GB18030, ISO_8859_2, KOI8_R, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1256,
};

use super::*;

const SIMPLIFIED: &str = "泰安新闻:岱岳区今年将新建三所小学,方便附近居民的孩子就近入学。记者从教育部门了解到,工程预计明年九月完工。责任编辑:王五";
const TRADITIONAL: &str = "本報訊:市政府昨天宣布,明年將在東區興建新的圖書館,預計三年內完工,屆時可供市民借閱書籍並舉辦各種活動。";
const JAPANESE: &str = "市は昨日、来年の春から新しい図書館を開くと発表した。子どもたちのための読書室も作られる予定である。";
const KOREAN: &str = "시는 어제 내년 봄부터 새로운 도서관을 연다고 발표했다. 어린이를 위한 독서실도 마련될 예정이다.";
const RUSSIAN: &str = "Городская администрация сообщила вчера, что новая библиотека откроется весной. Для детей появится читальный зал.";
const FRENCH: &str = "La mairie a annoncé hier que la bibliothèque « Été » rouvrirait après des travaux très attendus ; l’accès sera gratuit.";
const POLISH: &str = "Władze miasta ogłosiły wczoraj, że wiosną zostanie otwarta nowa biblioteka. Dzieci będą miały czytelnię.";
const GREEK: &str = "Ο δήμος ανακοίνωσε χθες ότι η νέα βιβλιοθήκη θα ανοίξει την άνοιξη, με αναγνωστήριο για τα παιδιά.";
const ARABIC: &str =
    "أعلنت البلدية أمس أن المكتبة الجديدة ستفتح أبوابها في الربيع مع قاعة قراءة للأطفال في المدينة";

fn samples() -> Vec<(&'static str, &'static Encoding)> {
    vec![
        (SIMPLIFIED, GB18030),
        (SIMPLIFIED, UTF_8),
        (TRADITIONAL, BIG5),
        (TRADITIONAL, UTF_8),
        (JAPANESE, SHIFT_JIS),
        (JAPANESE, EUC_JP),
        (KOREAN, EUC_KR),
        (RUSSIAN, WINDOWS_1251),
        (RUSSIAN, KOI8_R),
        (RUSSIAN, UTF_8),
        (FRENCH, WINDOWS_1252),
        (FRENCH, UTF_8),
        (POLISH, ISO_8859_2),
        (GREEK, WINDOWS_1253),
        (ARABIC, WINDOWS_1256),
    ]
}

fn page(text: &str, meta: Option<&str>) -> String {
    let meta = meta.map_or_else(String::new, |label| {
        format!("<META content=\"text/html; charset={label}\" http-equiv=Content-Type>")
    });
    format!("<html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>")
}

fn bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "the sample fits {}", encoding.name());
    bytes.into_owned()
}

/// A reader of a page that tells the truth must never see it "corrected".
#[test]
fn a_true_claim_is_kept() {
    for (text, encoding) in samples() {
        let expected = page(text, Some(encoding.name()));
        let decoded = decode(&bytes(&expected, encoding), None, None);
        assert_eq!((decoded.text, decoded.charset), (expected, encoding.name()));
        let expected = page(text, None);
        let header = format!("text/html;charset=\"{}\"", encoding.name());
        let decoded = decode(&bytes(&expected, encoding), Some(&header), None);
        assert_eq!((decoded.text, decoded.charset), (expected, encoding.name()));
    }
}

/// Pages that say nothing, or lie: garbled headlines are the field's most common complaint.
#[test]
fn a_false_claim_is_seen_through() {
    let claims = [
        "utf-8",
        "gb2312",
        "big5",
        "shift_jis",
        "euc-jp",
        "euc-kr",
        "windows-1251",
        "koi8-r",
        "iso-8859-1",
        "windows-1252",
    ];
    let unlike = |claim: &str, truth: &'static Encoding| {
        // Neighbouring single-byte tables cannot be told apart without a dictionary.
        known(claim) != Some(truth.name())
            && !(truth == ISO_8859_2 && matches!(claim, "iso-8859-1" | "windows-1252"))
            && !(truth == WINDOWS_1253 && claim == "windows-1251")
    };
    let mut wrong = Vec::new();
    for (text, truth) in samples() {
        for claim in claims.into_iter().filter(|c| unlike(c, truth)) {
            let expected = page(text, Some(claim));
            let decoded = decode(&bytes(&expected, truth), None, None);
            if decoded.text != expected {
                wrong.push((claim, truth.name(), decoded.charset));
            }
        }
        let expected = page(text, None);
        let decoded = decode(&bytes(&expected, truth), Some("text/html"), None);
        if decoded.text != expected {
            wrong.push(("nothing", truth.name(), decoded.charset));
        }
    }
    assert!(wrong.is_empty(), "claimed, true, taken for: {wrong:?}");
}

/// A proxy's default header must not garble pages whose meta element is right, nor the reverse.
#[test]
fn of_two_claims_the_plausible_one_wins() {
    for (text, truth) in samples() {
        for lie in ["iso-8859-1", "utf-8", "gbk", "big5"] {
            if known(lie) == Some(truth.name()) || truth == ISO_8859_2 {
                continue;
            }
            let expected = page(text, Some(truth.name()));
            let header = format!("text/html; charset={lie}");
            let decoded = decode(&bytes(&expected, truth), Some(&header), None);
            assert_eq!(
                decoded.text,
                expected,
                "header {lie}, meta {}",
                truth.name()
            );
            let expected = page(text, Some(lie));
            let header = format!("text/html; charset={}", truth.name());
            let decoded = decode(&bytes(&expected, truth), Some(&header), None);
            assert_eq!(
                decoded.text,
                expected,
                "header {}, meta {lie}",
                truth.name()
            );
        }
    }
}

/// One byte lost in a template turned whole UTF-8 pages into GBK nonsense elsewhere.
#[test]
fn utf8_with_bad_bytes_stays_utf8() {
    for claim in [None, Some("utf-8"), Some("gb2312")] {
        let mut body = page(SIMPLIFIED, claim).into_bytes();
        let middle = body.len() / 2;
        body.insert(middle, 0xFF);
        body.insert(30, 0xB7);
        body.truncate(body.len() - "</p></body></html>".len() - 1);
        let decoded = decode(&body, None, None);
        assert_eq!(decoded.charset, "UTF-8", "{claim:?}");
        assert!(decoded.text.contains("岱岳区今年将新建"), "{claim:?}");
    }
}

/// A few bad bytes, or a page cut in the middle, must not unseat GB18030 either.
#[test]
fn gb18030_with_bad_bytes_stays_gb18030() {
    for claim in [None, Some("gb2312"), Some("utf-8")] {
        let mut body = bytes(&page(SIMPLIFIED, claim), GB18030);
        let at = body.len() - 40;
        body.insert(at, 0xFF);
        body.truncate(body.len() - 15);
        assert_eq!(decode(&body, None, None).charset, "gb18030", "{claim:?}");
    }
}

/// The Chinese web's names for one decoder; euro sign and rare names of people included.
#[test]
fn every_name_of_gb18030_is_understood() {
    let text = "镕㐂𠮷喆";
    for label in [
        "gb2312",
        "GBK",
        "x-gbk",
        "cp936",
        "CP936",
        "gb_2312-80",
        "gb18030",
        "ms936",
    ] {
        let (body, _, _) = GB18030.encode(text);
        let header = format!("text/html; charset={label}");
        assert_eq!(known(label), Some("gb18030"), "{label}");
        let decoded = decode(&body, None, Some(label));
        assert_eq!(decoded.text, text, "{header}");
    }
}

/// Where declarations hide in old templates.
#[test]
fn declarations_are_found_where_templates_put_them() {
    let found = |markup: &str| declared::in_markup(markup.as_bytes()).map(Encoding::name);
    let gb = Some("gb18030");
    assert_eq!(found("<?xml version='1.0' encoding='gb2312'?><rss>"), gb);
    assert_eq!(found("<meta charset=gbk>"), gb);
    assert_eq!(found("<META CHARSET = \"GBK\" />"), gb);
    assert_eq!(
        found("<meta content='text/html;charset=gb2312' http-equiv=content-type>"),
        gb
    );
    assert_eq!(
        found("<meta http-equiv=\"Content-Type\" content=\"text/html; charset=\"gb2312\" />"),
        gb
    );
    assert_eq!(
        found("<!-- <meta charset=big5> --><meta charset='cp936'>"),
        gb
    );
    assert_eq!(found("<meta charset=utf-16>"), Some("UTF-8"));
    assert_eq!(found("<meta charset=no-such><meta charset=gbk>"), gb);
    assert_eq!(
        found("<meta name=description content='use charset=gbk'>"),
        None
    );
    assert_eq!(found("<meta charset=hz-gb-2312>"), None);
    assert_eq!(found("<!-- never closed <meta charset=gbk>"), None);
    let far = " ".repeat(3000) + "<meta charset=gbk>";
    assert_eq!(found(&far), gb);
}

/// BOMs are believed unless the text behind them is something else.
#[test]
fn boms_are_held_against_the_bytes() {
    let utf8 = [b"\xEF\xBB\xBF", page(SIMPLIFIED, Some("gbk")).as_bytes()].concat();
    let decoded = decode(&utf8, Some("text/html; charset=gbk"), None);
    assert_eq!(decoded.text, page(SIMPLIFIED, Some("gbk")));
    let body = bytes(&page(SIMPLIFIED, Some("gbk")), GB18030);
    let decoded = decode(&[b"\xEF\xBB\xBF", body.as_slice()].concat(), None, None);
    assert_eq!(decoded.text, page(SIMPLIFIED, Some("gbk")));
    let wide: Vec<u8> = page(FRENCH, None)
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(decode(&wide, None, None).text, page(FRENCH, None));
    let with_bom = [b"\xFF\xFE", wide.as_slice()].concat();
    assert_eq!(decode(&with_bom, None, None).text, page(FRENCH, None));
}

/// A page in English with one name in another alphabet is in the encoding that it says, capital or not.
#[test]
fn a_claim_stays_with_one_letter_as_with_many() {
    for (text, label) in [
        ("Results of the Ї round", "windows-1251"),
        ("Results of the ї round", "windows-1251"),
        ("СССР", "windows-1251"),
        ("Tariff Ф: 20 %", "koi8-r"),
        ("Station Ώ opens", "windows-1253"),
        ("Ű-bend closed", "windows-1250"),
        ("Ğ is the letter of the day", "windows-1254"),
        ("Gate א opens", "windows-1255"),
        ("The letter ش", "windows-1256"),
        ("Ģ and Ķ", "windows-1257"),
        ("Ngân hàng mơ\u{309} cư\u{309}a", "windows-1258"),
        ("ที่นี่มีน้ำท่วมเมื่อวานนี้ เจ้าหน้าที่แจ้งว่าถนนปิด", "windows-874"),
        (
            "АДМИНИСТРАЦИЯ СООБЩАЕТ: МОСТ ЗАКРЫТ ДО ПОНЕДЕЛЬНИКА",
            "windows-1251",
        ),
    ] {
        let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
        for (header, meta) in [(true, true), (true, false), (false, true)] {
            let expected = page(text, meta.then_some(label));
            let header = header.then(|| format!("text/html; charset={label}"));
            let decoded = decode(&bytes(&expected, encoding), header.as_deref(), None);
            assert_eq!(
                decoded.text, expected,
                "{label}, read as {}",
                decoded.charset
            );
        }
    }
}

/// UTF-16 without a BOM is read by what the header says and by its zeros, in whatever language and byte order.
#[test]
fn utf16_is_read_without_a_bom() {
    let dense = RUSSIAN.repeat(20);
    for (text, headers) in [
        (
            page(RUSSIAN, None),
            &["utf-16", "UTF-16LE", "utf-16be", ""][..],
        ),
        (page(SIMPLIFIED, None), &["utf-16", ""]),
        (page("一二三一二三", None), &["utf-16", ""]),
        ("{\"title\": \"新闻\"}".to_owned(), &["utf-16", ""]),
        (format!("<p>{dense}</p>"), &["utf-16"]),
    ] {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for header in headers {
            let header = format!("text/html; charset={header}");
            let read = |body: &[u8]| decode(body, Some(&header), None);
            assert_eq!(read(&little).text, text, "{header}");
            assert_eq!(read(&big).text, text, "{header}");
            assert_eq!(read(text.as_bytes()).text, text, "{header}: it is UTF-8");
        }
    }
}

/// Empty pages, lone bytes and noise end as text, not as a panic.
#[test]
fn any_bytes_decode() {
    for body in [
        &b""[..],
        b"\xFF",
        b"\x81",
        b"\xEF\xBB\xBF",
        b"\xFE\xFF\x00",
        b"<meta charset=",
    ] {
        for forced in [None, Some("gbk"), Some("utf-16le"), Some("no such thing")] {
            decode(body, Some("text/html; charset="), forced);
        }
    }
    assert_eq!(decode(b"plain", None, None).charset, "UTF-8");
}

proptest::proptest! {
    /// Whatever bytes come, and whatever is claimed of them, decoding ends with text.
    #[test]
    fn decoding_never_fails(body: Vec<u8>, header: Option<String>) {
        decode(&body, header.as_deref(), None);
    }
}
