//! Feeds whose items are heard or seen.

use super::*;
use crate::model::Companion;

const EPISODE: &str = "<itunes:duration>1:02:05</itunes:duration><itunes:episode>7</itunes:episode>\
    <itunes:season>2</itunes:season><itunes:episodeType>Bonus</itunes:episodeType><itunes:explicit>no</itunes:explicit>\
    <podcast:transcript url='/m/7.vtt' type='text/vtt' language='en'/><podcast:chapters url='/m/7.json' type='application/json+chapters'/>";

/// A subscriber of a podcast would get headlines without anything to hear.
#[test]
fn recordings_are_read_from_every_format() {
    let rss = format!(
        "<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:podcast='https://podcastindex.org/namespace/1.0'>\
         <channel><item><title>T</title><link>/a</link><enclosure url='/m/7.mp3' length='1000' type='audio/mpeg'/>\
         <media:group><media:content url='/m/7.mp3'/><media:content url='/m/7.mp4' medium='video' fileSize='2000' duration='30'/></media:group>\
         <media:content url='/i.jpg' medium='image'/>{EPISODE}</item></channel></rss>"
    );
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><link href='/a'/>\
         <link rel='enclosure' href='/m/7.mp3' length='1000' type='audio/mpeg'/>\
         <link rel='enclosure' href='/m/7.mp4' length='2000' type='video/mp4'/>{EPISODE}</entry></feed>"
    );
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/a","title":"T","attachments":[
        {"url":"/m/7.mp3","mime_type":"audio/mpeg","size_in_bytes":1000,"duration_in_seconds":3725.5},
        {"url":"/m/7.mp4","mime_type":"video/mp4","size_in_bytes":2000},{"url":"/i.jpg","mime_type":"image/jpeg"}],
        "_byline":{"media":{"episode":7,"season":2,"episode_type":"bonus","explicit":false,
        "transcripts":[{"url":"http://news.example/m/7.vtt","media_type":"text/vtt","language":"en"},{"url":"file:///x","media_type":"a/b","language":null}],
        "chapters":{"url":"http://news.example/m/7.json","media_type":"application/json+chapters","language":null}}}}]}"#;
    let companion = |path: &str, kind: &str, language: Option<&str>| Companion {
        url: crate::testing::url(&format!("http://news.example{path}")),
        media_type: kind.into(),
        language: language.map(str::to_owned),
    };
    for text in [&rss, &atom, json] {
        let (teaser, _) = one(text);
        let files: Vec<_> = teaser
            .media
            .recordings
            .iter()
            .map(|it| (it.url.path(), it.media_type.as_str(), it.length_bytes))
            .collect();
        let expected = [
            ("/m/7.mp3", "audio/mpeg", Some(1000)),
            ("/m/7.mp4", "video/mp4", Some(2000)),
        ];
        assert_eq!(files, expected, "{text}");
        assert_eq!(teaser.media.recordings[0].duration_seconds, Some(3725));
        let said = &teaser.media;
        assert_eq!((said.episode, said.season), (Some(7), Some(2)));
        assert_eq!(said.episode_type.as_deref(), Some("bonus"));
        assert_eq!(said.explicit, Some(false));
        assert_eq!(
            said.transcripts,
            [companion("/m/7.vtt", "text/vtt", Some("en"))]
        );
        assert_eq!(
            said.chapters,
            Some(companion("/m/7.json", "application/json+chapters", None))
        );
    }
}

