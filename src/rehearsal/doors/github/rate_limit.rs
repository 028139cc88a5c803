use serde_json::{Value, json};

use super::ask::Ask;
use super::problem;
use crate::doors::Reply;
use crate::laws::github_limits::{QUIET_SECONDS, begin_hour};

const PAGE: &str = "/using-the-rest-api/rate-limits-for-the-rest-api";

fn core(ask: &mut Ask<'_>) -> Value {
    let limits = &mut ask.state.github.limits;
    let resets = begin_hour(limits, ask.now).unix_timestamp();
    let used = limits.used.min(limits.hourly);
    json!({"limit": limits.hourly, "used": used, "remaining": limits.hourly - used, "reset": resets})
}

/// `GET /rate_limit`, which costs nothing. Enterprise Server has no limits unless somebody sets
/// them.
pub(super) fn show(ask: &mut Ask<'_>) -> Reply {
    if ask.github().server.is_enterprise_server() {
        return problem::plain(404, "Rate limiting is not enabled.", "/rate-limit/rate-limit");
    }
    let core = core(ask);
    let unused = |limit: u32| json!({"limit": limit, "used": 0, "remaining": limit, "reset": core["reset"]});
    let resources = json!({"core": core, "search": unused(30), "graphql": unused(1_000)});
    Reply::json(200, &json!({"resources": resources, "rate": core}))
}

/// The hour's requests are used up.
pub(super) fn exhausted(ask: &Ask<'_>) -> Reply {
    problem::plain(ask.github().limits.refused_with, "API rate limit exceeded for installation.", PAGE)
}

/// A secondary limit: be quiet for a while.
pub(super) fn too_fast(ask: &mut Ask<'_>) -> Reply {
    let id = ask.state.new_guid().to_uppercase();
    let message = format!(
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to \
         GitHub Support for help, please include the request ID {id}."
    );
    let page = format!("{PAGE}#about-secondary-rate-limits");
    let status = ask.github().limits.refused_with;
    problem::plain(status, &message, &page).header("retry-after", QUIET_SECONDS.to_string())
}

/// What every answer says of the limits.
pub(super) fn headers(ask: &mut Ask<'_>, reply: Reply) -> Reply {
    let core = core(ask);
    reply
        .header("x-ratelimit-limit", core["limit"].to_string())
        .header("x-ratelimit-remaining", core["remaining"].to_string())
        .header("x-ratelimit-used", core["used"].to_string())
        .header("x-ratelimit-reset", core["reset"].to_string())
        .header("x-ratelimit-resource", "core")
}
