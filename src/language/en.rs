//! English.

use super::table::{Captions, Embed, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "en",
    names: &[names!(en_US)],
    month_names: &[(9, "sept")],
    weekday_names: &[(2, "tues"), (3, "weds"), (4, "thur|thurs")],
    second: "second|seconds|sec|secs|s",
    minute: "minute|minutes|min|mins|m",
    hour: "hour|hours|hr|hrs|h",
    day: "day|days|d",
    week: "week|weeks|wk|wks|w",
    month: "month|months|mo|mos|mth|mths",
    year: "year|years|yr|yrs|y",
    numbers: &[
        (1, "a|an|one"),
        (2, "two|a couple of"),
        (3, "three"),
        (4, "four"),
        (5, "five"),
        (6, "six"),
        (7, "seven"),
        (8, "eight"),
        (9, "nine"),
        (10, "ten"),
        (11, "eleven"),
        (12, "twelve"),
    ],
    amounts: &[
        (
            5,
            Unit::Minute,
            "a few minutes|few minutes|some minutes|several minutes",
        ),
        (0, Unit::Second, "seconds"),
        (30, Unit::Minute, "half an hour|half hour|a half hour"),
    ],
    ago: "ago|earlier",
    about: "about|just over|just under|a little over|around|approximately|approx|roughly|almost|nearly|over|more than|less than",
    and: "and",
    now: "just now|moments ago|a moment ago|a few moments ago|a few seconds ago|right now",
    today: "today",
    yesterday: "yesterday",
    before_yesterday: "the day before yesterday|day before yesterday",
    links: "of|on|at|the|from|and",
    oclock: "o'clock|hrs",
    half_past: "and a half",
    morning: "am|a.m|in the morning",
    afternoon: "pm|p.m|in the afternoon|in the evening",
    noon: "noon|midday",
    midnight: "midnight",
    ordinal: "st|nd|rd|th",
    published: "published|first published|published on|posted|posted on|created|release date|publication date|pubdate|issued|released|submitted",
    updated: "updated|last updated|updated on|last updated on|last modified|modified|edited|revised",
    dated: "date|time|on|at|by",
    between_names: "and",
    labels: Labels {
        source: "sources|source|via|courtesy of",
        author: "authors|author|written by|words by|reported by|story by|stories by|story and photos by|reporting by\
            |posted by|published by|submitted by|contributed by|compiled by|analysis by|opinion by|column by|a column by\
            |commentary by|review by|reporter\
            |reporters|writer|writers|words|by|text|text by|written and directed by|byline|report by|a report by\
            |interview by|as told to",
        editor_offices: "editors|editor|edited by|editing by",
        published: "published on|published|posted on|posted|publication date|date",
        updated: "last updated|last modified|updated|modified",
        rights: "copyright",
        photos: "illustrations|illustrator|video|videos|graphics|camera|photography by|photographs by\
            |pictures by|images by|illustrations by|illustration by|video by|graphics by",
        other: "tags|tag|topics|topic|credit|share|comments|comment|views|view|category|categories",
        without_colon: "by|written by|words by|reported by|story by|stories by|story and photos by|reporting by\
            |posted by|published by|submitted by|contributed by|compiled by|analysis by|opinion by|text by|report by\
            |column by|a column by|commentary by|review by\
            |interview by|edited by|editing by|posted on|published on|published|posted|updated|last updated|via\
            |photos by|photo by|photography by|photographs by|pictures by|images by|illustrations by|illustration by\
            |video by|graphics by",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "photos|photo|photograph|photographs|photographer|photography|photo credit|photos credit\
            |picture credit|image credit|image credits|credit|credits|picture|pictures|image|images|image source\
            |photo source|picture source|pic|file photo|staff photo|handout photo|illustration|graphic|copyright\
            |image copyright|photo by|photos by|image by|picture by|photograph by|photo courtesy|image courtesy\
            |courtesy",
        without_colon: "image via|photo via|photos via|picture via|photo by|photos by|photograph by\
            |photographs by|photographed by|picture by|pictures by|image by|images by|illustration by\
            |courtesy of|photo courtesy of|photos courtesy of|image courtesy of|picture courtesy of",
        owners: "center|centre|institute|foundation|society|association|office|service|services|network|gallery\
            |group|ltd|inc|images|pictures|photos|photo|pix|stock|archive|archives|library|collection|museum\
            |pool|handout|agency|university|police|council|department|ministry",
        ..NOTHING.captions
    },
    names_with: "with",
    roles: "staff|staffer|reports|reporter|reporters|correspondent|correspondents|contributor|contributors|editor|editors\
        |editorial|newsroom|newsdesk|desk|bureau|agencies|agency reporter|writer|writers|guest|admin|administrator\
        |team|webmaster|web|online|media|wire|wires|columnist|user|anonymous|intern|our|special|digital|freelance\
        |publisher|author|board|department|service|services|news|network|syndicated|sponsored|partner|partners\
        |moderator|owner|foreign|political|local|city|sports|sport|crime|business|education|health|national\
        |international|chief|senior|junior|deputy|managing|assistant|associate|contributing|world|metro|features\
        |feature|money|finance|travel|lifestyle|tech|technology|science|weather|breaking|live|multimedia|video\
        |picture|photo|social|community|regional|district|police|court|entertainment|culture|arts|opinion\
        |general|state|federal|diplomatic|environment|energy|industry|transport|politics|economy",
    media_words: "news|press|wire|newswire|times|post|herald|gazette|tribune|chronicle|journal|courier|observer|telegraph|mirror|daily|weekly|agency\
        |radio|tv|television|media|magazine|review|bulletin|register|sentinel|dispatch|examiner|mail|echo|standard|mercury",
    agencies: "AFP|AP|UPI|AAP|IANS|PTI|ANI|UNI|dpa|TASS|Reuters|Interfax|Kyodo|Yonhap|Xinhua|Bernama\
        |Agence France-Presse|Associated Press|The Associated Press|Press Association|PA Media|The Canadian Press\
        |Canadian Press",
    next_page: "next|next page|older|older posts|older articles",
    page_row: "Previous|Prev",
    calls: "more|read more|learn more|see more|show more|load more|view more|view all|see all|full story\
        |read full story|continue reading|details|read|watch|listen|watch now|listen now|download|comment|comments\
        |share|reply|next|previous|prev|back|home|login|log in|sign in|sign up|register|subscribe|skip to content\
        |skip to main content",
    list_call_opens: "more|all|view|see|browse|older|newer|show|load|next|previous|latest|read|back",
    list_call_closes: "articles|posts|news|stories|entries|all|more|results|page|archive|items|comments|here|story\
        |article|post",
    controls: &[
        (
            0,
            "share|tweet|print|email|e-mail|save|copy link|advert|adverts|advertisement|advertising|caption|close\
                |video|watch now|watch live|expand|end|the end",
        ),
        (4, "loading"),
        (20, "continue reading|skip to "),
        (30, "follow us|follow on|story continues below"),
        (
            40,
            "share this|share on|share via|share with|share to|share it|have your say|like this story\
                |click here to |subscribe",
        ),
        (60, "sign up "),
    ],
    afterwords: &[
        (
            0,
            "related|read next|read also|more from|more on|more about|more stories|more news|recommended|see also\
                |also read|don't miss|don’t miss|trending|recent posts|recent articles|recent stories|up next\
                |what to read next",
        ),
        (6, "tell us what you think"),
        (
            10,
            "leave a reply|leave a comment|about the author|about the authors",
        ),
        (
            20,
            "read next |read also |you may like|you might like|you may also like|you might also like\
                |you may be interested|you might be interested|you may also be interested\
                |you might also be interested|more in|trending |most read|most popular|most viewed|popular |latest ",
        ),
        (
            30,
            "related |recommended |more from |more on |more about |more stories |more news ",
        ),
        (
            60,
            "read more on|read more about|read more from|read more stories|read more news",
        ),
    ],
    notices: "all rights reserved|notice: the content|notice : the content|disclaimer:|disclaimer :",
    no_name: "biography|bio|profile|follow|contact|name|your name|none|null|undefined|unknown|no author|super user|n/a|na|admin\
        |administrator|root|editor|author|webmaster|user|test",
    elsewhere: "various|various sources|various media|multiple sources|other|others|other media|other sources|web\
        |the web|internet|online|online sources|agencies|news agencies|wires|wire services|wire reports|media\
        |media reports|press|external|third party|syndicated|syndication|reprint|republished|reposted|source|sources\
        |original|view original|link|read more",
    first_published: FirstPublished {
        this: "this|the",
        article: "article|story|piece|post|report|essay|column|interview|commentary|text",
        first: "originally|first|initially|previously",
        published: "published|appeared|posted|ran|printed",
        reprinted: "republished|reprinted|reposted|syndicated|reproduced",
        to: "by|in|on|at|from|with|permission",
        between: "was|is|has|had|been|a|the|this|in|by|with|and|kind|kindly|permission",
        within_names: "of|for|and|the|&",
    },
    embed: Some(EMBED),
    rights_words: [
        "republish|reproduc|reprint|redistribut|our text|our content|our article|may be copied|be used without|copying",
        "permission|permitted|consent|licence|license|authoris|authoriz|in writing",
        "infring|legal step|legal action|legal counsel|copyright|by law|prosecut|intellectual property",
    ],
    terms_links: "copyright|copyright notice|copyright policy|rights|permissions|licensing|reprints|terms & conditions|terms and conditions|terms of use|terms of service|terms|website terms|user agreement|legal notice|legal|disclaimer",
    contact_links: "contact|contact us|contacts|about us|about|imprint",
    box_titles: "popular|trending|most read|most viewed|most shared|most clicked|most watched|most commented|related|recommended|you may also like|you might also like|also on|editors' picks|editor's picks|sponsored",
    ..NOTHING
};

/// The words of an embed in English, and in each language without words of its own.
pub(crate) const EMBED: Embed = Embed {
    terms: "Terms of use",
    empty: "There is nothing here at the moment",
};
