//! Korean.

use super::table::{Embed, Labels, Language, NOTHING, Order, Unit, weekdays};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ko",
    names: &[weekdays!(ko_KR)],
    order: Order::YearFirst,
    second: "초",
    minute: "분",
    hour: "시간",
    day: "일",
    week: "주|주일",
    month: "개월|달",
    year: "년",
    numbers: &[(1, "한"), (2, "두"), (3, "세"), (4, "네"), (5, "다섯")],
    amounts: &[
        (5, Unit::Minute, "몇 분|몇분"),
        (30, Unit::Minute, "반시간|반 시간"),
    ],
    ago: "전|이전",
    about: "약|쯤|가량|정도",
    now: "방금|방금 전|방금전|조금 전|조금전|지금|금방",
    today: "오늘",
    yesterday: "어제|전날",
    before_yesterday: "그저께|그제|엊그제",
    half_past: "반",
    morning: "오전|새벽|아침",
    afternoon: "오후|저녁|밤",
    noon: "정오",
    midnight: "자정",
    published: "기사입력|입력|등록|승인|게재|발행|작성|기사등록|최초입력|등록일|입력일|게시|게시일|작성일|발행일|송고",
    updated: "수정|최종수정|업데이트|기사수정|수정일|최종업데이트|최종 수정",
    dated: "날짜|일시|일자",
    labels: Labels {
        source: "출처|기사제공|기사 제공",
        ..NOTHING.labels
    },
    next_page: "다음",
    calls: "더보기",
    elsewhere_parts: "원문|기사|보기|인터넷|기타|종합",
    embed: Some(Embed {
        terms: "저작권 안내",
        empty: "현재 기사가 없습니다",
    }),
    rights_words: [
        "전재|복제|재배포|복사|도용",
        "허락|허가|동의|승인|서면",
        "저작권|침해|법적|법률",
    ],
    ..NOTHING
};
