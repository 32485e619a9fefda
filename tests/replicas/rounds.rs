//! One fault after the other, each followed by the proof that all is well again.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::check::check;
use crate::cluster::Cluster;
use crate::history::{History, Millis, Promises, Word, number};
use crate::origin::{Dice, setting};
use crate::paper::{FEEDS, Paper};
use crate::proxy::Way;
use crate::replica::{Replica, Settings, has_clocks};
use crate::scene::Scene;

const REPLICAS: usize = 3;
/// A lease lasts six seconds.
const PAST_THE_LEASE: Duration = Duration::from_secs(7);
/// All is well again within this time, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(60);

const PROMISES: Promises = Promises {
    // An interval is three seconds, and a refresh begins an eighth of it early at the most.
    section_spacing: 2500,
    pace: 100,
    per_host: 2,
    travel: 300,
    closing: 1500,
    visible_within: 5000,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// kill -9 of a replica.
    Killed,
    /// The same, and the others are told that it is no more.
    Forgotten,
    /// SIGSTOP until its lease is long over, then SIGCONT.
    Frozen,
    /// No bytes between a replica and the database.
    CutOff,
    /// What the replica says arrives; what the database answers does not.
    Unanswered,
    /// The other way round.
    Unheard,
    /// The clock of a replica an hour ahead, then an hour behind.
    ClockStep,
    /// kill -9 of the primary, and another takes its place.
    PrimaryKilled,
    /// The primary hangs, another takes its place, and the old one goes on as if nothing had been.
    PrimaryFrozen,
    /// kill -9 of the primary and of a replica at once.
    Both,
}

const FAULTS: [Fault; 10] = [
    Fault::Killed,
    Fault::PrimaryKilled,
    Fault::Frozen,
    Fault::CutOff,
    Fault::Unanswered,
    Fault::ClockStep,
    Fault::PrimaryFrozen,
    Fault::Unheard,
    Fault::Forgotten,
    Fault::Both,
];

struct Run {
    cluster: Cluster,
    replicas: Vec<Replica>,
    paper: Arc<Paper>,
    scene: Arc<Scene>,
    settings: Settings,
    dice: Dice,
}

/// Replicas are for newsrooms that promise something to somebody. Whatever breaks, the promise holds.
#[test]
#[ignore = "takes minutes; tests/all runs it"]
fn whatever_breaks_the_replicas_keep_their_promises() {
    let rounds = setting("BYLINE_REPLICAS_ROUNDS", 6);
    let seed = setting("BYLINE_SEED", 1);
    let Some(cluster) = Cluster::start() else {
        return;
    };
    if !has_clocks() {
        eprintln!("SKIPPED: faketime is not installed, so no clock is set; tests/all installs it");
    }
    let mut run = Run::start(cluster, seed);
    let load = run.load();
    let began = Instant::now();
    for round in 0..rounds {
        // The first half with replicas that serve when they are cut off, the second with such that stop.
        if round == rounds / 2 {
            run.change_over();
        }
        run.round(round as usize);
        assert!(
            load.iter().all(|thread| !thread.is_finished()),
            "a reader panicked in round {round} of seed {seed}"
        );
    }
    run.scene.is_over.store(true, Ordering::SeqCst);
    for thread in load {
        thread.join().expect("no panic");
    }
    run.end();
    let history = run.scene.history();
    let broken = check(&history, &PROMISES);
    eprintln!(
        "{rounds} rounds of seed {seed} in {:?}: {}",
        began.elapsed(),
        told(&history)
    );
    if !broken.is_empty() {
        let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/replicas-history");
        std::fs::write(file, written(&history)).expect("written");
        let mut first = String::new();
        for (index, violation) in broken.iter().enumerate() {
            let of_rule = broken[..index]
                .iter()
                .filter(|it| it.rule == violation.rule);
            if of_rule.count() < 5 {
                let _ = write!(first, "\n{violation}");
            }
        }
        panic!(
            "seed {seed}: {} times a promise was broken, see {file}:{first}",
            broken.len()
        );
    }
}

impl Run {
    /// Three replicas that have read all feeds.
    fn start(cluster: Cluster, seed: u64) -> Self {
        let mut replicas: Vec<Replica> = (0..REPLICAS)
            .map(|number| Replica::new(number, cluster.ports))
            .collect();
        let scene = Scene::new(replicas.iter().map(|it| it.address.clone()).collect());
        let (paper, origins) = Paper::start(&scene);
        let settings = Settings {
            origins,
            title: "新闻",
            isolated: "serve",
        };
        for replica in &mut replicas {
            replica.write(&settings);
            replica.start();
        }
        let run = Self {
            cluster,
            replicas,
            paper,
            scene,
            settings,
            dice: Dice::new(seed),
        };
        let from = run.scene.now();
        run.wait_for_news();
        run.wait_for_news();
        run.scene.disturbed("the start", None, from);
        run
    }

