//! The words of the languages in which pages are written. All texts are invented.
//!
//! A headline is a subject, a predicate and a tail; `words` puts them together.

/// Texts with `|` between them.
pub(crate) type Phrases = &'static str;

/// Each of `phrases`.
pub(crate) fn each(phrases: Phrases) -> impl Iterator<Item = &'static str> {
    phrases.split('|')
}

/// Number `number` of `phrases`, counted round and round.
pub(crate) fn one(phrases: Phrases, number: usize) -> &'static str {
    let count = each(phrases).count();
    each(phrases).nth(number % count).unwrap_or_default()
}

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Tongue {
    /// The language tag.
    pub(crate) code: &'static str,
    pub(crate) script: &'static str,
    pub(crate) zone: &'static str,
    /// Written from right to left.
    pub(crate) rtl: bool,
    /// Written with spaces between words.
    pub(crate) spaced: bool,
    /// The predicate stands at the end of the sentence.
    pub(crate) verb_last: bool,
    pub(crate) subjects: Phrases,
    pub(crate) predicates: Phrases,
    /// Where, when and why.
    pub(crate) tails: Phrases,
    pub(crate) people: Phrases,
    /// In the order of [`TOPIC_SLUGS`].
    pub(crate) topics: Phrases,
    pub(crate) labels: Labels,
    /// Short entries of menus and footers that lead to no story.
    pub(crate) places: Phrases,
    /// Long texts of menus, footers and service boxes that lead to no story.
    pub(crate) services: Phrases,
    /// `%Y`, `%M`, `%D` are numbers, `%m` and `%d` have two digits, `%N` is a month's name.
    pub(crate) dates: Phrases,
    /// `%H` hours ago; `%H` is from 3 to 9.
    pub(crate) ago: &'static str,
    /// Empty when no date needs a name.
    pub(crate) months: Phrases,
}

/// What boxes and links are called.
#[derive(Debug)]
pub(crate) struct Labels {
    pub(crate) popular: &'static str,
    pub(crate) latest: &'static str,
    pub(crate) opinion: &'static str,
    pub(crate) video: &'static str,
    pub(crate) more: &'static str,
    pub(crate) read_more: &'static str,
    pub(crate) tags: &'static str,
    pub(crate) partners: &'static str,
    pub(crate) sponsored: &'static str,
    pub(crate) home: &'static str,
    pub(crate) comments: &'static str,
    pub(crate) next: &'static str,
    pub(crate) by: &'static str,
}

/// The topics in addresses.
pub(crate) const TOPIC_SLUGS: [&str; 8] = [
    "politics", "economy", "sport", "culture", "local", "world", "science", "health",
];

/// All languages, with how often a page is in one.
pub(crate) const TONGUES: [(usize, &Tongue); 18] = [
    (16, &EN),
    (14, &ZH),
    (5, &ZH_TW),
    (6, &DE),
    (6, &FR),
    (6, &ES),
    (5, &PT),
    (6, &RU),
    (5, &JA),
    (4, &KO),
    (5, &AR),
    (4, &FA),
    (4, &HE),
    (5, &HI),
    (4, &TH),
    (5, &VI),
    (4, &EL),
    (3, &BN),
];

static EN: Tongue = Tongue {
    code: "en",
    script: "Latin",
    zone: "America/New_York",
    rtl: false,
    spaced: true,
    verb_last: false,
    subjects: "City council|The harbour board|A retired teacher|Farmers|Two rival bakers|The night ferry|Rail workers|\
        A small museum|The finance minister|Young doctors|Beekeepers|The northern league|Judges|\
        An old lighthouse",
    predicates: "approves the new bridge|turns down a pay offer|finds a forgotten map|warns of a dry spring|\
        wins the long dispute|opens its doors again|wants slower trains|sells the last printing press|\
        asks for more time|plans a market for spare parts|loses three seats|counts the storks",
    tails: "after a week of rain|before the winter break|in the old town|despite rising costs|on the second attempt|\
        without a single vote against|near the southern border|as prices fall|for the first time since 1987|\
        and neighbours are not amused",
    people: "Nora Whitlock|Samuel Okeke|Jane Pellworth|Tom Ardley|Iris Vandermeer",
    topics: "Politics|Business|Sport|Arts|Local|World|Science|Health",
    labels: Labels {
        popular: "Most read",
        latest: "Latest",
        opinion: "Opinion",
        video: "Video",
        more: "More",
        read_more: "Read more",
        tags: "Tags",
        partners: "From our partners",
        sponsored: "Sponsored",
        home: "Home",
        comments: "comments",
        next: "Next",
        by: "By",
    },
    places: "About us|Contact|Privacy|Careers|Sign in|Weather|Terms of use|Puzzles",
    services: "Order the printed edition and read it four weeks for free|Find a flat in the city and its suburbs|\
        Report an error to the editors of this page|Our readers' trips to the islands and the coast|\
        All timetables of the regional bus lines|Place a family notice in Saturday's paper|\
        How we handle comments and letters",
    dates: "%N %D, %Y|%D %N %Y|%Y-%m-%d",
    ago: "%H hours ago",
    months: "January|February|March|April|May|June|July|August|September|October|November|December",
};

