//! The fields of one entry, however the entry was found: its link, title, date, summary and picture.

pub(in crate::extract) mod date;
pub(in crate::extract) mod edges;
pub(in crate::extract) mod image;
pub(in crate::extract) mod link;
pub(in crate::extract) mod markup;
pub(in crate::extract) mod places;
pub(in crate::extract) mod summary;
pub(in crate::extract) mod title;
pub(in crate::extract) mod values;
pub(in crate::extract) mod wording;
