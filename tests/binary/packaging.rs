//! What is in `packaging/` fits the program: commands, files, ports, probes and names of variables.

use std::process::{Command, Output};

use yaml_rust2::{Yaml, YamlLoader};

use crate::process::{Demo, Folder, free_address};

const CONTAINERFILE: &str = include_str!("../../packaging/Containerfile");
const CONFFILE: &str = include_str!("../../packaging/debian/feeds.toml");
const COMPOSE: &str = include_str!("../../packaging/compose.yaml");
const COMPOSE_FEEDS: &str = include_str!("../../packaging/compose/feeds.toml");
const KUBERNETES: &str = include_str!("../../packaging/kubernetes/byline.yaml");
const KUBERNETES_FEEDS: &str = include_str!("../../packaging/kubernetes/feeds.yaml");
const SERVICE: &str = include_str!("../../packaging/systemd/byline.service");

fn byline(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
    let run = command.args(arguments).envs(environment.iter().copied());
    run.output().expect("the binary runs")
}

fn documents(yaml: &str) -> Vec<Yaml> {
    YamlLoader::load_from_str(yaml).unwrap_or_else(|error| panic!("{error} in\n{yaml}"))
}

fn of_kind(kind: &str) -> Yaml {
    let all = documents(KUBERNETES);
    let mut of_kind = all
        .into_iter()
        .filter(|one| one["kind"].as_str() == Some(kind));
    of_kind.next().unwrap_or_else(|| panic!("no {kind}"))
}

fn texts(list: &Yaml) -> Vec<&str> {
    let list = list.as_vec().unwrap_or_else(|| panic!("no list: {list:?}"));
    list.iter().filter_map(Yaml::as_str).collect()
}

/// What stands behind `instruction` in the Containerfile.
fn instruction(instruction: &str) -> &'static str {
    let mut lines = CONTAINERFILE.lines();
    let found = lines.find_map(|line| line.strip_prefix(instruction)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {instruction}"))
}

/// The words of a list in JSON, wherever it stands in `text`.
fn json_list(text: &str) -> Vec<String> {
    let list = &text[text.find('[').expect("a list")..];
    serde_json::from_str(list).unwrap_or_else(|error| panic!("{list}: {error}"))
}

/// What `[server]` of `feeds` says for `key`.
fn server(feeds: &str, key: &str) -> toml::Value {
    let feeds: toml::Table = feeds.parse().expect("TOML");
    feeds["server"][key].clone()
}

fn port(feeds: &str, key: &str) -> i64 {
    let address = server(feeds, key);
    let (_, port) = address
        .as_str()
        .and_then(|a| a.rsplit_once(':'))
        .expect("an address");
    port.parse().expect("a port")
}

fn kubernetes_feeds() -> String {
    let map = &documents(KUBERNETES_FEEDS)[0];
    map["data"]["feeds.toml"]
        .as_str()
        .expect("a file")
        .to_owned()
}

/// A service whose command line no longer exists does not start after the upgrade that removed it.
#[test]
fn units_and_images_call_commands_that_exist() {
    let exec = |line: &'static str| {
        let (key, command) = line.split_once('=')?;
        let words = command.strip_prefix("/usr/bin/byline ")?.split(' ');
        key.starts_with("Exec")
            .then(|| words.map(str::to_owned).collect())
    };
    let mut commands: Vec<Vec<String>> = SERVICE.lines().filter_map(exec).collect();
    assert_eq!(commands.len(), 2, "{commands:?}");
    commands.push(json_list(instruction("CMD")));
    let mut health = json_list(instruction("HEALTHCHECK"));
    assert_eq!([health.remove(0)], json_list(instruction("ENTRYPOINT"))[..]);
    commands.push(health);
    for command in commands {
        let mut words: Vec<&str> = command.iter().map(String::as_str).collect();
        words.push("--help");
        let said = byline(&words, &[]);
        assert!(
            said.status.success(),
            "{command:?}: {}",
            String::from_utf8_lossy(&said.stderr)
        );
    }
    // So that the loop above would notice.
    assert!(
        !byline(&["serve", "--no-such-option", "--help"], &[])
            .status
            .success()
    );
}