static DE: Tongue = Tongue {
    code: "de",
    script: "Latin",
    zone: "Europe/Berlin",
    rtl: false,
    spaced: true,
    verb_last: false,
    subjects: "Der Stadtrat|Die Hafenverwaltung|Ein pensionierter Lehrer|Die Milchbauern|Zwei Bäckereien|\
        Die Nachtfähre|Das kleine Museum|Der Finanzminister|Junge Ärztinnen|Der Imkerverein|Das Landgericht|\
        Der alte Leuchtturm",
    predicates: "beschließt den Bau der neuen Brücke|lehnt das Angebot ab|findet eine vergessene Karte|\
        warnt vor einem trockenen Frühjahr|gewinnt den langen Streit|öffnet wieder seine Türen|\
        will langsamere Züge|verkauft die letzte Druckmaschine|bittet um mehr Zeit|\
        plant einen Markt für Ersatzteile|verliert drei Sitze|zählt die Störche",
    tails: "nach einer Woche Regen|vor der Winterpause|in der Altstadt|trotz steigender Kosten|im zweiten Anlauf|\
        ohne eine einzige Gegenstimme|nahe der Südgrenze|bei fallenden Preisen|zum ersten Mal seit 1987",
    people: "Heike Brandmüller|Jonas Wittekind|Marta Ohlendorf|Uwe Sassnick",
    topics: "Politik|Wirtschaft|Sport|Kultur|Lokales|Welt|Wissen|Gesundheit",
    labels: Labels {
        popular: "Meistgelesen",
        latest: "Neueste Meldungen",
        opinion: "Meinung",
        video: "Videos",
        more: "Mehr",
        read_more: "Weiterlesen",
        tags: "Schlagwörter",
        partners: "Von unseren Partnern",
        sponsored: "Anzeige",
        home: "Startseite",
        comments: "Kommentare",
        next: "Weiter",
        by: "Von",
    },
    places: "Impressum|Kontakt|Datenschutz|Karriere|Anmelden|Wetter|Rätsel",
    services: "Die gedruckte Ausgabe vier Wochen kostenlos lesen|Eine Wohnung in der Stadt und im Umland finden|\
        Einen Fehler auf dieser Seite der Redaktion melden|Leserreisen zu den Inseln und an die Küste|\
        Alle Fahrpläne der regionalen Buslinien|Eine Familienanzeige in der Samstagsausgabe aufgeben",
    dates: "%D. %N %Y|%d.%m.%Y|%D.%M.%Y",
    ago: "vor %H Stunden",
    months: "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
};

static FR: Tongue = Tongue {
    code: "fr",
    script: "Latin",
    zone: "Europe/Paris",
    rtl: false,
    spaced: true,
    verb_last: false,
    subjects: "Le conseil municipal|La capitainerie|Un instituteur à la retraite|Les éleveurs|Deux boulangers rivaux|\
        Le ferry de nuit|Un petit musée|La ministre des finances|De jeunes médecins|Les apiculteurs|Le tribunal|\
        Un vieux phare",
    predicates: "approuve le nouveau pont|refuse une offre salariale|retrouve une carte oubliée|redoute un printemps sec|\
        remporte un long litige|rouvre ses portes|veut des trains plus lents|vend la dernière presse|\
        demande plus de temps|prépare un marché de pièces détachées|perd trois sièges|compte les cigognes",
    tails: "après une semaine de pluie|avant la trêve hivernale|dans la vieille ville|malgré la hausse des coûts|\
        à la deuxième tentative|sans une seule voix contre|près de la frontière sud|alors que les prix baissent|\
        pour la première fois depuis 1987",
    people: "Odile Marchenoir|Bastien Lerouge|Camille Fauvert|Hugo Desgranges",
    topics: "Politique|Économie|Sport|Culture|Région|Monde|Sciences|Santé",
    labels: Labels {
        popular: "Les plus lus",
        latest: "En continu",
        opinion: "Débats",
        video: "Vidéos",
        more: "Plus",
        read_more: "Lire la suite",
        tags: "Mots-clés",
        partners: "Nos partenaires",
        sponsored: "Contenu sponsorisé",
        home: "Accueil",
        comments: "commentaires",
        next: "Suivant",
        by: "Par",
    },
    places: "Mentions légales|Contact|Données personnelles|Recrutement|Connexion|Météo",
    services: "Recevoir le journal pendant quatre semaines sans frais|Trouver un logement en ville ou en banlieue|\
        Signaler une erreur à la rédaction|Nos voyages vers les îles et la côte pour les lecteurs|\
        Tous les horaires des lignes de bus|Publier un avis de famille dans l'édition du samedi",
    dates: "%D %N %Y|%d/%m/%Y",
    ago: "il y a %H heures",
    months: "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
};

static ES: Tongue = Tongue {
    code: "es",
    script: "Latin",
    zone: "Europe/Madrid",
    rtl: false,
    spaced: true,
    verb_last: false,
    subjects: "El ayuntamiento|La autoridad portuaria|Una maestra jubilada|Los ganaderos|Dos panaderos rivales|\
        El transbordador nocturno|Un pequeño museo|El ministro de Hacienda|Médicas jóvenes|Los apicultores|\
        El tribunal|Un viejo faro",
    predicates: "aprueba el nuevo puente|rechaza la oferta salarial|encuentra un mapa olvidado|\
        advierte de una primavera seca|gana el largo pleito|vuelve a abrir sus puertas|quiere trenes más lentos|\
        vende la última imprenta|pide más tiempo|prepara un mercado de repuestos|pierde tres escaños|\
        cuenta las cigüeñas",
    tails: "tras una semana de lluvia|antes del parón invernal|en el casco antiguo|pese a la subida de costes|\
        al segundo intento|sin un solo voto en contra|cerca de la frontera sur|mientras bajan los precios|\
        por primera vez desde 1987",
    people: "Lucía Berrocal|Mateo Santibáñez|Inés Villarroya|Pablo Quirós",
    topics: "Política|Economía|Deportes|Cultura|Local|Mundo|Ciencia|Salud",
    labels: Labels {
        popular: "Lo más leído",
        latest: "Última hora",
        opinion: "Opinión",
        video: "Vídeos",
        more: "Más",
        read_more: "Leer más",
        tags: "Etiquetas",
        partners: "De nuestros socios",
        sponsored: "Patrocinado",
        home: "Inicio",
        comments: "comentarios",
        next: "Siguiente",
        by: "Por",
    },
    places: "Aviso legal|Contacto|Privacidad|Empleo|Iniciar sesión|El tiempo",
    services: "Reciba la edición impresa cuatro semanas gratis|Encuentre piso en la ciudad y alrededores|\
        Avise a la redacción de un error en esta página|Viajes de lectores a las islas y la costa|\
        Todos los horarios de los autobuses comarcales|Publique una esquela en la edición del sábado",
    dates: "%D de %N de %Y|%d/%m/%Y",
    ago: "hace %H horas",
    months: "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
};

