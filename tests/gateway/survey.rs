//! What an operator is told of a feed's pages before it goes into service.

use byline::gateway::Against;

use crate::support::{Newspaper, Reply, Running, Story};

/// What speaks against feeds.toml when `change` was done to each article's page.
async fn against(stories: &[Story], change: impl Fn(String) -> String) -> Vec<Against> {
    let newspaper = Newspaper::start().await;
    newspaper.publish(stories);
    for story in stories {
        newspaper.put(&story.path(), Reply::html(change(story.page())));
    }
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let survey = gateway.gateway.survey("news").await.unwrap();
    assert_eq!(survey.sections.len(), 1);
    assert!(survey.sections[0].outcome.is_ok());
    for story in stories {
        assert_eq!(newspaper.hits(&story.path()), 1);
    }
    assert_eq!(newspaper.hits("/news/"), 1);
    gateway.stop().await;
    survey.against
}

/// An operator learns to pass over warnings that mean nothing.
#[tokio::test]
async fn a_sound_feed_has_nothing_against_it() {
    let stories = [Story::own(1), Story::reprint(2)];
    assert_eq!(against(&stories, |page| page).await, []);
}

/// With the wrong zone every date is off by hours, and nobody sees it in a feed.
#[tokio::test]
async fn offsets_that_the_zone_never_had_are_told() {
    let said =
        "<meta property='article:published_time' content='2015-01-20T08:15:00-05:00'></head>";
    let found = against(&[Story::own(1), Story::own(2)], |page| {
        page.replace("</head>", said)
    })
    .await;
    let [Against::Zone { stated, zone }] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!((stated.seconds(), &**zone), (-5 * 3600, "Asia/Shanghai"));
}

/// A date in the future is taken for none: the items of a paper in the east would all be dated by when they were seen.
#[tokio::test]
async fn dates_in_the_future_are_told() {
    let found = against(&[Story::own(1)], |page| {
        page.replace("01-21 09:", "01-21 21:")
    })
    .await;
    let [Against::ToCome { dates: 1, example }] = &found[..] else {
        panic!("{found:?}");
    };
    assert!(example.as_stated().contains("21:01"), "{example:?}");
}

/// A list that counts its dates from now has none in the future.
#[tokio::test]
async fn dates_that_count_from_now_are_never_in_the_future() {
    for ago in ["3小时前", "昨天 18:30", "刚刚"] {
        let found = against(&[Story::own(1)], |page| {
            page.replace("2015-01-21 09:01:00", ago)
        })
        .await;
        assert_eq!(found, [], "{ago}");
    }
}

/// A paper whose own name is missing in feeds.toml goes out as a reprint of itself.
#[tokio::test]
async fn a_feed_in_which_nothing_is_own_is_told() {
    let stories = [Story::reprint(1), Story::reprint(2)];
    let found = against(&stories, |page| page).await;
    let [
        Against::NothingOwn {
            articles: 2,
            source,
            ..
        },
    ] = &found[..]
    else {
        panic!("{found:?}");
    };
    assert_eq!(source.as_deref(), Some("泰山通讯社"));
    let unnamed = |page: String| {
        page.replace("来源:岱岳网", "")
            .replace("岱岳网泰安1月21日讯 ", "")
            .replace("_岱岳网", "")
    };
    let found = against(&[Story::own(1)], unnamed).await;
    // Neither a label nor a name: the operator alone can know.
    assert!(
        matches!(&found[..], [Against::NothingOwn { source: None, .. }]),
        "{found:?}"
    );
}
