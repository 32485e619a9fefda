//! Which zone the times of a site may be in: a proposal for an operator, who decides.
//!
//! In: a site's host, the language of its pages, and the offsets that they state for machines. Out: a zone with the reason.
//! The rule: a country counts that has one zone only, and a zone that the stated offsets contradict is not proposed.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use url::{Host, Url};

use crate::extract::offsets;

/// Countries with one zone (zone.tab of the IANA time zone database), and China and Germany, whose second zone no press has.
const OF_COUNTRIES: &str = "ad Europe/Andorra|ae Asia/Dubai|af Asia/Kabul|ag America/Antigua|ai America/Anguilla|al Europe/Tirane|\
    am Asia/Yerevan|ao Africa/Luanda|as Pacific/Pago_Pago|at Europe/Vienna|aw America/Aruba|ax Europe/Mariehamn|\
    az Asia/Baku|ba Europe/Sarajevo|bb America/Barbados|bd Asia/Dhaka|be Europe/Brussels|bf Africa/Ouagadougou|\
    bg Europe/Sofia|bh Asia/Bahrain|bi Africa/Bujumbura|bj Africa/Porto-Novo|bm Atlantic/Bermuda|bn Asia/Brunei|\
    bo America/La_Paz|bs America/Nassau|bt Asia/Thimphu|bw Africa/Gaborone|by Europe/Minsk|bz America/Belize|\
    cf Africa/Bangui|cg Africa/Brazzaville|ch Europe/Zurich|ci Africa/Abidjan|ck Pacific/Rarotonga|cm Africa/Douala|\
    cn Asia/Shanghai|co America/Bogota|cr America/Costa_Rica|cu America/Havana|cv Atlantic/Cape_Verde|\
    cw America/Curacao|cz Europe/Prague|de Europe/Berlin|dj Africa/Djibouti|dk Europe/Copenhagen|dm America/Dominica|\
    do America/Santo_Domingo|dz Africa/Algiers|ee Europe/Tallinn|eg Africa/Cairo|er Africa/Asmara|\
    et Africa/Addis_Ababa|fi Europe/Helsinki|fj Pacific/Fiji|fk Atlantic/Stanley|fo Atlantic/Faroe|fr Europe/Paris|\
    ga Africa/Libreville|gb Europe/London|gd America/Grenada|ge Asia/Tbilisi|gf America/Cayenne|gg Europe/Guernsey|\
    gh Africa/Accra|gi Europe/Gibraltar|gm Africa/Banjul|gn Africa/Conakry|gp America/Guadeloupe|gq Africa/Malabo|\
    gr Europe/Athens|gt America/Guatemala|gu Pacific/Guam|gw Africa/Bissau|gy America/Guyana|hk Asia/Hong_Kong|\
    hn America/Tegucigalpa|hr Europe/Zagreb|ht America/Port-au-Prince|hu Europe/Budapest|ie Europe/Dublin|\
    il Asia/Jerusalem|im Europe/Isle_of_Man|in Asia/Kolkata|iq Asia/Baghdad|ir Asia/Tehran|is Atlantic/Reykjavik|\
    it Europe/Rome|je Europe/Jersey|jm America/Jamaica|jo Asia/Amman|jp Asia/Tokyo|ke Africa/Nairobi|kg Asia/Bishkek|\
    kh Asia/Phnom_Penh|km Indian/Comoro|kn America/St_Kitts|kp Asia/Pyongyang|kr Asia/Seoul|kw Asia/Kuwait|\
    ky America/Cayman|la Asia/Vientiane|lb Asia/Beirut|lc America/St_Lucia|li Europe/Vaduz|lk Asia/Colombo|\
    lr Africa/Monrovia|ls Africa/Maseru|lt Europe/Vilnius|lu Europe/Luxembourg|lv Europe/Riga|ly Africa/Tripoli|\
    ma Africa/Casablanca|mc Europe/Monaco|md Europe/Chisinau|me Europe/Podgorica|mg Indian/Antananarivo|\
    mk Europe/Skopje|ml Africa/Bamako|mm Asia/Yangon|mo Asia/Macau|mp Pacific/Saipan|mq America/Martinique|\
    mr Africa/Nouakchott|ms America/Montserrat|mt Europe/Malta|mu Indian/Mauritius|mv Indian/Maldives|\
    mw Africa/Blantyre|mz Africa/Maputo|na Africa/Windhoek|nc Pacific/Noumea|ne Africa/Niamey|ng Africa/Lagos|\
    ni America/Managua|nl Europe/Amsterdam|no Europe/Oslo|np Asia/Kathmandu|nr Pacific/Nauru|nu Pacific/Niue|\
    om Asia/Muscat|pa America/Panama|pe America/Lima|ph Asia/Manila|pk Asia/Karachi|pl Europe/Warsaw|\
    pm America/Miquelon|pr America/Puerto_Rico|pw Pacific/Palau|py America/Asuncion|qa Asia/Qatar|re Indian/Reunion|\
    ro Europe/Bucharest|rs Europe/Belgrade|rw Africa/Kigali|sa Asia/Riyadh|sb Pacific/Guadalcanal|sc Indian/Mahe|\
    sd Africa/Khartoum|se Europe/Stockholm|sg Asia/Singapore|sh Atlantic/St_Helena|si Europe/Ljubljana|\
    sk Europe/Bratislava|sl Africa/Freetown|sm Europe/San_Marino|sn Africa/Dakar|so Africa/Mogadishu|\
    sr America/Paramaribo|ss Africa/Juba|st Africa/Sao_Tome|sv America/El_Salvador|sx America/Lower_Princes|\
    sy Asia/Damascus|sz Africa/Mbabane|tc America/Grand_Turk|td Africa/Ndjamena|tg Africa/Lome|th Asia/Bangkok|\
    tj Asia/Dushanbe|tl Asia/Dili|tm Asia/Ashgabat|tn Africa/Tunis|to Pacific/Tongatapu|tr Europe/Istanbul|\
    tt America/Port_of_Spain|tv Pacific/Funafuti|tw Asia/Taipei|tz Africa/Dar_es_Salaam|ug Africa/Kampala|\
    uy America/Montevideo|va Europe/Vatican|vc America/St_Vincent|ve America/Caracas|vg America/Tortola|\
    vi America/St_Thomas|vn Asia/Ho_Chi_Minh|vu Pacific/Efate|wf Pacific/Wallis|ws Pacific/Apia|ye Asia/Aden|\
    yt Indian/Mayotte|za Africa/Johannesburg|zm Africa/Lusaka|zw Africa/Harare";
