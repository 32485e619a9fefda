//! `byline article URL|FILE`: what byline reads from one page.

use jiff::Timestamp;

use super::exit::Exit;
use super::runtime::block_on;
use super::terminal::print;
use crate::extract::{self};
use crate::page::{Budget, Context};

/// `byline article URL|FILE [--url BASE] [--charset C] [--timezone Z] [--browser URL] [--format json] [--explain]`
#[derive(Debug, clap::Args)]
pub(crate) struct ArticleArguments {
    #[command(flatten)]
    page: super::page::PageArgument,
    /// What to print.
    #[arg(long, value_enum, default_value = "json")]
    format: ArticleFormat,
    /// Say, on stderr, why this headline, body, author, source and date and not the next ones.
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ArticleFormat {
    /// One JSON object.
    Json,
}

pub(crate) fn run(arguments: &ArticleArguments) -> Result<(), Exit> {
    let page = block_on(arguments.page.open())?;
    let budget = Budget::of_page(page.text.len());
    let at = Context {
        url: &page.url,
        zone: &page.zone,
        language: &page.language,
        now: Timestamp::now(),
        budget: &budget,
    };
    if arguments.explain {
        let reasons = extract::article::explain(&page.text, &at)
            .map_err(|error| Exit::Failed(format!("{}: {error}", page.name)))?;
        super::complain(&reasons.join("\n"));
    }
    let article = extract::article::read(&page.text, &at)
        .map_err(|error| Exit::Failed(format!("{}: {error}", page.name)))?;
    let ArticleFormat::Json = arguments.format;
    let report = serde_json::to_string_pretty(&extract::article::report(&article))
        .map_err(|error| Exit::Failed(error.to_string()))?;
    print(format!("{report}\n").as_bytes())
}