    /// Readers of each replica, and someone who takes items down.
    fn load(&mut self) -> Vec<std::thread::JoinHandle<()>> {
        let mut seed = || Dice::new(self.dice.below(u64::MAX >> 1));
        let mut load: Vec<_> = (0..REPLICAS)
            .map(|replica| {
                let (scene, dice) = (self.scene.clone(), seed());
                std::thread::spawn(move || scene.reads(replica, dice))
            })
            .collect();
        let (scene, dice) = (self.scene.clone(), seed());
        load.push(std::thread::spawn(move || scene.takes_down(dice)));
        load
    }

    fn round(&mut self, round: usize) {
        let fault = FAULTS[round % FAULTS.len()];
        if fault == Fault::ClockStep && !has_clocks() {
            return;
        }
        // What is promised without a fault is seen in between.
        sleep(Duration::from_millis(500 + self.dice.below(1500)));
        if round % 3 == 1 {
            self.paper.close(self.dice.below(2) as usize, 4);
            sleep(Duration::from_secs(4));
        }
        let hit = self.dice.below(REPLICAS as u64) as usize;
        let from = self.scene.now();
        let whom = self.strike(fault, hit);
        self.wait_for_news();
        self.scene.disturbed(&format!("{fault:?}"), whom, from);
        eprintln!(
            "round {round}: {fault:?}, replica {hit}, well after {} ms",
            self.scene.now() - from
        );
    }

    /// Has it happen and pass. Returns the replica that it happened to; `None` is all of them.
    fn strike(&mut self, fault: Fault, hit: usize) -> Option<usize> {
        match fault {
            Fault::Killed => {
                self.replicas[hit].kill();
                sleep(Duration::from_millis(self.dice.below(6000)));
                self.reload_maybe();
                self.replicas[hit].start();
            }
            Fault::Forgotten => {
                self.replicas[hit].kill();
                sleep(PAST_THE_LEASE);
                let name = self.replicas[hit].name();
                let forgets = &self.replicas[(hit + 1) % REPLICAS];
                let done = forgets.command(&["replicas", "forget", name]);
                assert!(done.status.success(), "{done:?}");
                sleep(Duration::from_secs(1));
                self.replicas[hit].start();
            }
            Fault::Frozen => {
                self.replicas[hit].freeze();
                sleep(PAST_THE_LEASE);
                self.replicas[hit].thaw();
            }
            Fault::CutOff => self.cut(hit, Way::Cut),
            Fault::Unanswered => self.cut(hit, Way::ToDatabaseOnly),
            Fault::Unheard => self.cut(hit, Way::FromDatabaseOnly),
            Fault::ClockStep => {
                for seconds in [3600, -3600, 0] {
                    self.replicas[hit].set_clock(seconds);
                    sleep(Duration::from_secs(3));
                }
                self.reload_maybe();
            }
            Fault::PrimaryKilled => {
                self.cluster.kill_primary();
                sleep(Duration::from_millis(self.dice.below(2000)));
                let old = self.cluster.fail_over();
                self.cluster.rejoin(old);
                return None;
            }
            Fault::PrimaryFrozen => {
                self.cluster.freeze_primary();
                sleep(Duration::from_millis(500 + self.dice.below(2000)));
                let old = self.cluster.fail_over();
                self.cluster.thaw(old);
                sleep(Duration::from_millis(3000 + self.dice.below(4000)));
                self.cluster.rejoin(old);
                return None;
            }
            Fault::Both => {
                self.cluster.kill_primary();
                self.replicas[hit].kill();
                let old = self.cluster.fail_over();
                self.replicas[hit].start();
                self.cluster.rejoin(old);
                return None;
            }
        }
        Some(hit)
    }

    fn cut(&mut self, hit: usize, way: Way) {
        self.replicas[hit].proxy.set(way);
        // One that stops does so after ten seconds.
        let longer = match self.settings.isolated {
            "stop" => 5000,
            _ => self.dice.below(2000),
        };
        sleep(PAST_THE_LEASE + Duration::from_millis(longer));
        self.reload_maybe();
        self.replicas[hit].proxy.set(Way::Open);
    }

    /// Half of the time feeds.toml changes for all.
    fn reload_maybe(&mut self) {
        if self.dice.below(2) == 0 {
            return;
        }
        let from = self.scene.now();
        self.settings.title = ["新闻", "要闻", "快讯"][self.dice.below(3) as usize];
        for replica in &self.replicas {
            replica.write(&self.settings);
            replica.reload();
        }
        sleep(Duration::from_secs(1));
        self.scene.disturbed("a reload", None, from);
    }

    /// One replica after the other is restarted, to stop when it is cut off.
    fn change_over(&mut self) {
        self.settings.isolated = "stop";
        let from = self.scene.now();
        self.scene.may_stop.store(true, Ordering::SeqCst);
        for replica in &mut self.replicas {
            replica.write(&self.settings);
            replica.stop();
            replica.start();
        }
        self.wait_for_news();
        for replica in 0..REPLICAS {
            self.scene.disturbed("a restart", Some(replica), from);
        }
    }

