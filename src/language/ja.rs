//! Japanese.

use super::table::{Captions, Embed, Labels, Language, NOTHING, Order, Unit, weekdays};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ja",
    names: &[weekdays!(ja_JP)],
    weekday_names: &[
        (1, "月曜"),
        (2, "火曜"),
        (3, "水曜"),
        (4, "木曜"),
        (5, "金曜"),
        (6, "土曜"),
        (7, "日曜"),
    ],
    order: Order::YearFirst,
    second: "秒|秒間",
    minute: "分|分間",
    hour: "時間",
    day: "日|日間",
    week: "週|週間",
    month: "か月|ヶ月|ヵ月|カ月|ケ月|箇月|か月間|ヶ月間",
    year: "年|年間",
    amounts: &[(5, Unit::Minute, "数分"), (30, Unit::Minute, "半時間")],
    ago: "前|以前",
    about: "約|およそ|ほど|くらい|ぐらい|ほぼ",
    now: "たった今|今しがた|たったいま|さきほど|先ほど|数秒前",
    today: "今日|本日|きょう",
    yesterday: "昨日|きのう",
    before_yesterday: "一昨日|おととい|おとつい",
    half_past: "半",
    morning: "午前|朝",
    afternoon: "午後|夕方|夜",
    noon: "正午",
    midnight: "真夜中",
    published: "公開日|公開|投稿日|投稿|配信|掲載|掲載日|公開日時|発行日|作成日|配信日時|投稿日時|登録日",
    updated: "更新日|更新|最終更新|最終更新日|更新日時|改訂",
    dated: "日付|日時",
    links: "の",
    labels: Labels {
        source: "出典|引用元|配信元|情報源|提供元|転載元|初出|記事提供|提供|情報提供|出所|ソース|配信社",
        author: "著者|筆者|執筆者|執筆|取材・文|取材・執筆|取材・構成|構成・文|取材|文・写真|文・構成|文と写真\
            |文・撮影|撮影・文|写真・文|取材・撮影|構成|聞き手|ライター|記者|文|作者|訳・文|投稿者|寄稿|書き手|文責",
        editor_offices: "担当編集|編集者|編集|編集長|デスク|編集・構成",
        published: "公開日|公開|掲載日|投稿日|配信|配信日|配信日時",
        updated: "最終更新日|最終更新|更新日|更新",
        rights: "著作権",
        photos: "写真・図版|動画|カメラマン|図版|映像|作図",
        other: "カテゴリ|タグ",
        at_start: "提供",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "写真|撮影|写真提供|画像|画像提供|提供|画像出典|写真家|図|撮影者|フォト|写真撮影|イラスト|資料写真|イメージ",
        behind: "撮影|提供|写真提供|画像提供",
        ..NOTHING.captions
    },
    roles: "編集部|取材班|報道部|社会部|政治部|経済部|運動部|記者|スタッフ|ゲスト|事務局|編集局|デスク|ニュース部\
        |特集班|デジタル部|ライター|管理人|管理者|広報|広報部",
    agencies: "共同|時事|共同通信|時事通信|ロイター|AFP時事|AFP＝時事",
    next_page: "次へ|次のページ|次のページへ|次ページ|次",
    page_row: "前へ",
    calls: "もっと見る|続きを読む|一覧|一覧へ|次へ|前へ|詳細",
    controls: &[(
        0,
        "シェア|シェアする|ツイート|印刷|印刷する|ブックマーク|保存|広告",
    )],
    afterwords: &[
        (
            6,
            "関連記事|関連リンク|関連キーワード|あわせて読みたい|人気記事",
        ),
        (8, "おすすめ|こちらも"),
    ],
    own_site: "自社|当サイト",
    elsewhere_parts: "報道|ネット|インターネット|その他|各社|転載",
    embed: Some(Embed {
        terms: "著作権について",
        empty: "現在、記事はありません",
    }),
    rights_words: [
        "転載|複製|複写|無断使用|転用",
        "許可|許諾|承諾|書面",
        "著作権|侵害|法的|法律",
    ],
    terms_links: "著作権について|著作権|著作権・リンク|利用規約|ご利用規約|サイトポリシー",
    contact_links: "お問い合わせ|お問合せ|問い合わせ",
    box_titles: "人気|ランキング|おすすめ|関連|よく読まれ|アクセスランキング",
    ..NOTHING
};
