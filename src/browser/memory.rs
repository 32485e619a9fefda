//! How much memory a browser on this machine has taken.
//!
//! In: the id of its first process, as the driver tells it. Out: the bytes that it and all below it have for themselves
//! (`RssAnon` in `/proc/PID/status`, see proc_pid_status(5)); what they share with files does not count. Without `/proc`, nothing is
//! known, and V8's own bound is left (`--max-old-space-size`).

use std::collections::HashMap;
use std::fs;

/// Processes of this machine that are looked at.
const PROCESSES: usize = 65_536;

/// The memory of process `root` and of all below it, in bytes. Blocks, for a millisecond or two.
pub(super) fn of_tree(root: u32) -> Option<u64> {
    let parents: HashMap<u32, u32> = fs::read_dir("/proc")
        .ok()?
        .take(PROCESSES)
        .filter_map(|entry| {
            let process = entry.ok()?.file_name().to_str()?.parse().ok()?;
            Some((process, parent(process)?))
        })
        .collect();
    parents.get(&root)?;
    let is_below = |process: u32| {
        let mut at = process;
        // A chain of parents is as long as the tree is deep.
        for _ in 0..64 {
            if at == root {
                return true;
            }
            match parents.get(&at) {
                Some(parent) => at = *parent,
                None => return false,
            }
        }
        false
    };
    let tree = parents.keys().copied().filter(|it| is_below(*it));
    Some(tree.filter_map(anonymous).sum())
}

/// The fourth field of `/proc/PID/stat`; the second is a name in parentheses that may have any character.
fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn anonymous(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("RssAnon:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// A bound over a number that is always zero ends nothing.
    #[test]
    fn a_process_has_the_memory_that_it_took() {
        let own = std::process::id();
        let before = of_tree(own).expect("this process");
        let taken = vec![7_u8; 64 << 20];
        let after = of_tree(own).expect("this process");
        assert!(taken.iter().all(|byte| *byte == 7));
        assert!(after >= before + (48 << 20), "{before} {after}");
        assert_eq!(of_tree(u32::MAX), None);
    }
}