static PT: Tongue = Tongue {
    code: "pt",
    script: "Latin",
    zone: "America/Sao_Paulo",
    rtl: false,
    spaced: true,
    verb_last: false,
    subjects: "A câmara municipal|A autoridade do porto|Um professor aposentado|Os pecuaristas|Duas padarias rivais|\
        A balsa noturna|Um pequeno museu|A ministra da Fazenda|Jovens médicos|Os apicultores|O tribunal|\
        Um velho farol",
    predicates: "aprova a nova ponte|recusa a proposta salarial|encontra um mapa esquecido|\
        alerta para uma primavera seca|vence a longa disputa|reabre as portas|quer trens mais lentos|\
        vende a última prensa|pede mais tempo|planeja uma feira de peças usadas|perde três cadeiras|\
        conta as cegonhas",
    tails: "após uma semana de chuva|antes do recesso|no centro antigo|apesar da alta de custos|\
        na segunda tentativa|sem um único voto contra|perto da fronteira sul|com a queda dos preços|\
        pela primeira vez desde 1987",
    people: "Beatriz Carvalhal|Rui Sobreira|Helena Prazeres|Caio Monteverde",
    topics: "Política|Economia|Esportes|Cultura|Cidade|Mundo|Ciência|Saúde",
    labels: Labels {
        popular: "Mais lidas",
        latest: "Últimas notícias",
        opinion: "Opinião",
        video: "Vídeos",
        more: "Mais",
        read_more: "Leia mais",
        tags: "Assuntos",
        partners: "Parceiros",
        sponsored: "Patrocinado",
        home: "Início",
        comments: "comentários",
        next: "Próxima",
        by: "Por",
    },
    places: "Quem somos|Fale conosco|Privacidade|Trabalhe aqui|Entrar|Tempo",
    services: "Assine a edição impressa e leia quatro semanas grátis|Encontre um apartamento na cidade e arredores|\
        Avise a redação de um erro nesta página|Viagens para as ilhas e o litoral com outros leitores|\
        Todos os horários das linhas de ônibus|Publique um aviso de família na edição de sábado",
    dates: "%D de %N de %Y|%d/%m/%Y",
    ago: "há %H horas",
    months: "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
};

static RU: Tongue = Tongue {
    code: "ru",
    script: "Cyrillic",
    zone: "Europe/Moscow",
    rtl: false,
    spaced: true,
    verb_last: false,
    subjects: "Городской совет|Управление порта|Учитель на пенсии|Фермеры области|Две пекарни|Ночной паром|\
        Небольшой музей|Министр финансов|Молодые врачи|Пасечники|Областной суд|Старый маяк",
    predicates: "одобрил новый мост|отклонил предложение о зарплате|нашёл забытую карту|предупредил о сухой весне|\
        выиграл долгий спор|снова открывает двери|хочет более медленных поездов|\
        продал последний печатный станок|просит ещё времени|готовит ярмарку запчастей|потерял три места|\
        пересчитал аистов",
    tails: "после недели дождей|перед зимним перерывом|в старом городе|несмотря на рост расходов|со второй попытки|\
        без единого голоса против|у южной границы|на фоне падения цен|впервые с 1987 года",
    people: "Вера Лопухова|Игорь Белозубов|Анна Крутикова|Пётр Сенокосов",
    topics: "Политика|Экономика|Спорт|Культура|Регион|Мир|Наука|Здоровье",
    labels: Labels {
        popular: "Самое читаемое",
        latest: "Лента новостей",
        opinion: "Мнения",
        video: "Видео",
        more: "Ещё",
        read_more: "Читать далее",
        tags: "Метки",
        partners: "Новости партнёров",
        sponsored: "Реклама",
        home: "Главная",
        comments: "комментариев",
        next: "Далее",
        by: "Автор:",
    },
    places: "О редакции|Контакты|Вакансии|Войти|Погода|Правила|Архив",
    services: "Оформите подписку и читайте газету четыре недели бесплатно|Найти квартиру в городе и пригороде|\
        Сообщить редакции об ошибке на странице|Поездки читателей на острова и побережье|\
        Все расписания пригородных автобусов|Подать семейное объявление в субботний номер",
    dates: "%D %N %Y|%d.%m.%Y",
    ago: "%H часов назад",
    months: "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
};