    /// Waits until each replica shows an article in each feed that is published after now.
    fn wait_for_news(&self) {
        let before = self.paper.newest();
        let patience = Instant::now() + PATIENCE;
        for replica in 0..REPLICAS {
            for feed in 0..FEEDS.len() {
                while !self.is_beyond(replica, feed, before[feed]) {
                    if Instant::now() > patience {
                        let said: String =
                            self.replicas.iter().fold(String::new(), |mut all, it| {
                                let _ = write!(all, "\n{}: {}", it.name(), it.said());
                                all
                            });
                        panic!(
                            "replica {replica} shows no news of {} after {PATIENCE:?}:{said}",
                            FEEDS[feed].0
                        );
                    }
                    sleep(Duration::from_millis(100));
                }
            }
        }
    }

    fn is_beyond(&self, replica: usize, feed: usize, before: u32) -> bool {
        let read = self.scene.read(replica, feed, "json");
        read.is_some_and(|read| read.items.iter().any(|item| number(&item.url) > before))
    }

    /// Without news and faults, all replicas come to show the same, and each takedown is confirmed.
    fn end(&self) {
        self.paper.be_still();
        let patience = Instant::now() + PATIENCE;
        loop {
            let differ = FEEDS.iter().enumerate().find(|(feed, _)| {
                let shown = (0..REPLICAS).map(|it| self.scene.read(it, *feed, "json"));
                let mut shown = shown.map(|read| read.map(|read| (read.etag, read.items)));
                let first = shown.next().flatten();
                first.is_none() || shown.any(|it| it != first)
            });
            let open = self.scene.lists();
            if differ.is_none() && open == 0 {
                break;
            }
            assert!(
                Instant::now() < patience,
                "{differ:?} is not the same on all replicas, or {open} takedowns stay unconfirmed"
            );
            sleep(Duration::from_millis(500));
        }
        let takedowns = self.scene.history().takedowns;
        let confirmed = takedowns.iter().filter(|it| it.word == Word::Confirmed);
        for takedown in confirmed.rev().take(30) {
            for replica in 0..REPLICAS {
                let status = self.scene.status_of(replica, &takedown.guid);
                assert_eq!(status, Some(410), "{takedown:?} on replica {replica}");
            }
        }
        for replica in &self.replicas {
            assert!(
                !replica.panicked(),
                "{}: {}",
                replica.name(),
                replica.said()
            );
        }
    }
}

/// How much was seen.
fn told(history: &History) -> String {
    let count = |word| {
        history
            .takedowns
            .iter()
            .filter(|it| it.word == word)
            .count()
    };
    let mut waits: Vec<Millis> = history
        .takedowns
        .iter()
        .filter(|it| it.word == Word::Confirmed)
        .map(|it| it.answered - it.asked)
        .collect();
    waits.sort_unstable();
    let part = |share: usize| waits.get(waits.len() * share / 100).copied();
    format!(
        "{} reads, {} refused; {} fetches, {} pauses asked for; {} times a takedown was confirmed, {} stored, {} unknown; \
         half of the confirmations within {:?} ms, nine in ten within {:?} ms",
        history.reads.len(),
        history.refusals.len(),
        history.fetches.len(),
        history.closures.len(),
        count(Word::Confirmed),
        count(Word::Stored),
        count(Word::Unknown),
        part(50),
        part(90),
    )
}

/// The history, an event a line, in the order of time.
fn written(history: &History) -> String {
    let mut lines: Vec<(Millis, String)> = Vec::new();
    lines.extend(history.reads.iter().map(|it| {
        let numbers: Vec<u32> = it.items.iter().map(|item| number(&item.url)).collect();
        let line = format!(
            "read {}.{} of {}, answered {}: {} {numbers:?}",
            it.feed, it.format, it.replica, it.answered, it.etag
        );
        (it.asked, line)
    }));
    lines.extend(
        history
            .refusals
            .iter()
            .map(|it| (it.asked, format!("{it:?}"))),
    );
    lines.extend(
        history
            .takedowns
            .iter()
            .map(|it| (it.asked, format!("{it:?}"))),
    );
    lines.extend(history.fetches.iter().map(|it| (it.at, format!("{it:?}"))));
    lines.extend(
        history
            .closures
            .iter()
            .map(|it| (it.from, format!("{it:?}"))),
    );
    lines.extend(
        history
            .disturbances
            .iter()
            .map(|it| (it.from, format!("{it:?}"))),
    );
    lines.sort();
    lines
        .into_iter()
        .fold(String::new(), |mut all, (at, line)| {
            let _ = writeln!(all, "{at} {line}");
            all
        })
}