/// Domains of countries that anybody registers.
const ANYBODYS: [&str; 22] = [
    "ai", "am", "as", "bz", "cf", "co", "ga", "gg", "gq", "im", "la", "ly", "me", "ml", "ms", "nu",
    "pw", "sh", "so", "st", "to", "tv",
];
/// Languages that are printed in one country for the most part, and the countries.
const OF_LANGUAGES: &str = "zh cn|ja jp|ko kr|de de|it it|pl pl|cs cz|sk sk|hu hu|ro ro|bg bg|el gr|tr tr|he il|th th|vi vn|\
    fi fi|sv se|da dk|nb no|nn no|no no|et ee|lv lv|lt lt|is is|sl si|hr hr|sr rs|mk mk|sq al|ka ge|hy am|az az|hi in|ta in|\
    te in|ml in|kn in|mr in|gu in|bn bd|fa ir|ne np|si lk|km kh|lo la|my mm|mt mt|ga ie|cy gb";

/// A zone and the reason to propose it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    /// Its IANA name.
    pub(super) zone: String,
    /// The reason, in words.
    pub(super) because: String,
}

/// The zone to propose for the site at `home`; `None` when nothing speaks for one.
pub(super) fn proposal(
    home: &Url,
    language: Option<&str>,
    stated: &[(Timestamp, Offset)],
) -> Option<Proposal> {
    let tag = language.unwrap_or_default().to_ascii_lowercase();
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    let region = subtags.find(|part| part.len() == 2);
    let domain = match home.host() {
        Some(Host::Domain(host)) => host.rsplit('.').next().filter(|it| it.len() == 2),
        _ => None,
    };
    let domain = domain.map(|it| if it == "uk" { "gb" } else { it });
    let candidates = [
        (
            domain.filter(|it| !ANYBODYS.contains(it)),
            "the country of its domain",
        ),
        (region, "the country in its language"),
        (within(OF_LANGUAGES, primary), "the country of its language"),
    ];
    candidates.into_iter().find_map(|(country, because)| {
        let name = within(OF_COUNTRIES, country?)?;
        let zone = TimeZone::get(name).ok()?;
        let (contradicts, agree) = match stated {
            [] => (false, String::new()),
            [(at, _), ..] => (
                offsets::contradicting(stated, &zone).is_some(),
                format!(
                    ", and dates on its pages have its offset {}",
                    zone.to_offset(*at)
                ),
            ),
        };
        (!contradicts).then(|| Proposal {
            zone: name.to_owned(),
            because: format!("by {because}{agree}"),
        })
    })
}