static EL: Tongue = Tongue {
    code: "el",
    script: "Greek",
    zone: "Europe/Athens",
    rtl: false,
    spaced: true,
    verb_last: false,
    subjects: "Το δημοτικό συμβούλιο|Η λιμενική αρχή|Ένας συνταξιούχος δάσκαλος|Οι κτηνοτρόφοι|Δύο φούρνοι|\
        Το νυχτερινό πλοίο|Ένα μικρό μουσείο|Ο υπουργός Οικονομικών|Νέοι γιατροί|Οι μελισσοκόμοι|Το δικαστήριο|\
        Ο παλιός φάρος",
    predicates: "εγκρίνει τη νέα γέφυρα|απορρίπτει την προσφορά|βρίσκει έναν ξεχασμένο χάρτη|\
        προειδοποιεί για ξηρή άνοιξη|κερδίζει τη μακρά διαμάχη|ανοίγει ξανά τις πόρτες|θέλει πιο αργά τρένα|\
        πουλά το τελευταίο πιεστήριο|ζητεί περισσότερο χρόνο|ετοιμάζει αγορά ανταλλακτικών|χάνει τρεις έδρες",
    tails: "μετά από μια βροχερή εβδομάδα|πριν από τη χειμερινή διακοπή|στην παλιά πόλη|παρά την άνοδο του κόστους|\
        με τη δεύτερη προσπάθεια|χωρίς ψήφο κατά|κοντά στα νότια σύνορα|για πρώτη φορά από το 1987",
    people: "Ελένη Καρδαμίτη|Νίκος Σταυρινός|Άννα Βλαχάκη",
    topics: "Πολιτική|Οικονομία|Αθλητικά|Πολιτισμός|Τοπικά|Κόσμος|Επιστήμη|Υγεία",
    labels: Labels {
        popular: "Δημοφιλή",
        latest: "Ροή ειδήσεων",
        opinion: "Απόψεις",
        video: "Βίντεο",
        more: "Περισσότερα",
        read_more: "Διαβάστε περισσότερα",
        tags: "Ετικέτες",
        partners: "Από συνεργάτες",
        sponsored: "Διαφήμιση",
        home: "Αρχική",
        comments: "σχόλια",
        next: "Επόμενη",
        by: "Του",
    },
    places: "Επικοινωνία|Όροι χρήσης|Καιρός|Σύνδεση|Ταυτότητα",
    services: "Διαβάστε την έντυπη έκδοση τέσσερις εβδομάδες δωρεάν|Βρείτε σπίτι στην πόλη και στα προάστια|\
        Αναφέρετε λάθος στη σύνταξη της σελίδας|Όλα τα δρομολόγια των τοπικών λεωφορείων",
    dates: "%D %N %Y|%d/%m/%Y",
    ago: "πριν από %H ώρες",
    months: "Ιανουαρίου|Φεβρουαρίου|Μαρτίου|Απριλίου|Μαΐου|Ιουνίου|Ιουλίου|Αυγούστου|Σεπτεμβρίου|Οκτωβρίου|Νοεμβρίου|\
        Δεκεμβρίου",
};

static VI: Tongue = Tongue {
    code: "vi",
    script: "Latin",
    zone: "Asia/Ho_Chi_Minh",
    rtl: false,
    spaced: true,
    verb_last: false,
    subjects: "Hội đồng thành phố|Ban quản lý cảng|Một thầy giáo về hưu|Nông dân vùng núi|Hai tiệm bánh|Chuyến phà đêm|\
        Bảo tàng nhỏ|Bộ trưởng tài chính|Các bác sĩ trẻ|Hội nuôi ong|Tòa án tỉnh|Ngọn hải đăng cũ",
    predicates: "thông qua cây cầu mới|từ chối đề nghị tăng lương|tìm thấy tấm bản đồ bị lãng quên|\
        cảnh báo mùa xuân khô hạn|thắng vụ tranh chấp kéo dài|mở cửa trở lại|muốn tàu chạy chậm hơn|\
        bán máy in cuối cùng|xin thêm thời gian|chuẩn bị chợ phụ tùng cũ|mất ba ghế",
    tails: "sau một tuần mưa lớn|trước kỳ nghỉ đông|ở khu phố cổ|dù chi phí tăng cao|trong lần thử thứ hai|\
        mà không có phiếu chống nào|gần biên giới phía nam|lần đầu tiên kể từ năm 1987",
    people: "Lê Thu Hạnh|Trần Quốc Vĩnh|Phạm Mai Lan",
    topics: "Chính trị|Kinh tế|Thể thao|Văn hóa|Địa phương|Thế giới|Khoa học|Sức khỏe",
    labels: Labels {
        popular: "Đọc nhiều",
        latest: "Tin mới",
        opinion: "Góc nhìn",
        video: "Video",
        more: "Xem thêm",
        read_more: "Đọc tiếp",
        tags: "Từ khóa",
        partners: "Tin đối tác",
        sponsored: "Quảng cáo",
        home: "Trang chủ",
        comments: "bình luận",
        next: "Trang sau",
        by: "Tác giả:",
    },
    places: "Liên hệ|Giới thiệu|Đăng nhập|Thời tiết|Điều khoản|Tuyển dụng",
    services: "Đặt báo in và đọc miễn phí trong bốn tuần|Tìm căn hộ trong thành phố và vùng ven|\
        Báo lỗi trên trang này cho ban biên tập|Lịch chạy của tất cả các tuyến xe buýt",
    dates: "%d/%m/%Y|%D/%M/%Y",
    ago: "%H giờ trước",
    months: "",
};

