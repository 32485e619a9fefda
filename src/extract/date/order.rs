//! Which of day and month comes first on a page, as its unambiguous dates show.

use super::fold;
use crate::language::Order;

/// The order of `13/01/2026` or `01/13/2026` in these texts; `None` where there is neither, or both.
pub(in crate::extract) fn settled_order<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Order> {
    let (mut day_first, mut month_first) = (false, false);
    for text in texts {
        each_triple(text, |first, second, year| {
            let is_year = (1900..=2200).contains(&year);
            let (month, day) = (1..=12, 13..=31);
            day_first |= is_year && day.contains(&first) && month.contains(&second);
            month_first |= is_year && month.contains(&first) && day.contains(&second);
        });
    }
    match (day_first, month_first) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Three numbers with the same separator between them.
fn each_triple(text: &str, mut found: impl FnMut(u32, u32, u32)) {
    let mut parts: [(u32, char); 3] = [(0, ' '); 3];
    let mut number: Option<u32> = None;
    for c in text.chars().chain([' ']) {
        if let Some(digit) = fold::digit(c) {
            let value = number.unwrap_or(0);
            number = Some(value.saturating_mul(10).saturating_add(digit));
            continue;
        }
        let separator = if matches!(c, '/' | '.' | '-') { c } else { ' ' };
        match number.take() {
            Some(value) => parts = [parts[1], parts[2], (value, separator)],
            None => parts = [(0, ' '); 3],
        }
        let [(first, a), (second, b), (third, after)] = parts;
        if a != ' ' && a == b && after != a {
            found(first, second, third);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list that prints both would otherwise be read in the order of whichever date came first.
    #[test]
    fn only_dates_that_agree_settle_the_order() {
        for (texts, order) in [
            (&["13/01/2026", "02/01/2026"][..], Some(Order::DayFirst)),
            (&["on 1.13.2026 at"], Some(Order::MonthFirst)),
            (&["٢٤/١١/٢٠٢٦"], Some(Order::DayFirst)),
            (&["13/01/2026", "01/13/2026"], None),
            (
                &["11/01/2026", "192.168.13.2026", "13/01-2026", "13 1 2026"],
                None,
            ),
        ] {
            assert_eq!(settled_order(texts.iter().copied()), order, "{texts:?}");
        }
    }
}