/// An episode without a page of its own is one all the same, and the same one tomorrow.
#[test]
fn an_item_without_a_link_is_identified_by_its_guid() {
    let item = |id: &str, file: &str| {
        format!(
            "<item><title>T {id}</title><guid isPermaLink='false'>{id}</guid><enclosure url='{file}' type='audio/mpeg'/></item>"
        )
    };
    let feed = |items: &[String]| {
        format!(
            "<rss><channel><link>http://pod.example/show</link>{}</channel></rss>",
            items.concat()
        )
    };
    let items = [item("ep #1", "/1.mp3"), item("ep-2", "/2.mp3")];
    let first = read_feed(&feed(&items)).expect("a feed");
    assert_eq!(first.len(), 2);
    for teaser in &first {
        assert_eq!(page_of(&teaser.url).as_str(), "http://pod.example/show");
        assert!(teaser.article.is_some(), "there is no page to read");
        assert_eq!(place_url(&teaser.url), teaser.url);
    }
    let moved = read_feed(&feed(&[item("ep-2", "/moved.mp3")])).expect("a feed");
    assert_eq!(moved[0].url, first[1].url);
    // Nothing to hear, and nowhere to go.
    let text = "<item><title>T</title><guid isPermaLink='false'>x</guid></item>".to_owned();
    assert!(read_feed(&feed(&[text])).is_err());
}

/// A feed of ten thousand files must not fill the memory of its readers.
#[test]
fn recordings_and_transcripts_are_bounded() {
    let files: String = (0..500)
        .map(|n| format!("<enclosure url='/{n}.mp3' type='audio/mpeg'/><podcast:transcript url='/{n}' type='text/vtt'/>"))
        .collect();
    let (teaser, _) = one(&format!(
        "<rss><channel><item><title>T</title><link>/a</link>{files}</item></channel></rss>"
    ));
    assert_eq!(teaser.media.recordings.len(), 16);
    assert_eq!(teaser.media.transcripts.len(), 16);
}

/// Directories refuse a podcast whose feed names no category, no owner and not whether it is explicit.
#[test]
fn what_a_podcast_says_of_itself_is_read_from_every_format() {
    let said = "<itunes:category text='Society &amp; Culture'><itunes:category text='Places'/></itunes:category>\
        <itunes:category text='News'/><itunes:explicit>clean</itunes:explicit><itunes:author>The Harbour</itunes:author>\
        <itunes:owner><itunes:name>Kim Lee</itunes:name><itunes:email>kim@harbour.example</itunes:email></itunes:owner>\
        <itunes:type>Serial</itunes:type><itunes:image href='/cover.jpg'/>";
    let spaces = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'";
    let rss = format!(
        "<rss {spaces}><channel>{said}<item><title>T</title><link>/a</link></item></channel></rss>"
    );
    let atom = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' {spaces}>{said}<entry><title>T</title><link href='/a'/></entry></feed>"
    );
    let show = crate::model::Show {
        categories: vec![
            crate::model::ShowCategory {
                name: "Society & Culture".into(),
                within: vec!["Places".into()],
            },
            crate::model::ShowCategory {
                name: "News".into(),
                within: vec![],
            },
        ],
        explicit: Some(false),
        author: Some("The Harbour".into()),
        owner: Some(crate::model::ShowOwner {
            name: Some("Kim Lee".into()),
            email: "kim@harbour.example".into(),
        }),
        kind: Some("serial".into()),
        image: Some(crate::testing::url("http://news.example/cover.jpg")),
    };
    let said = serde_json::to_string(&show).expect("JSON");
    let json = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{{"id":"1","url":"/a","title":"T"}}],"_byline":{{"show":{said}}}}}"#
    );
    for text in [&rss, &atom, &json] {
        assert_eq!(shown(text), Some(show.clone()), "{text}");
    }
    for nothing in [
        "<itunes:owner><itunes:email>nobody</itunes:email></itunes:owner><itunes:explicit>perhaps</itunes:explicit>",
        "<itunes:category/><itunes:type>daily</itunes:type><itunes:image href='file:///x'/>",
    ] {
        let rss = format!(
            "<rss {spaces}><channel>{nothing}<item><title>T</title><link>/a</link></item></channel></rss>"
        );
        assert_eq!(shown(&rss), None, "{nothing}");
    }
}
