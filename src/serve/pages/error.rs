//! An error for people: the same words that programs get as plain text.

use askama::Template;
use http::StatusCode;

#[derive(Template)]
#[template(path = "error.html", config = "src/serve/pages/askama.toml")]
struct ErrorPage<'a> {
    root: &'a str,
    title: &'static str,
    lines: Vec<&'a str>,
}

/// The page with `message` for a request for `path`. Its links are relative, since a proxy may serve byline below a path.
pub(crate) fn error(
    status: StatusCode,
    message: &str,
    path: &str,
) -> Result<String, askama::Error> {
    let depth = path.matches('/').count().saturating_sub(1);
    let root = match depth {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    };
    ErrorPage {
        root: &root,
        title: title(status),
        lines: message.lines().filter(|line| !line.is_empty()).collect(),
    }
    .render()
}

const fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::GONE => "No longer here",
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::PAYLOAD_TOO_LARGE => "Not possible here",
        StatusCode::URI_TOO_LONG => "Address too long",
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
            "Not available at the moment"
        }
        StatusCode::INTERNAL_SERVER_ERROR => "Something is broken here",
        _ => "This cannot be shown",
    }
}
