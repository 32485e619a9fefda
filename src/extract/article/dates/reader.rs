//! The input from which the dates of a page are read.

use crate::extract::article::body::BodyPlace;
use crate::extract::article::rows::Row;
use crate::extract::article::title::Title;
use crate::page::Context;
use crate::page::lines::Flow;

/// A page's lines, and the places of its headline, body and rows among these lines.
pub(in crate::extract::article) struct DateReader<'r, 'f> {
    pub(in crate::extract::article) flow: &'r Flow<'f>,
    pub(in crate::extract::article) title: &'r Title,
    pub(in crate::extract::article) body: Option<BodyPlace>,
    pub(in crate::extract::article) rows: &'r [Row],
    pub(in crate::extract::article) at: &'r Context<'r>,
}