/// The value of `key` in a table of pairs.
fn within(table: &'static str, key: &str) -> Option<&'static str> {
    let mut pairs = table.split('|').filter_map(|pair| pair.split_once(' '));
    pairs.find_map(|(known, value)| (known == key).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(home: &str, language: Option<&str>, page: &str) -> Option<String> {
        let home = Url::parse(home).expect("a test URL");
        proposal(&home, language, &offsets::stated(page)).map(|it| it.zone)
    }

    /// A zone that is proposed wrongly is accepted with the return key, and shifts every date.
    #[test]
    fn a_zone_is_proposed_only_where_something_speaks_for_it() {
        for (home, language, zone) in [
            ("http://news.com.cn/", None, Some("Asia/Shanghai")),
            ("http://paper.co.uk/", Some("en"), Some("Europe/London")),
            ("http://news.example/", Some("zh-CN"), Some("Asia/Shanghai")),
            (
                "http://news.example/",
                Some("zh-Hant-TW"),
                Some("Asia/Taipei"),
            ),
            ("http://news.example/", Some("en-IE"), Some("Europe/Dublin")),
            ("http://news.example/", Some("ja"), Some("Asia/Tokyo")),
            ("http://news.example/", Some("en"), None),
            ("http://news.example/", Some("en-US"), None),
            ("http://news.com.au/", Some("en-AU"), None),
            ("http://news.tv/", None, None),
            ("http://127.0.0.1:8081/", None, None),
            ("http://[::1]/", None, None),
        ] {
            assert_eq!(
                of(home, language, "").as_deref(),
                zone,
                "{home} {language:?}"
            );
        }
    }

    /// Pages that state their offset know it better than their domain.
    #[test]
    fn a_zone_that_dates_contradict_is_not_proposed() {
        let page = "2026-11-20T09:00:00+01:00 2026-11-21T09:00:00+01:00";
        let of = |language| of("http://news.example/", Some(language), page);
        assert_eq!(of("ja"), None);
        assert_eq!(of("de").as_deref(), Some("Europe/Berlin"));
    }

    /// A misspelt name would be proposed and then refused.
    #[test]
    fn every_zone_of_the_tables_exists() {
        let pairs = || {
            OF_COUNTRIES
                .split('|')
                .filter_map(|pair| pair.split_once(' '))
        };
        assert!(pairs().count() > 150);
        for (country, zone) in pairs() {
            assert!(
                country.len() == 2 && TimeZone::get(zone).is_ok(),
                "{country} {zone}"
            );
        }
        for (language, country) in OF_LANGUAGES
            .split('|')
            .filter_map(|pair| pair.split_once(' '))
        {
            assert!(
                within(OF_COUNTRIES, country).is_some(),
                "{language} {country}"
            );
        }
    }
}
