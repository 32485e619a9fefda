//! Korean.

use super::table::{Captions, Embed, Labels, Language, NOTHING, Order, Unit, weekdays};

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
        source: "출처|기사제공|기사 제공|제공|뉴스제공",
        author: "기자명|글|글·사진|글/사진|글 사진|글·그림|취재|취재·글|취재기자|작성자|작성|저자|필자|글쓴이|정리\
            |칼럼니스트|진행",
        editor_offices: "편집|편집자|편집기자|편집인|데스크",
        photos: "영상|일러스트|삽화|사진·영상|영상편집",
        at_start: "제공",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "사진|사진제공|사진 제공|사진출처|사진 출처|이미지|이미지출처|이미지 출처|촬영|그래픽|사진기자|자료사진",
        behind: "제공|촬영",
        ..NOTHING.captions
    },
    between_names: "와|과|및",
    roles: "편집부|편집국|기자|특파원|취재팀|온라인뉴스팀|디지털뉴스팀|뉴스팀|인턴기자|객원기자|관리자|운영자\
        |온라인팀|데스크|논설위원|논설실|보도국|보도팀|데일리팀",
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
    terms_links: "저작권 안내|저작권보호정책|저작권|저작권규약|이용약관|서비스 약관",
    contact_links: "문의|문의하기|고객센터",
    box_titles: "많이 본|인기|추천|관련|랭킹|가장 많이",
    controls: &[
        (
            12,
            "공유하기|기사공유|기사 공유|인쇄하기|기사인쇄|기사 인쇄|글자크기|글자 크기|글씨크기|글자크기 설정|글자 크기 조절|스크랩하기|댓글달기\
            |댓글 달기|댓글보기|댓글 보기|기사듣기|기사 듣기|본문듣기|본문 듣기|구독하기|바로가기|페이스북|트위터|카카오톡|카카오스토리|네이버\
            |url복사|url 복사|주소복사|링크복사|링크 복사|이메일 공유|기사저장|기사 저장|다른기사보기|다른 기사 보기|기사원문|기사 원문",
        ),
        (
            0,
            "공유|인쇄|프린트|스크랩|댓글|목록|이메일|메일|메일보내기|복사|복사하기|듣기|음성듣기|북마크|저장|저장하기|확대|축소|가|가가|좋아요|조회\
            |조회수|추천|구독|신고|신고하기|번역|요약|요약보기|닫기|밴드|라인",
        ),
    ],
    ..NOTHING
};
