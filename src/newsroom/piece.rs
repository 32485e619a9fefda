//! A piece: an article with all that its page and its teasers print.
//!
//! In: a [`Spot`] of the schedule. Out: its [`Piece`]. The same spot always gives the same piece.

use std::sync::LazyLock;

use jiff::{Timestamp, ToSpan};

use super::bulletin;
use super::cast::{self, Printing};
use super::dates;
use super::schedule::{Matter, Section, Spot};
use super::stories::{self, Story};

/// The portal's name.
pub(super) const PORTAL: &str = "岱岳网";

static TANEWS: LazyLock<Vec<Story>> =
    LazyLock::new(|| stories::parse(include_str!("stories/tanews.txt")));
static SHEHUI: LazyLock<Vec<Story>> =
    LazyLock::new(|| stories::parse(include_str!("stories/shehui.txt")));
static TUPIAN: LazyLock<Vec<Story>> =
    LazyLock::new(|| stories::parse(include_str!("stories/tupian.txt")));
static LUNTAN: LazyLock<Vec<Story>> =
    LazyLock::new(|| stories::parse(include_str!("stories/luntan.txt")));

/// A section's stories, in the order in which they come round.
pub(super) fn stories_of(section: Section) -> &'static [Story] {
    match section {
        Section::Tanews => &TANEWS,
        Section::Shehui => &SHEHUI,
        Section::Tupian => &TUPIAN,
        Section::Luntan => &LUNTAN,
    }
}

/// An article, as far as it does not depend on the page it is printed on. Plain text throughout.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) spot: Spot,
    pub(super) title: String,
    pub(super) summary: String,
    /// As printed after 作者; often empty.
    pub(super) author: String,
    /// As printed after 来源; empty on a few.
    pub(super) source: String,
    pub(super) own: bool,
    pub(super) caption: Option<String>,
    /// The first repeats the abstract behind the dateline.
    pub(super) paragraphs: Vec<String>,
    pub(super) overleaf: Vec<String>,
    pub(super) posts: Vec<Post>,
}

/// An answer in a thread.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) at: Timestamp,
    pub(super) author: String,
    pub(super) text: String,
}

impl Piece {
    /// The piece at `spot`.
    pub(super) fn at(spot: Spot) -> Self {
        match spot.matter {
            Matter::Story(number) => {
                let stories = stories_of(spot.section);
                let count = u64::try_from(stories.len()).unwrap_or(1).max(1);
                let index = usize::try_from(number % count).unwrap_or(0);
                match stories.get(index) {
                    Some(story) => from_story(spot, story, number / count),
                    None => blank(spot),
                }
            }
            Matter::Bulletin(number) => from_bulletin(spot, number),
            Matter::Daily => daily(spot),
            Matter::Notice => notice(spot),
        }
    }

    /// Its address, from the portal's root: `/tanews/201501/t20150121_23697641.htm`.
    pub(super) fn path(&self) -> String {
        let id = self.spot.id;
        match self.spot.section {
            Section::Luntan => format!("/luntan/thread-{id}-1-1.html"),
            section @ (Section::Tanews | Section::Shehui | Section::Tupian) => format!(
                "/{}/{}",
                section.id(),
                self.file(&format!("t{{day}}_{id}.htm"))
            ),
        }
    }

    /// Its address from its section's page: `./201501/t20150121_23697641.htm`.
    pub(super) fn path_from_section(&self) -> String {
        let path = self.path();
        let from = format!("/{}/", self.spot.section.id());
        format!("./{}", path.strip_prefix(&from).unwrap_or(&path))
    }

    /// Its second page's address from its own folder.
    pub(super) fn overleaf_name(&self) -> String {
        let day = dates::local(self.spot.published).strftime("%Y%m%d");
        format!("t{day}_{}_1.htm", self.spot.id)
    }

    /// Its picture's address from the portal's root.
    pub(super) fn picture(&self) -> String {
        let file = self.file(&format!("W0{{day}}_{}.png", self.spot.id));
        format!("/{}/{file}", self.spot.section.id())
    }

    /// Its picture's address from its own folder.
    pub(super) fn picture_name(&self) -> String {
        let path = self.picture();
        path.rsplit('/').next().unwrap_or_default().to_owned()
    }

    fn file(&self, name: &str) -> String {
        let day = dates::local(self.spot.published);
        let name = name.replace("{day}", &day.strftime("%Y%m%d").to_string());
        format!("{}/{name}", day.strftime("%Y%m"))
    }

    /// The posts that were written by `now`.
    pub(super) fn posts_at(&self, now: Timestamp) -> &[Post] {
        let written = self.posts.iter().take_while(|post| post.at <= now).count();
        self.posts.get(..written).unwrap_or_default()
    }

    /// When its page last changed.
    pub(super) fn changed(&self, now: Timestamp) -> Timestamp {
        self.posts_at(now)
            .last()
            .map_or(self.spot.published, |post| post.at)
    }
}

