//! The paper's sections and articles, as a function of time.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::newsroom::cast::Printing;
use crate::newsroom::chance;
use crate::newsroom::slots::{Slot, Slots};
use crate::newsroom::stories::{self, Story};

/// The paper.
pub(super) const PAPER: &str = "The Quay Gazette";

const QUAYS: [&str; 7] = [
    "Salter's Quay",
    "Lantern Quay",
    "North Quay",
    "Cooper's Wharf",
    "Heron Quay",
    "Ropemaker's Wharf",
    "Tar Quay",
];
const STREETS: [&str; 8] = [
    "Anchor Street",
    "Gull Lane",
    "Bellhouse Row",
    "Tideway",
    "Nettle Street",
    "Sailcloth Lane",
    "Pilot Street",
    "Watergate",
];
const VILLAGES: [&str; 7] = [
    "Little Samphire",
    "Oxwade",
    "Marram",
    "Upper Reed",
    "Thornholm",
    "Selwick Green",
    "Eelbrook",
];
const PEOPLE: [&str; 10] = [
    "Edda Marsh",
    "Tobias Reed",
    "Wilma Crane",
    "Osbert Lowe",
    "Hanna Pell",
    "Rufus Tarn",
    "Greta Sill",
    "Amos Fenn",
    "Ida Lock",
    "Jonas Wick",
];
const REPORTERS: [&str; 7] = [
    "Nell Harker",
    "Piers Oram",
    "Maud Ferris",
    "Basil Quill",
    "Tess Varley",
    "Ned Aldous",
    "Iris Penn",
];
const PHOTOGRAPHERS: [&str; 4] = ["Kit Sorrel", "Dora Flint", "Abel Grove", "Lotte Vane"];
const AGENTS: [&str; 4] = ["Ruth Calder", "Simon Ashe", "Vera Holt", "Felix Dunn"];

/// What the paper's placeholders may stand for.
fn cast(kind: &str) -> &'static [&'static str] {
    match kind {
        "quay" => &QUAYS,
        "street" => &STREETS,
        "village" => &VILLAGES,
        "person" => &PEOPLE,
        "reporter" => &REPORTERS,
        "photographer" => &PHOTOGRAPHERS,
        "agent" => &AGENTS,
        _ => &[],
    }
}

/// A section of the paper.
#[derive(Debug)]
pub(super) struct Section {
    /// As in addresses.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// Minutes between two articles.
    minutes: i64,
    /// Articles on its page. Not more than its stories and as many bulletins, so that none is there twice.
    listed: usize,
    has_bulletins: bool,
    stories: LazyLock<Vec<Story>>,
}

/// In the order of the navigation.
pub(super) static SECTIONS: [Section; 3] = [
    Section {
        id: "harbour",
        name: "Harbour",
        minutes: 2,
        listed: 14,
        has_bulletins: true,
        stories: LazyLock::new(|| stories::parse(include_str!("stories/harbour.txt"))),
    },
    Section {
        id: "town",
        name: "Town",
        minutes: 12,
        listed: 9,
        has_bulletins: false,
        stories: LazyLock::new(|| stories::parse(include_str!("stories/town.txt"))),
    },
    Section {
        id: "pictures",
        name: "Pictures",
        minutes: 10,
        listed: 7,
        has_bulletins: false,
        stories: LazyLock::new(|| stories::parse(include_str!("stories/pictures.txt"))),
    },
];

impl Section {
    pub(super) fn named(id: &str) -> Option<&'static Self> {
        SECTIONS.iter().find(|section| section.id == id)
    }

    pub(super) const fn slots(&self) -> Slots {
        Slots {
            name: self.id,
            minutes: self.minutes,
        }
    }

    /// Its articles at `now`, newest first.
    pub(super) fn pieces(&'static self, now: Timestamp) -> Vec<Piece> {
        let slots = self.slots().newest(now).take(self.listed);
        slots.filter_map(|slot| Piece::at(self, slot)).collect()
    }
}

/// When any section last changed.
pub(super) fn last_change(now: Timestamp) -> Timestamp {
    let newest = SECTIONS
        .iter()
        .filter_map(|section| section.slots().newest(now).next());
    newest.map(|slot| slot.published).max().unwrap_or_default()
}

