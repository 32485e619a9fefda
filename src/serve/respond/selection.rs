//! What a GET gets of a document: nothing new, or the whole of it in one coding.
//!
//! In: a [`Document`] and the request's headers. Out: a [`Selection`], or that a precondition fails. Terms: RFC 9110
//! §13.2.2.

use http::HeaderMap;

use super::codings;
use super::conditions::RepresentationValidators;
use crate::render::{Coding, Document};

/// What a GET gets of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Selection {
    /// 304: the reader has it.
    NotModified,
    /// 200: the whole of it.
    Whole(Coding),
}

impl Selection {
    /// The coding in which `document` has to be compressed before it can be sent so.
    pub(crate) fn lacking(self, document: &Document) -> Option<Coding> {
        match self {
            Self::Whole(coding) if document.lacks(coding) => Some(coding),
            Self::Whole(_) | Self::NotModified => None,
        }
    }
}

/// Whether a GET with `request` headers asks for another state of `document` than there is: 412.
pub(crate) fn fails(document: &Document, request: &HeaderMap) -> bool {
    validators(document).fail(request)
}

/// What a GET with `request` headers gets of `document`. The document may not have been compressed in that coding yet:
/// see [`Selection::lacking`].
pub(crate) fn select(document: &Document, request: &HeaderMap) -> Selection {
    if validators(document).hold(request) {
        return Selection::NotModified;
    }
    Selection::Whole(codings::choose(request, |coding| document.offers(coding)))
}

/// What a GET with `request` headers gets now. A coding that is still lacking is replaced by the identity coding.
pub(crate) fn select_ready(document: &Document, request: &HeaderMap) -> Selection {
    let selection = select(document, request);
    match selection.lacking(document) {
        Some(_) => Selection::Whole(Coding::Identity),
        None => selection,
    }
}

fn validators(document: &Document) -> RepresentationValidators<'_> {
    RepresentationValidators {
        etag: &document.etag,
        last_modified: document.last_modified.as_ref(),
    }
}