static ZH: Tongue = Tongue {
    code: "zh-CN",
    script: "Han",
    zone: "Asia/Shanghai",
    rtl: false,
    spaced: false,
    verb_last: false,
    subjects: "市议会|港口管理局|退休教师|山区果农|两家老面包店|夜间渡轮|小型博物馆|财政部门|年轻医生团队|养蜂协会|\
        省法院|老灯塔|城北小学|三家造船企业",
    predicates: "通过新桥方案|发现一张旧地图|提醒今春雨水偏少|赢得多年官司|重新开门迎客|建议列车减速运行|\
        卖出最后一台印刷机|请求延长期限|筹备二手配件集市|清点白鹳数量|公布招聘名单|举办冬季读书活动|\
        完成年度检查工作",
    tails: "连下一周大雨后|寒假前|在老城区|成本上涨之下|第二次尝试时|无一票反对|靠近南部边界|时隔多年|面向全市居民",
    people: "林若溪|周启明|何静怡|孙伯安",
    topics: "时政|财经|体育|文化|本地|国际|科技|健康",
    labels: Labels {
        popular: "点击排行",
        latest: "最新消息",
        opinion: "评论",
        video: "视频",
        more: "更多",
        read_more: "阅读全文",
        tags: "标签",
        partners: "合作媒体",
        sponsored: "推广",
        home: "首页",
        comments: "评论",
        next: "下一页",
        by: "作者：",
    },
    places: "关于我们|联系我们|人才招聘|登录|天气|网站地图|法律声明|设为首页",
    services: "订阅印刷版报纸前四周免费阅读|查询全市公共汽车线路和时刻表|向编辑部反映本页面的错误内容|\
        市民网上办事大厅预约服务入口|企业和个人业务在线申报系统|读者海岛旅行报名和咨询平台",
    dates: "%Y-%m-%d|%Y年%M月%D日|%m-%d|%Y/%m/%d|[%Y-%m-%d]|(%m-%d)",
    ago: "%H小时前",
    months: "",
};

static ZH_TW: Tongue = Tongue {
    code: "zh-TW",
    script: "Han",
    zone: "Asia/Taipei",
    rtl: false,
    spaced: false,
    verb_last: false,
    subjects: "市議會|港務單位|退休老師|山區果農|兩間麵包店|夜間渡輪|小型博物館|財政首長|年輕醫師|養蜂協會|地方法院|\
        老燈塔",
    predicates: "通過新橋計畫|找到一張舊地圖|提醒春天雨水偏少|打贏多年官司|重新開門迎客|希望列車放慢速度|\
        賣出最後一台印刷機|請求延長期限|籌備二手零件市集|清點白鸛數量|失去三個席次",
    tails: "連下一週大雨後|寒假前夕|在舊城區|成本上漲之下|第二次嘗試|沒有一票反對|靠近南部邊界|睽違多年",
    people: "許雅筑|簡大維|賴思妤",
    topics: "政治|財經|運動|文化|地方|國際|科學|健康",
    labels: Labels {
        popular: "熱門新聞",
        latest: "即時",
        opinion: "觀點",
        video: "影音",
        more: "更多",
        read_more: "繼續閱讀",
        tags: "標籤",
        partners: "合作媒體",
        sponsored: "贊助",
        home: "首頁",
        comments: "則留言",
        next: "下一頁",
        by: "作者：",
    },
    places: "關於我們|聯絡我們|徵才|登入|天氣|隱私權政策",
    services: "訂閱紙本報紙前四週免費閱讀|查詢全市公車路線和時刻表|向編輯部回報本頁面的錯誤|讀者海島旅行報名和諮詢",
    dates: "%Y-%m-%d|%Y/%m/%d|%Y年%M月%D日|%Y.%m.%d",
    ago: "%H小時前",
    months: "",
};

static JA: Tongue = Tongue {
    code: "ja",
    script: "Kana",
    zone: "Asia/Tokyo",
    rtl: false,
    spaced: false,
    verb_last: true,
    subjects: "市議会が|港湾局が|元教師の男性が|山間部の農家が|二軒のパン屋が|夜の渡し船が|小さな博物館が|財務大臣が|\
        若手医師らが|養蜂組合が|地方裁判所が|古い灯台が",
    predicates: "新しい橋の建設を承認|忘れられた地図を発見|春の水不足を警告|長い裁判に勝訴|ふたたび開館へ|\
        列車の減速を要望|最後の印刷機を売却|期限の延長を求める|中古部品の市を計画|コウノトリの数を調査|\
        三議席を失う",
    tails: "一週間の雨のあと|冬休みを前に|旧市街で|費用の上昇にもかかわらず|二度目の挑戦で|反対票なしで|\
        南の境界近くで|1987年以来初めて",
    people: "森下 千草|大槻 健吾|川端 美緒",
    topics: "政治|経済|スポーツ|文化|地域|国際|科学|健康",
    labels: Labels {
        popular: "アクセスランキング",
        latest: "新着記事",
        opinion: "社説",
        video: "動画",
        more: "もっと見る",
        read_more: "続きを読む",
        tags: "タグ",
        partners: "提携サイト",
        sponsored: "広告",
        home: "ホーム",
        comments: "コメント",
        next: "次へ",
        by: "文：",
    },
    places: "会社案内|お問い合わせ|採用情報|ログイン|天気|利用規約",
    services: "紙の新聞を四週間無料でお試しください|市内バスの路線と時刻表を調べる|このページの誤りを編集部に知らせる|\
        読者のための島めぐり旅行の申し込み",
    dates: "%Y年%M月%D日|%Y/%m/%d|%Y.%m.%d",
    ago: "%H時間前",
    months: "",
};

