//! `byline serve` while its `feeds.toml` changes: by hand, by signal, through the operator's door.

use std::time::{Duration, Instant};

use crate::process::{Demo, Folder, free_address};

const VARIABLE: &str = "BYLINE_TEST_ADMIN";
const TOKEN: &str = "a-token-for-tests-only";

fn status(serving: &Demo, path: &str) -> u16 {
    serving.try_ask("GET", path, "", "").map_or(0, |it| it.0)
}

fn until(serving: &Demo, path: &str, expected: u16) {
    let patience = Instant::now() + Duration::from_secs(30);
    while status(serving, path) != expected {
        assert!(
            Instant::now() < patience,
            "{path} never answered {expected}"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// An operator edits the file and wants nothing more to do; a deployment wants to know whether it worked.
#[test]
fn a_changed_file_is_taken_up_and_a_wrong_one_is_not() {
    let folder = Folder::new("reload");
    let address = free_address();
    // No newsroom runs: a feed that is there answers 502 or 504, one that is not 404.
    let text = include_str!("../../feeds.toml")
        .replace("127.0.0.1:8081", "127.0.0.1:9")
        .replace("127.0.0.1:8080", &address)
        .replace(
            "# admin-token-env = \"BYLINE_ADMIN_TOKEN\"",
            &format!("admin-token-env = \"{VARIABLE}\""),
        );
    let feed = |id: &str| {
        format!(
            "\n[feeds.{id}]\npublisher = \"dyw\"\ntitle = \"X\"\nsections = [\"http://127.0.0.1:9/{id}/\"]\n"
        )
    };
    let (file, beside) = (
        folder.path().join("feeds.toml"),
        folder.path().join("feeds.toml.new"),
    );
    std::fs::write(&file, &text).expect("feeds.toml");
    let serving = Demo::serve(&folder, &address, &[(VARIABLE, TOKEN)]);
    assert_eq!(status(&serving, "/feeds/one"), 404);

    // Editors write beside and rename.
    std::fs::write(&beside, format!("{text}{}", feed("one"))).expect("written");
    std::fs::rename(&beside, &file).expect("renamed");
    until(&serving, "/feeds/one", 502);

    // The operator's door says what is wrong, by its line, and changes nothing.
    let bearer = format!("Authorization: Bearer {TOKEN}\r\n");
    let reload = || {
        let answer = serving.try_ask("POST", "/admin/reload", &bearer, "");
        answer.expect("an answer")
    };
    std::fs::write(&file, format!("{text}\n[feeds.one]\ntitel = \"X\"\n")).expect("written");
    let (refused, _, body) = reload();
    let line = text.lines().count() + 3;
    assert_eq!(refused, 422, "{body}");
    assert!(body.contains(&format!("feeds.toml:{line}: ")), "{body}");
    assert_eq!(status(&serving, "/feeds/one"), 502);

    std::fs::write(&file, format!("{text}{}", feed("two"))).expect("written");
    let (done, _, body) = reload();
    let report: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((done, &report["added"][0]), (200, &"two".into()), "{body}");
    assert_eq!(report["removed"][0], "one");
    assert_eq!(status(&serving, "/feeds/one"), 404);

    // A signal does the same at once.
    std::fs::write(&file, format!("{text}{}", feed("three"))).expect("written");
    serving.signal("-HUP");
    until(&serving, "/feeds/three", 502);
    assert!(serving.terminate().success());
}
