//! Bulletins: short notices that carry their time, so that there is always something new.
//!
//! In: the minute. Out: title, abstract, paragraphs; the numbers are invented.

use jiff::Timestamp;

use super::cast;
use super::chance::{between, one_of};
use super::dates;

/// A bulletin as printed.
pub(super) struct Bulletin {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) paragraphs: Vec<String>,
}

/// The n-th bulletin, which appeared at `published`.
pub(super) fn nth(number: u64, published: Timestamp) -> Bulletin {
    let at = dates::local(published);
    let (hour, minute) = (at.hour(), at.minute());
    let facts = Facts {
        seed: number,
        clock: format!("{hour:02}时{minute:02}分"),
        day: dates::spoken(published),
    };
    let (title, summary, paragraphs) = match number % 8 {
        0 => facts.traffic(),
        1 => facts.weather(),
        2 => facts.vegetables(),
        3 => facts.visitors(),
        4 => facts.air(),
        5 => facts.buses(),
        6 => facts.reservoir(),
        _ => facts.seats(),
    };
    Bulletin {
        title,
        summary,
        paragraphs,
    }
}

struct Facts {
    seed: u64,
    clock: String,
    day: String,
}

type Text = (String, String, Vec<String>);

impl Facts {
    fn number(&self, about: &str, low: u64, high: u64) -> u64 {
        between(about, self.seed, low, high)
    }

    fn traffic(&self) -> Text {
        let Self { clock, seed, .. } = self;
        let [slow, calm, works] = [0, 1, 2].map(|place| cast::road(*seed, place));
        let queue = self.number("queue", 2, 9) * 50;
        let speed = self.number("speed", 12, 26);
        let cause = one_of(
            "cause",
            *seed,
            &[
                "路口车流交汇",
                "一辆货车临时检修",
                "路口信号灯调试",
                "早晚市摊位收摆",
            ],
        );
        (
            format!("{clock}路况：{slow}车行缓慢 {calm}畅通"),
            format!(
                "截至{clock}，{slow}中段车辆排队约{queue}米，平均时速{speed}公里；{calm}全线畅通。"
            ),
            vec![
                format!(
                    "缓行原因是{cause}，现场有引导员疏导，预计二十分钟内恢复。过往车辆可提前从{works}绕行。"
                ),
                format!("{works}北段仍在铺设管道，右侧车道围挡，夜间有警示灯，请减速慢行。"),
                "路况由路口观测点和市民来电汇总，每两小时左右更新一次。".to_owned(),
            ],
        )
    }

    fn weather(&self) -> Text {
        let Self { clock, seed, day } = self;
        let town = cast::town(*seed);
        let sky = one_of(
            "sky",
            *seed,
            &["多云", "晴间多云", "阴有薄雾", "晴", "多云转阴"],
        );
        let wind = one_of("wind", *seed, &["南风", "东北风", "西北风", "东南风"]);
        let force = self.number("force", 2, 4);
        let humid = self.number("humid", 38, 86);
        let seen = self.number("seen", 4, 22);
        (
            format!("{clock}天气实况：{town}{sky} {wind}{force}级"),
            format!(
                "{day}{clock}，{town}观测点{sky}，{wind}{force}级，相对湿度{humid}%，能见度{seen}公里。"
            ),
            vec![
                format!(
                    "山上与山下温差较大，登山的市民请带一件外套；能见度低于3公里时，索道可能间歇停运。（本次实测{seen}公里）"
                ),
                "未来两小时内无明显降水。下一次实况在值班员换班后发布。".to_owned(),
            ],
        )
    }

    fn vegetables(&self) -> Text {
        let Self { clock, seed, day } = self;
        let market = cast::road(*seed, 0);
        let price = |about: &str, low, high| {
            let fen = self.number(about, low, high);
            format!("{}.{:02}元", fen / 100, fen % 100)
        };
        let (leek, radish, egg) = (
            price("leek", 180, 460),
            price("radish", 60, 140),
            price("egg", 390, 560),
        );
        let tons = self.number("tons", 120, 480);
        (
            format!("{market}批发市场{clock}行情：大葱每斤{leek} 鸡蛋每斤{egg}"),
            format!(
                "{day}{clock}，{market}批发市场大葱均价每斤{leek}，白萝卜{radish}，鸡蛋{egg}，当日到货约{tons}吨。"
            ),
            vec![
                format!(
                    "市场工作人员介绍，到货以本地和邻近乡镇为主，白萝卜走货最快，开市一小时已出库{}吨。",
                    tons / 5
                ),
                "零售价格会因摊位和品相有所不同，价格牌每天开市前更新，市民可到门口公平秤复核。"
                    .to_owned(),
            ],
        )
    }