fn from_story(spot: Spot, story: &Story, round: u64) -> Piece {
    let printing = Printing {
        story,
        round,
        seed: spot.id.unsigned_abs(),
        cast: cast::portal,
    };
    let fill = |texts: &[String]| {
        texts
            .iter()
            .map(|text| printing.fill(text))
            .collect::<Vec<_>>()
    };
    let mut piece = Piece {
        title: printing.fill(&story.title),
        summary: printing.fill(&story.summary),
        author: printing.fill(&story.author),
        own: !story.marked && story.source.as_deref().is_none_or(is_own),
        source: match story.source.as_deref() {
            None => PORTAL.to_owned(),
            Some(name) if story.marked => format!("{name}(非{PORTAL})"),
            Some(name) => name.to_owned(),
        },
        caption: story
            .caption
            .as_deref()
            .map(|caption| printing.fill(caption)),
        paragraphs: fill(&story.paragraphs),
        overleaf: fill(&story.overleaf),
        posts: story
            .answers
            .iter()
            .map(|answer| Post {
                at: spot
                    .published
                    .checked_add(answer.minutes.minutes())
                    .unwrap_or(spot.published),
                author: printing.fill(&answer.author),
                text: printing.fill(&answer.text),
            })
            .collect(),
        ..blank(spot)
    };
    if !piece.summary.is_empty() {
        let name = story.source.as_deref().unwrap_or(PORTAL);
        let opening = format!("{}{}", dateline(name, &piece), piece.summary);
        piece.paragraphs.insert(0, opening);
    }
    piece
}

fn is_own(source: &str) -> bool {
    ["", PORTAL, "岱岳日报"].contains(&source)
}

/// `岱岳网泰安1月21日讯(记者 许听泉) `; a reprint begins with its own agency's.
fn dateline(source: &str, piece: &Piece) -> String {
    let day = dates::spoken(piece.spot.published);
    let reporters = if piece.author.starts_with("记者") {
        format!("({})", piece.author)
    } else {
        String::new()
    };
    match source {
        "" => String::new(),
        _ if piece.own => format!("{source}泰安{day}讯{reporters} "),
        _ => format!("{source}{day}电 "),
    }
}

fn from_bulletin(spot: Spot, number: u64) -> Piece {
    let text = bulletin::nth(number, spot.published);
    let mut piece = Piece {
        title: text.title,
        summary: text.summary,
        source: PORTAL.to_owned(),
        own: true,
        ..blank(spot)
    };
    let opening = format!("{}{}", dateline(PORTAL, &piece), piece.summary);
    piece.paragraphs = vec![opening];
    piece.paragraphs.extend(text.paragraphs);
    piece
}

fn daily(spot: Spot) -> Piece {
    let day = dates::spoken(spot.published);
    let post = |minutes: i64, author: &str, text: String| Post {
        at: spot
            .published
            .checked_add(minutes.minutes())
            .unwrap_or(spot.published),
        author: author.to_owned(),
        text,
    };
    let road = |place| cast::road(spot.id.unsigned_abs(), place);
    Piece {
        title: format!("【每日一聊】{day}，今天在山下看到了什么？"),
        author: "版主小石头".to_owned(),
        paragraphs: vec![
            "老规矩，一人一句，写写今天在路上、在楼下、在窗口看到的一件小事。".to_owned(),
            "不评比，不跑题，图片请压缩后再传。明天中午十二点换新帖。".to_owned(),
        ],
        posts: vec![
            post(
                3,
                "早起的鸟",
                format!("{}的梧桐树下，一个人在教另一个人倒车。", road(0)),
            ),
            post(
                17,
                "半斤花生",
                format!("{}口卖豆腐的换了新喇叭，还是原来那个声音。", road(1)),
            ),
            post(
                95,
                "灯火可亲",
                "对面楼有一家的灯，终于修好不闪了。".to_owned(),
            ),
        ],
        ..blank(spot)
    }
}

fn notice(spot: Spot) -> Piece {
    let month = dates::local(spot.published).month();
    Piece {
        title: format!("【公告】{PORTAL}论坛发帖须知（{month}月版）"),
        author: "论坛管理员".to_owned(),
        paragraphs: vec![
            "请勿发布他人隐私、广告和未经核实的消息。转贴请写明出处，图片请确认有权使用。".to_owned(),
            "帖子版权归发帖人所有，本网及合作方使用前会征得发帖人同意。需要删帖的，请用站内信联系管理员。".to_owned(),
        ],
        ..blank(spot)
    }
}

fn blank(spot: Spot) -> Piece {
    Piece {
        spot,
        title: String::new(),
        summary: String::new(),
        author: String::new(),
        source: String::new(),
        own: true,
        caption: None,
        paragraphs: Vec::new(),
        overleaf: Vec::new(),
        posts: Vec::new(),
    }
}