static KO: Tongue = Tongue {
    code: "ko",
    script: "Hangul",
    zone: "Asia/Seoul",
    rtl: false,
    spaced: true,
    verb_last: true,
    subjects: "시의회|항만청|은퇴한 교사|산간 농민들|빵집 두 곳|야간 연락선|작은 박물관|재무장관|젊은 의사들|양봉 조합|\
        지방법원|오래된 등대",
    predicates: "새 다리 건설 승인|잊힌 지도 발견|봄 가뭄 경고|오랜 소송에서 승소|다시 문 열어|열차 감속 요구|\
        마지막 인쇄기 매각|시간 더 달라 요청|중고 부품 장터 준비|세 석 잃어",
    tails: "일주일 비 내린 뒤|겨울 방학 앞두고|구시가지에서|비용 상승에도|두 번째 시도 끝에|반대표 하나 없이|\
        남쪽 경계 부근서|1987년 이후 처음으로",
    people: "한서윤 기자|오민재 기자|유가람 기자",
    topics: "정치|경제|스포츠|문화|지역|세계|과학|건강",
    labels: Labels {
        popular: "많이 본 뉴스",
        latest: "최신 뉴스",
        opinion: "오피니언",
        video: "동영상",
        more: "더보기",
        read_more: "자세히 보기",
        tags: "태그",
        partners: "제휴 언론사",
        sponsored: "광고",
        home: "홈",
        comments: "댓글",
        next: "다음",
        by: "글",
    },
    places: "회사 소개|문의|채용|로그인|날씨|이용 약관",
    services: "종이 신문을 사 주 동안 무료로 받아 보세요|시내 버스 노선과 시간표를 모두 찾아보기|\
        이 페이지의 잘못을 편집부에 알리기|독자와 함께 가는 섬 여행 신청",
    dates: "%Y.%m.%d|%Y-%m-%d|%Y년 %M월 %D일",
    ago: "%H시간 전",
    months: "",
};

static AR: Tongue = Tongue {
    code: "ar",
    script: "Arabic",
    zone: "Africa/Cairo",
    rtl: true,
    spaced: true,
    verb_last: false,
    subjects: "مجلس المدينة|إدارة الميناء|معلم متقاعد|مزارعو الجبال|مخبزان متنافسان|عبّارة الليل|متحف صغير|وزير المالية|\
        أطباء شباب|جمعية النحالين|محكمة الإقليم|المنارة القديمة",
    predicates: "يوافق على الجسر الجديد|يرفض عرض الرواتب|يعثر على خريطة منسية|يحذر من ربيع جاف|يكسب نزاعا طويلا|\
        يفتح أبوابه من جديد|يريد قطارات أبطأ|يبيع آخر مطبعة|يطلب مزيدا من الوقت|يخطط لسوق قطع الغيار|\
        يخسر ثلاثة مقاعد",
    tails: "بعد أسبوع من المطر|قبل عطلة الشتاء|في المدينة القديمة|رغم ارتفاع التكاليف|في المحاولة الثانية|\
        دون صوت معارض واحد|قرب الحدود الجنوبية|لأول مرة منذ سنوات",
    people: "ليلى حداد|كريم النجار|سلمى عوض",
    topics: "سياسة|اقتصاد|رياضة|ثقافة|محليات|العالم|علوم|صحة",
    labels: Labels {
        popular: "الأكثر قراءة",
        latest: "آخر الأخبار",
        opinion: "آراء",
        video: "فيديو",
        more: "المزيد",
        read_more: "اقرأ المزيد",
        tags: "وسوم",
        partners: "من شركائنا",
        sponsored: "إعلان",
        home: "الرئيسية",
        comments: "تعليقات",
        next: "التالي",
        by: "كتب:",
    },
    places: "من نحن|اتصل بنا|الخصوصية|وظائف|تسجيل الدخول|الطقس",
    services: "اشترك في النسخة المطبوعة واقرأها أربعة أسابيع مجانا|ابحث عن شقة في المدينة وضواحيها|\
        أبلغ هيئة التحرير عن خطأ في هذه الصفحة|مواعيد جميع حافلات الإقليم",
    dates: "%D %N %Y|%Y-%m-%d|%d/%m/%Y",
    ago: "منذ %H ساعات",
    months: "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
};

static FA: Tongue = Tongue {
    code: "fa",
    script: "Arabic",
    zone: "Asia/Tehran",
    rtl: true,
    spaced: true,
    verb_last: true,
    subjects: "شورای شهر|اداره بندر|معلم بازنشسته|کشاورزان کوهستان|دو نانوایی|کشتی شبانه|موزه کوچک|وزیر دارایی|\
        پزشکان جوان|انجمن زنبورداران|دادگاه استان|فانوس قدیمی",
    predicates: "پل تازه را تصویب کرد|پیشنهاد دستمزد را نپذیرفت|نقشه‌ای فراموش‌شده یافت|از بهار خشک خبر داد|\
        در دعوای طولانی پیروز شد|دوباره در گشود|قطارهای آهسته‌تر خواست|آخرین دستگاه چاپ را فروخت|\
        زمان بیشتری خواست|سه کرسی از دست داد",
    tails: "پس از یک هفته باران|پیش از تعطیلات زمستان|در بافت قدیمی|با وجود هزینه‌ها|در تلاش دوم|بدون رأی مخالف|\
        نزدیک مرز جنوبی|برای نخستین بار",
    people: "نرگس پارسا|بهرام کیانی|شیرین مرادی",
    topics: "سیاست|اقتصاد|ورزش|فرهنگ|استان|جهان|دانش|سلامت",
    labels: Labels {
        popular: "پربازدیدها",
        latest: "تازه‌ها",
        opinion: "دیدگاه",
        video: "ویدئو",
        more: "بیشتر",
        read_more: "ادامه مطلب",
        tags: "برچسب‌ها",
        partners: "از دیگر رسانه‌ها",
        sponsored: "آگهی",
        home: "خانه",
        comments: "دیدگاه",
        next: "بعدی",
        by: "نویسنده:",
    },
    places: "درباره ما|تماس|استخدام|ورود|هوا|پیوندها",
    services: "روزنامه چاپی را چهار هفته رایگان بخوانید|یافتن خانه در شهر و پیرامون آن|گزارش خطای این صفحه به تحریریه|\
        برنامه همه خطوط اتوبوس",
    dates: "%Y-%m-%d|%Y/%m/%d",
    ago: "%H ساعت پیش",
    months: "",
};