    fn visitors(&self) -> Text {
        let Self { clock, seed, .. } = self;
        let up = self.number("up", 620, 9800);
        let load = self.number("load", 8, 71);
        let wait = self.number("wait", 3, 28);
        let gate = one_of("gate", *seed, &["东麓", "西坡", "南门"]);
        (
            format!("{clock}山上客流：在山游客{up}人 {gate}入口等候{wait}分钟"),
            format!("截至{clock}，在山游客{up}人，为瞬时承载量的{load}%，{gate}入口平均等候{wait}分钟。"),
            vec![
                "各入口秩序平稳，步道、厕所和饮水点开放正常。带老人和孩子的游客，建议走坡度较缓的东麓小路。".to_owned(),
                format!("景区提醒，当在山人数超过承载量的八成时，{gate}入口将实行分批放行。"),
            ],
        )
    }

    fn air(&self) -> Text {
        let Self { clock, seed, day } = self;
        let index = self.number("index", 18, 96);
        let word = if index <= 50 { "优" } else { "良" };
        let best = cast::town(*seed);
        let fine = self.number("fine", 6, 58);
        (
            format!("{clock}空气质量：指数{index} 等级{word}"),
            format!(
                "{day}{clock}，城区空气质量指数为{index}，等级为{word}，细颗粒物每立方米{fine}微克，{best}观测点数值最低。"
            ),
            vec![
                "这一水平适合开窗通风和户外活动。对花粉敏感的市民外出可戴口罩。".to_owned(),
                "数据为观测点一小时均值，未经复核，以正式公报为准。".to_owned(),
            ],
        )
    }

    fn buses(&self) -> Text {
        let Self { clock, seed, .. } = self;
        let line = self.number("line", 2, 68);
        let [here, there] = [0, 1].map(|place| cast::road(*seed, place));
        let late = self.number("late", 4, 18);
        let why = one_of(
            "why",
            *seed,
            &["道路养护", "树木修剪", "临时集会", "井盖更换"],
        );
        (
            format!("{line}路公交{clock}起临时绕行{here}"),
            format!(
                "因{there}{why}，{line}路公交车自{clock}起临时绕行{here}，预计晚点{late}分钟。"
            ),
            vec![
                format!(
                    "绕行期间，{there}上的两个站点不停靠，乘客可到{here}路口的临时站牌候车。其他线路运行正常。"
                ),
                "恢复原线路的时间以站牌和车厢内广播为准，给您出行带来不便，敬请谅解。".to_owned(),
            ],
        )
    }

    fn reservoir(&self) -> Text {
        let Self { clock, seed, day } = self;
        let level = self.number("level", 11_240, 12_890);
        let change = self.number("change", 1, 9);
        let way = one_of("way", *seed, &["上涨", "下降"]);
        let name = one_of("name", *seed, &["响水崖水库", "上泉水库", "黄栌坡水库"]);
        let metres = format!("{}.{:02}米", level / 100, level % 100);
        (
            format!("{name}{clock}水位{metres} 较昨日同期{way}{change}厘米"),
            format!("{day}{clock}，{name}水位{metres}，较昨日同期{way}{change}厘米，低于汛限水位，供水正常。"),
            vec![
                "值守人员每两小时巡坝一次，未发现异常。库区禁止游泳、野炊和电鱼，垂钓请到指定平台。".to_owned(),
                format!("当班共巡查{}公里，劝离下水人员{}人。", change + 3, change / 3),
            ],
        )
    }

    fn seats(&self) -> Text {
        let Self { clock, seed, .. } = self;
        let free = self.number("free", 6, 180);
        let lent = self.number("lent", 90, 940);
        let back = self.number("back", 80, 900);
        let floor = one_of("floor", *seed, &["二楼社科区", "三楼自习区", "一楼少儿区"]);
        (
            format!("市民书房{clock}空位{free}个 {floor}最宽松"),
            format!("截至{clock}，市民书房总馆空余座位{free}个，{floor}最为宽松；当日借出图书{lent}册，归还{back}册。"),
            vec![
                "离座超过半小时的座位会自动释放，请看管好随身物品。各社区书房的座位情况可在门口屏幕查看。".to_owned(),
                "还书箱设在东门和地下停车场出口，全天可用。".to_owned(),
            ],
        )
    }
}