/// An article. Plain text throughout.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) section: &'static Section,
    pub(super) slot: Slot,
    slug: String,
    pub(super) title: String,
    pub(super) summary: String,
    /// Empty for a bulletin.
    pub(super) author: String,
    pub(super) source: String,
    pub(super) caption: Option<String>,
    pub(super) paragraphs: Vec<String>,
}

impl Piece {
    /// The article of a slot.
    pub(super) fn at(section: &'static Section, slot: Slot) -> Option<Self> {
        let story = match (section.has_bulletins, slot.number % 2) {
            (true, 1) => return Some(bulletin(section, slot)),
            (true, _) => slot.number / 2,
            (false, _) => slot.number,
        };
        let count = u64::try_from(section.stories.len()).ok()?;
        let index = usize::try_from(story.checked_rem(count)?).ok()?;
        let story_told = section.stories.get(index)?;
        let printing = Printing {
            story: story_told,
            round: story / count,
            seed: slot.id.unsigned_abs(),
            cast,
        };
        let paragraphs = story_told.paragraphs.iter().chain(&story_told.overleaf);
        Some(Self {
            section,
            slot,
            slug: story_told.id.clone(),
            title: printing.fill(&story_told.title),
            summary: printing.fill(&story_told.summary),
            author: printing.fill(&story_told.author),
            source: story_told
                .source
                .clone()
                .unwrap_or_else(|| PAPER.to_owned()),
            caption: story_told
                .caption
                .as_deref()
                .map(|caption| printing.fill(caption)),
            paragraphs: paragraphs.map(|text| printing.fill(text)).collect(),
        })
    }

    /// `/harbour/crane-14923112.html`
    pub(super) fn path(&self) -> String {
        format!("/{}/{}-{}.html", self.section.id, self.slug, self.slot.id)
    }

    /// The address of its picture, when it has one.
    pub(super) fn picture(&self) -> Option<String> {
        self.caption.as_ref()?;
        Some(self.path().replace(".html", ".png"))
    }

    /// `20 November 2026, 09:39`, as a clock in the town shows it.
    pub(super) fn time(&self) -> String {
        local(self.slot.published)
            .strftime("%-d %B %Y, %H:%M")
            .to_string()
    }
}

/// The wall clock of the town.
pub(super) fn local(at: Timestamp) -> DateTime {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    zone.to_datetime(at)
}

/// A short notice that carries its time, so that there is always something new.
fn bulletin(section: &'static Section, slot: Slot) -> Piece {
    let seed = slot.number;
    let clock = local(slot.published).strftime("%H:%M").to_string();
    let number = |about: &str, low, high| chance::between(about, seed, low, high);
    let quay = chance::one_of("quay", seed, &QUAYS);
    let (slug, title, summary, text) = match seed / 2 % 3 {
        0 => {
            let (metres, tenths) = (number("metres", 1, 5), number("tenths", 0, 9));
            (
                "tide",
                format!("Tide at {clock}: {metres}.{tenths} metres at {quay}"),
                format!("At {clock} the gauge on {quay} showed {metres}.{tenths} metres above chart datum."),
                "The gauge is read every few minutes. Small craft should keep clear of the bar for an hour on either side of low water.".to_owned(),
            )
        }
        1 => {
            let late = number("late", 2, 25);
            (
                "sailings",
                format!("Sailings at {clock}: island ferry {late} minutes late"),
                format!("The island ferry left {quay} {late} minutes late, the pier master reports at {clock}."),
                "Passengers for the evening train are let through first. The next sailing is expected on time.".to_owned(),
            )
        }
        _ => {
            let (force, miles) = (number("force", 2, 7), number("miles", 1, 12));
            (
                "wind",
                format!("Wind at {clock}: force {force}, {miles} miles to be seen"),
                format!(
                    "The coast watch at {quay} reports wind of force {force} and a view of {miles} miles at {clock}."
                ),
                "Yachts are asked to report by radio before they cross the fairway.".to_owned(),
            )
        }
    };
    Piece {
        section,
        slot,
        slug: slug.to_owned(),
        title,
        summary,
        author: String::new(),
        source: PAPER.to_owned(),
        caption: None,
        paragraphs: vec![text],
    }
}