/// A first start that fails over the file which came along is the last one.
#[test]
fn every_feeds_toml_that_comes_along_passes_check() {
    let folder = Folder::new("packaging");
    let services = &documents(COMPOSE)[0]["services"];
    let composed = services["byline"]["environment"]
        .as_hash()
        .expect("a table");
    let composed = composed.keys().filter_map(Yaml::as_str).collect();
    // The Secret is made with a command, which a comment has.
    let secret = KUBERNETES
        .split("--from-literal=")
        .skip(1)
        .filter_map(|rest| rest.split('=').next());
    for (name, feeds, variables) in [
        ("debian", CONFFILE.to_owned(), Vec::new()),
        ("compose", COMPOSE_FEEDS.to_owned(), composed),
        ("kubernetes", kubernetes_feeds(), secret.collect()),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, feeds).expect("a file");
        let values = variables
            .iter()
            .map(|variable| match variable.ends_with("_URL") {
                true => (*variable, "postgres://byline:secret@db.example/byline"),
                false => (*variable, "0123456789abcdef"),
            });
        let said = byline(
            &["check", &file.display().to_string()],
            &values.collect::<Vec<_>>(),
        );
        let words = String::from_utf8_lossy(&said.stdout);
        assert!(
            words.contains("no problems"),
            "{name}: {words}{}",
            String::from_utf8_lossy(&said.stderr)
        );
        // What the manifest gives is what the file asks for.
        let text = std::fs::read_to_string(&file).expect("the file");
        for variable in variables {
            assert!(
                text.contains(&format!("-env = \"{variable}\"")),
                "{name}: {variable}"
            );
        }
    }
}

/// A probe of a port on which nobody listens has the container restarted for ever.
#[test]
fn ports_users_and_versions_agree() {
    let exposed: i64 = instruction("EXPOSE").parse().expect("a port");
    let (user, _) = instruction("USER")
        .split_once(':')
        .expect("a user and a group");
    let user: i64 = user
        .parse()
        .expect("a number, which Kubernetes can tell from root");
    let image = format!("byline:{}", env!("CARGO_PKG_VERSION"));

    let compose = &documents(COMPOSE)[0];
    let (byline, caddy) = (
        &compose["services"]["byline"],
        &compose["services"]["caddy"],
    );
    assert!(
        byline["image"]
            .as_str()
            .is_some_and(|name| name.ends_with(&image))
    );
    assert_eq!(port(COMPOSE_FEEDS, "listen"), exposed);
    assert_eq!(
        texts(&caddy["command"]).last(),
        Some(&format!("byline:{exposed}").as_str())
    );
    let subnet = &compose["networks"]["default"]["ipam"]["config"][0]["subnet"];
    assert_eq!(
        server(COMPOSE_FEEDS, "trusted-proxies")[0].as_str(),
        subnet.as_str()
    );
    let mounts = texts(&byline["volumes"]);
    assert!(mounts.contains(&format!("./compose:{}:ro", instruction("WORKDIR")).as_str()));
    assert!(mounts.contains(&format!("state:{}", instruction("VOLUME")).as_str()));
    assert!(COMPOSE_FEEDS.contains(&format!("= \"{}\"", instruction("VOLUME"))));

    let pod = &of_kind("StatefulSet")["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    assert!(
        container["image"]
            .as_str()
            .is_some_and(|name| name.ends_with(&image))
    );
    assert_eq!(pod["securityContext"]["runAsUser"].as_i64(), Some(user));
    assert_eq!(
        container["volumeMounts"][0]["mountPath"].as_str(),
        Some(instruction("WORKDIR"))
    );
    let feeds = kubernetes_feeds();
    let ports = container["ports"].as_vec().expect("ports");
    let ports: Vec<_> = ports
        .iter()
        .map(|port| (port["name"].as_str(), port["containerPort"].as_i64()))
        .collect();
    assert_eq!(port(&feeds, "listen"), exposed);
    assert_eq!(
        ports,
        [
            (Some("http"), Some(exposed)),
            (Some("operators"), Some(port(&feeds, "admin-listen"))),
        ]
    );
    assert_eq!(
        of_kind("Service")["spec"]["ports"][0]["targetPort"].as_str(),
        Some("http")
    );
}

/// A probe of a path that byline does not answer takes every replica out of service.
#[test]
fn probes_and_health_checks_are_answered() {
    let folder = Folder::new("packaging-probes");
    let address = free_address();
    // The section is on a port where nobody listens: byline is ready when it has tried.
    let feeds = CONFFILE.replace("127.0.0.1:8080", &address).replace(
        "https://news.example",
        &format!("http://{}", free_address()),
    );
    let file = folder.path().join("feeds.toml");
    std::fs::write(&file, feeds.replace("/var/lib/byline", "state")).expect("feeds.toml");
    let serving = Demo::serve(&folder, &address, &[]);
    let container = &of_kind("StatefulSet")["spec"]["template"]["spec"]["containers"][0];
    for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
        let get = &container[probe]["httpGet"];
        assert_eq!(get["port"].as_str(), Some("http"), "{probe}");
        let path = get["path"].as_str().expect("a path");
        let (status, _, body) = serving.try_ask("GET", path, "", "").expect("an answer");
        assert!(
            status == 200 || (probe == "readinessProbe" && status == 503),
            "{probe}: {status} {body}"
        );
    }
    let health = json_list(instruction("HEALTHCHECK"));
    // As in the image, whose working directory is the folder of feeds.toml.
    let mut check = Command::new(env!("CARGO_BIN_EXE_byline"));
    check.args(&health[1..]).current_dir(folder.path());
    assert!(check.output().expect("the binary runs").status.success());
    serving.terminate();
    assert!(!check.output().expect("the binary runs").status.success());
}