static HE: Tongue = Tongue {
    code: "he",
    script: "Hebrew",
    zone: "Asia/Jerusalem",
    rtl: true,
    spaced: true,
    verb_last: false,
    subjects: "מועצת העיר|רשות הנמל|מורה בגמלאות|חקלאי ההר|שתי מאפיות|מעבורת הלילה|מוזיאון קטן|שר האוצר|רופאים צעירים|\
        אגודת הכוורנים|בית המשפט|המגדלור הישן",
    predicates: "מאשרת את הגשר החדש|דוחה את הצעת השכר|מצאה מפה נשכחת|מזהירה מאביב יבש|זכתה בסכסוך ארוך|\
        פותחת שוב את הדלתות|רוצה רכבות איטיות יותר|מוכרת את מכונת הדפוס|מבקשת עוד זמן|מתכננת שוק חלפים|\
        מאבדת שלושה מושבים",
    tails: "אחרי שבוע של גשם|לפני חופשת החורף|בעיר העתיקה|למרות עליית המחירים|בניסיון השני|בלי קול אחד נגד|\
        ליד הגבול הדרומי|לראשונה מאז 1987",
    people: "נועה ברקאי|אלון שגיא|תמר רוזן",
    topics: "פוליטיקה|כלכלה|ספורט|תרבות|מקומי|עולם|מדע|בריאות",
    labels: Labels {
        popular: "הנקראות ביותר",
        latest: "מבזקים",
        opinion: "דעות",
        video: "וידאו",
        more: "עוד",
        read_more: "המשך קריאה",
        tags: "תגיות",
        partners: "מהשותפים שלנו",
        sponsored: "ממומן",
        home: "ראשי",
        comments: "תגובות",
        next: "הבא",
        by: "מאת",
    },
    places: "אודות|צרו קשר|פרטיות|דרושים|כניסה|מזג האוויר",
    services: "קבלו את העיתון המודפס ארבעה שבועות חינם|חיפוש דירה בעיר ובסביבה|דווחו למערכת על טעות בדף הזה|\
        לוחות הזמנים של כל קווי האוטובוס",
    dates: "%d.%m.%Y|%d/%m/%Y",
    ago: "לפני %H שעות",
    months: "",
};

static HI: Tongue = Tongue {
    code: "hi",
    script: "Devanagari",
    zone: "Asia/Kolkata",
    rtl: false,
    spaced: true,
    verb_last: true,
    subjects: "नगर परिषद ने|बंदरगाह प्रशासन ने|सेवानिवृत्त शिक्षक ने|पहाड़ी किसानों ने|दो बेकरियों ने|रात की नाव ने|\
        छोटे संग्रहालय ने|वित्त मंत्री ने|युवा डॉक्टरों ने|मधुमक्खी पालकों ने|ज़िला अदालत ने|पुराने प्रकाशस्तंभ ने",
    predicates: "नए पुल को मंज़ूरी दी|वेतन का प्रस्ताव ठुकराया|भूला हुआ नक्शा खोजा|सूखे वसंत की चेतावनी दी|लंबा विवाद जीता|\
        फिर से दरवाज़े खोले|धीमी रेलगाड़ियाँ माँगीं|आख़िरी छापाखाना बेचा|और समय माँगा|\
        पुर्ज़ों के बाज़ार की योजना बनाई|तीन सीटें गँवाईं",
    tails: "हफ़्ते भर की बारिश के बाद|सर्दी की छुट्टी से पहले|पुराने शहर में|बढ़ती लागत के बावजूद|दूसरी कोशिश में|\
        बिना किसी विरोध के|दक्षिणी सीमा के पास|कई साल बाद पहली बार",
    people: "मीरा जोगलेकर|अर्जुन सिंघल|कविता रावल",
    topics: "राजनीति|कारोबार|खेल|संस्कृति|शहर|दुनिया|विज्ञान|सेहत",
    labels: Labels {
        popular: "सबसे ज़्यादा पढ़ी गईं",
        latest: "ताज़ा ख़बरें",
        opinion: "विचार",
        video: "वीडियो",
        more: "और",
        read_more: "और पढ़ें",
        tags: "टैग",
        partners: "सहयोगी साइटों से",
        sponsored: "विज्ञापन",
        home: "होम",
        comments: "टिप्पणियाँ",
        next: "अगला",
        by: "लेखक:",
    },
    places: "हमारे बारे में|संपर्क|गोपनीयता|नौकरियाँ|लॉग इन|मौसम",
    services: "छपा अख़बार चार हफ़्ते मुफ़्त पढ़ें|शहर और आसपास में मकान खोजें|इस पेज की ग़लती संपादक को बताएँ|\
        सभी बस मार्गों की समय सारणी देखें",
    dates: "%D %N %Y|%d-%m-%Y",
    ago: "%H घंटे पहले",
    months: "जनवरी|फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर",
};

