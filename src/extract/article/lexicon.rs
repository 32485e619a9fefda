//! The words of names: what stands before and behind them, what is none, how institutions are called.
//!
//! Lists are strings with `|` between the words. They are words of the language, not of any site. What several
//! languages have words for comes from `language`.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::language;

/// Whether `list` has `word`.
pub(super) fn has(list: &str, word: &str) -> bool {
    let mut words = list.as_bytes().split(|&byte| byte == b'|');
    words.any(|one| one == word.as_bytes())
}

/// Values that say that nothing is said.
pub(super) static NOTHING: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.no_name).collect());

/// Words by which a page names its own site as the source.
pub(super) static SELF: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.own_site).collect());

/// Words of sources that say no more than that it came from elsewhere. `网` and `报` are not among them: with those a
/// name begins to be one.
pub(super) static GENERAL: LazyLock<Vec<&str>> =
    LazyLock::new(|| language::phrases(|language| language.elsewhere_parts).collect());
/// The same in Latin and Cyrillic, whole.
pub(super) static STAND_INS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.elsewhere).collect());

/// Words for offices in a newsroom: `staff`, `redaktion`.
pub(super) static ROLES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.roles).collect());

/// News agencies as bylines print them: `dpa`.
pub(super) static AGENCIES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.agencies).collect());

/// What announces who made the pictures: `photo`, `photos by`.
pub(super) static PHOTOS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let captions = language::phrases(|language| language.captions.labels);
    captions
        .chain(language::phrases(|language| language.labels.photos))
        .collect()
});

/// What announces an author without a colon: `by`, `von`.
pub(super) static SPOKEN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.labels.without_colon).collect());

/// Words in small letters that are part of a person's name: `van`, `de la`.
pub(super) const PARTICLES: &str = "de|van|von|der|den|di|da|del|della|dello|dei|la|le|las|los|du|des|dos|das|do|bin|binti|ibn|bint|al|el|ul\
    |ter|ten|te|zu|zum|zur|ap|ur|y|i|e";

/// What a reporter's line goes on with after the names.
pub(super) const AFTER_NAMES: &str = "报道|報導|报导|報道|整合|编译|編譯|整理|综合|綜合|摄|攝|摄影|攝影|文|图|文/图|图/文|\
    文图|摄影报道|发自|發自|供稿|实习|责编|编辑|/文|/图|翻译|采访|採訪|撰文|专电|电";

/// Words before names that are no part of them.
pub(super) const BEFORE_NAMES: &str = "本报记者|本网记者|本刊记者|本台记者|本報記者|特约记者|见习记者|实习记者|全媒体记者|\
    首席记者|融媒记者|新闻记者|通讯员|通訊員|实习生|特约撰稿人|特约撰稿|特约作者|记者|\
    記者|作者|撰文|撰稿|编辑|責任編輯|责任编辑|文字|执笔|文/|文丨";

/// Credentials that go with the name before the comma.
pub(super) const CREDENTIALS: &str = "cfp|cfa|cpa|phd|md|jd|mba|rn|rd|esq|jr|sr|dvm|dds|msw|lcsw|mph|ii|iii|ms|ma|dphil|\
    frs|obe";

/// Words by which English names a job.
pub(super) const JOBS: &str = "writer|reporter|editor|correspondent|contributor|staff|columnist|journalist|producer|\
    press|critic|analyst|bureau|photographer|manager|director|author|intern|engineer|developer|scientist\
    |professor|lecturer|researcher|fellow|ceo|founder|officer|consultant|economist|historian|specialist|adviser|advisor\
    |attorney|journalism";

/// How companies and associations end, as they are written.
pub(super) const LEGAL_FORMS: &str = "GmbH|mbH|AG|KG|KGaA|OHG|GbR|UG|eG|e.V|eV|Ltd|Limited|Inc|LLC|LLP|PLC|Plc|Corp|Corporation|S.A|S.L\
    |SAS|SARL|S.r.l|Srl|S.p.A|SpA|B.V|BV|N.V|NV|Oy|Oyj|ApS|A/S|Kft|Zrt|s.r.o|d.o.o|Pty|Pte|Pvt";

/// Words that titles write in capitals, and that are in no name: `Just For Fun`.
pub(super) const TITLE_WORDS: &str =
    "for|our|your|with|from|about|how|why|what|this|that|these|are|not|and|the|their|his";

/// With what no name of a person begins in the languages that have it as an article.
pub(super) const ARTICLES: &str = "the|die|das|der|il|gli|los|las|el";

/// What stands behind a name and an institution.
pub(super) const RANKS: &str =
    "教授|研究员|院长|所长|主任|博士|讲师|院士|律师|会长|秘书长|系主任|委员|专家|顾问|研究生";

/// How institutions begin.
pub(super) const PLACES: &str = "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|\
    湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|\
    香港|澳门|中国|全国|国家|国务院|中央|中共|清华|复旦|南京|武汉|浙大|同济|南开|厦门|\
    中山大学|人民大学|对外经|首都";

/// How the names of media and offices end.
pub(super) const ENDS: &str = "网|報|报|社|台|台網|網|新闻|新聞|日报|晚报|在线|快报|周刊|杂志|传媒|电视|广播|频道|\
    客户端|通讯社|研究院|政府|办公室|委员会|中心|部|局|集团|公司|大学|学院|财经|娱乐|体育|\
    科技";

/// Chinese family names of one character.
pub(super) const FAMILIES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚\
    范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余\
    元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻\
    强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁\
    单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山\
    谷车侯宓蓬全班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲台从鄂索咸\
    籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温\
    别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越\
    夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公岳帅缑\
    亢况有琴商牟佘佟肖付涂代覃侬闫冼迟仝張陳劉楊趙黃吳鄭馮許蔣韓馬蘇謝羅畢賀湯鄧蕭葉閻譚廖賴盧\
    陸龔鍾孫萬呂嚴鄒";

/// Korean family names of one syllable.
pub(super) const HANGUL_FAMILIES: &str = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진나지엄채원\
    천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국은편용";

/// The characters with which most Japanese family names of two or three characters end.
pub(super) const JAPANESE_FAMILY_ENDS: &str =
    "田山川村本野井原島崎﨑木藤沢澤橋谷松林森岡上下口部辺邊塚尾内浦坂瀬畑池石浜濱宮中寺端槻屋倉";

/// What stands before a job in English.
pub(super) const RANK_WORDS: &str = "senior|staff|chief|contributing|guest|national|view|more|follow|special|associate|assistant|updated|published\
    |deputy|managing|executive|principal";