static BN: Tongue = Tongue {
    code: "bn",
    script: "Bengali",
    zone: "Asia/Dhaka",
    rtl: false,
    spaced: true,
    verb_last: true,
    subjects: "নগর পরিষদ|বন্দর কর্তৃপক্ষ|অবসরপ্রাপ্ত শিক্ষক|পাহাড়ের কৃষকেরা|দুই বেকারি|রাতের ফেরি|ছোট জাদুঘর|অর্থমন্ত্রী|\
        তরুণ চিকিৎসকেরা|মৌচাষিরা|জেলা আদালত|পুরোনো বাতিঘর",
    predicates: "নতুন সেতু অনুমোদন করল|বেতনের প্রস্তাব ফিরিয়ে দিল|ভুলে যাওয়া মানচিত্র পেল|শুকনো বসন্তের সতর্কতা দিল|\
        দীর্ঘ বিরোধে জিতল|আবার দরজা খুলল|ধীর ট্রেন চায়|শেষ ছাপাখানা বিক্রি করল|আরও সময় চাইল|তিন আসন হারাল",
    tails: "এক সপ্তাহ বৃষ্টির পর|শীতের ছুটির আগে|পুরোনো শহরে|খরচ বাড়লেও|দ্বিতীয় চেষ্টায়|কোনো বিরোধিতা ছাড়াই|\
        দক্ষিণ সীমান্তের কাছে|বহু বছর পর প্রথমবার",
    people: "রুমানা সুলতান|তপন মজুমদার",
    topics: "রাজনীতি|অর্থনীতি|খেলা|সংস্কৃতি|সারাদেশ|বিশ্ব|বিজ্ঞান|স্বাস্থ্য",
    labels: Labels {
        popular: "সর্বাধিক পঠিত",
        latest: "সর্বশেষ",
        opinion: "মতামত",
        video: "ভিডিও",
        more: "আরও",
        read_more: "বিস্তারিত",
        tags: "ট্যাগ",
        partners: "সহযোগী সাইট",
        sponsored: "বিজ্ঞাপন",
        home: "প্রচ্ছদ",
        comments: "মন্তব্য",
        next: "পরবর্তী",
        by: "লেখক:",
    },
    places: "আমাদের কথা|যোগাযোগ|চাকরি|লগইন|আবহাওয়া",
    services: "ছাপা পত্রিকা চার সপ্তাহ বিনা মূল্যে পড়ুন|শহর ও আশপাশে বাসা খুঁজুন|এই পাতার ভুল সম্পাদককে জানান|\
        সব বাসের সময়সূচি দেখুন",
    dates: "%d/%m/%Y|%Y-%m-%d",
    ago: "%H ঘণ্টা আগে",
    months: "",
};

static TH: Tongue = Tongue {
    code: "th",
    script: "Thai",
    zone: "Asia/Bangkok",
    rtl: false,
    spaced: false,
    verb_last: false,
    subjects: "สภาเมือง|การท่าเรือ|ครูเกษียณ|เกษตรกรบนดอย|ร้านขนมปังสองร้าน|เรือข้ามฟากกลางคืน|พิพิธภัณฑ์เล็ก|รัฐมนตรีคลัง|\
        แพทย์รุ่นใหม่|สมาคมผู้เลี้ยงผึ้ง|ศาลจังหวัด|ประภาคารเก่า",
    predicates: "อนุมัติสะพานใหม่|ปฏิเสธข้อเสนอค่าจ้าง|พบแผนที่ที่ถูกลืม|เตือนฤดูใบไม้ผลิแห้งแล้ง|ชนะคดียืดเยื้อ|เปิดประตูอีกครั้ง|\
        อยากให้รถไฟช้าลง|ขายแท่นพิมพ์สุดท้าย|ขอเวลาเพิ่ม|เตรียมตลาดอะไหล่เก่า|เสียสามที่นั่ง",
    tails: "หลังฝนตกทั้งสัปดาห์|ก่อนปิดฤดูหนาว|ในย่านเมืองเก่า|แม้ต้นทุนสูงขึ้น|ในความพยายามครั้งที่สอง|โดยไม่มีเสียงคัดค้าน|\
        ใกล้ชายแดนใต้|เป็นครั้งแรกในรอบหลายปี",
    people: "มาลี ศรีวัฒน์|ธนา บุญเลิศ",
    topics: "การเมือง|เศรษฐกิจ|กีฬา|วัฒนธรรม|ท้องถิ่น|ต่างประเทศ|วิทยาศาสตร์|สุขภาพ",
    labels: Labels {
        popular: "ยอดนิยม",
        latest: "ข่าวล่าสุด",
        opinion: "บทความ",
        video: "วิดีโอ",
        more: "เพิ่มเติม",
        read_more: "อ่านต่อ",
        tags: "แท็ก",
        partners: "จากพันธมิตร",
        sponsored: "โฆษณา",
        home: "หน้าแรก",
        comments: "ความคิดเห็น",
        next: "ถัดไป",
        by: "โดย",
    },
    places: "เกี่ยวกับเรา|ติดต่อ|สมัครงาน|เข้าสู่ระบบ|อากาศ",
    services: "สมัครรับหนังสือพิมพ์ฉบับพิมพ์ฟรีสี่สัปดาห์|ค้นหาห้องพักในเมืองและชานเมือง|\
        แจ้งข้อผิดพลาดในหน้านี้ต่อกองบรรณาธิการ|ตารางเดินรถประจำทางทุกสาย",
    dates: "%d/%m/%Y|%Y-%m-%d",
    ago: "%H ชั่วโมงที่แล้ว",
    months: "",
};
