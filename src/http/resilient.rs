use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, LOCATION, USER_AGENT};
use http::{HeaderName, Method, StatusCode};

use super::backoff::delay;
use super::throttle::Throttle;
use super::waiting::Waiting;
use super::{Effect, Http, HttpError, Moment, Pace, Request, Response, Retry, shown_url};

/// The wait before a refusal counts as final.
const SECOND_LOOK: Duration = Duration::from_millis(500);

/// Applies each request's policy to an [`Http`] that sends once: retries, `Retry-After`, redirects,
/// the deadline.
pub struct Resilient {
    inner: Arc<dyn Http>,
    pace: Pace,
    throttle: Throttle,
}

impl Resilient {
    /// Puts the policy in front of `inner`.
    pub fn new(inner: Arc<dyn Http>, pace: Pace) -> Self {
        Self { inner, pace, throttle: Throttle::default() }
    }

    /// How long to wait before sending again, or `None` to hand the result to the caller as it is. `doubted`: the former refusal.
    fn wait(
        &self,
        request: &Request,
        result: &Result<Response, HttpError>,
        attempt: u32,
        doubted: &mut Option<StatusCode>,
    ) -> Option<Duration> {
        let again = request.policy.retry != Retry::Never;
        let asked = match result {
            Ok(response) if is_decided(request, response) => return None,
            Ok(response) if request.policy.doubts.contains(&response.status.as_u16()) => {
                if doubted.replace(response.status) == Some(response.status) {
                    return None;
                }
                return Some(SECOND_LOOK.max(response.retry_after().unwrap_or_default()));
            }
            Ok(response) if again && is_transient(response.status) => response.retry_after(),
            // A request that never left can be sent again, even a change.
            Err(error) if error.is_transient() && (again || error.effect == Effect::None) => None,
            _ => return None,
        };
        Some(delay(attempt, seed(request), asked))
    }

    async fn respect_throttle(&self, host: &str, end: Moment) {
        if let Some(open) = self.throttle.open_from(host)
            && open <= end
        {
            self.pace.sleep_until(open).await;
        }
    }
}

#[async_trait::async_trait]
impl Http for Resilient {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        let waiting = Waiting::on(request.url.authority());
        waiting.while_doing(self.send_until_answered(request, &waiting)).await
    }
}

impl Resilient {
    async fn send_until_answered(&self, mut request: Request, waiting: &Waiting) -> Result<Response, HttpError> {
        let started = tokio::time::Instant::now();
        let end = self.pace.now() + request.policy.deadline;
        let mut redirects = request.policy.redirects;
        let mut attempt = 1;
        let mut doubted = None;
        loop {
            let host = request.url.authority().to_owned();
            self.respect_throttle(&host, end).await;
            let mut result = self.inner.send(request.clone()).await;
            if let Ok(response) = &mut result {
                response.observed.attempts = attempt;
                response.observed.total = started.elapsed();
                if response.status == StatusCode::TOO_MANY_REQUESTS
                    && let Some(asked) = response.retry_after()
                {
                    self.throttle.quiet(&host, self.pace.now() + asked);
                }
                if redirects > 0
                    && let Some(next) = redirected(&request, response)
                {
                    redirects -= 1;
                    request = next;
                    continue;
                }
            }
            if let Err(error) = &mut result {
                error.attempts = attempt;
            }
            match self.wait(&request, &result, attempt, &mut doubted) {
                Some(wait) if self.pace.now() + wait < end => {
                    let why = match &result {
                        Ok(response) => response.status.to_string(),
                        Err(error) => error.kind.to_string(),
                    };
                    waiting.failed(&why, attempt);
                    tracing::debug!(
                        "{} {}: {why}; again in {:.1} s (attempt {attempt})",
                        request.method,
                        shown_url(&request.url),
                        wait.as_secs_f64()
                    );
                    self.pace.sleep(wait).await;
                    attempt += 1;
                }
                _ => return result,
            }
        }
    }
}

fn is_decided(request: &Request, response: &Response) -> bool {
    let said = |words: &str| response.body.windows(words.len()).any(|part| part == words.as_bytes());
    !response.status.is_success() && request.policy.decided_by.is_some_and(said)
}

fn is_transient(status: StatusCode) -> bool {
    // 529 is the throttle of Azure's metrics (facts: metrics-api).
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504 | 529)
}

/// The same host retries in its own rhythm, two requests to two URLs in different ones.
fn seed(request: &Request) -> u64 {
    let mut hasher = DefaultHasher::new();
    request.url.as_str().hash(&mut hasher);
    hasher.finish()
}

/// What a request keeps when it is sent to another host.
const HARMLESS: [HeaderName; 4] = [ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, USER_AGENT];

fn redirected(request: &Request, response: &Response) -> Option<Request> {
    if !response.status.is_redirection() || !matches!(request.method, Method::GET | Method::HEAD) {
        return None;
    }
    let url = request.url.join(response.headers.get(LOCATION)?.to_str().ok()?).ok()?;
    let mut next = request.clone();
    let same_place = url.authority() == request.url.authority() && url.scheme() == request.url.scheme();
    if !same_place {
        // Any other header may be a key, under whatever name.
        let kept = HARMLESS.iter().filter_map(|name| Some((name.clone(), request.headers.get(name)?.clone())));
        next.headers = kept.collect();
    }
    next.url = url;
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Kind, Observed, Policy, Secret};
    use bytes::Bytes;
    use http::HeaderMap;
    use http::header::AUTHORIZATION;
    use std::sync::Mutex;

    type Answer = Box<dyn Fn(&Request) -> Result<Response, HttpError> + Send>;

    struct Scripted {
        answers: Mutex<Vec<Answer>>,
        seen: Mutex<Vec<Request>>,
    }

    #[async_trait::async_trait]
    impl Http for Scripted {
        async fn send(&self, request: Request) -> Result<Response, HttpError> {
            self.seen.lock().unwrap().push(request.clone());
            let answer = self.answers.lock().unwrap().remove(0);
            answer(&request)
        }
    }

    fn status(status: u16, headers: &'static [(&'static str, &'static str)]) -> Answer {
        Box::new(move |request| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().unwrap());
            }
            Ok(Response {
                status: StatusCode::from_u16(status).unwrap(),
                headers: map,
                body: Bytes::new(),
                url: request.url.clone(),
                observed: Observed::default(),
            })
        })
    }

    fn failure(kind: Kind, effect: Effect) -> Answer {
        Box::new(move |request| {
            Err(HttpError {
                method: request.method.clone(),
                shown: shown_url(&request.url),
                kind: kind.clone(),
                effect,
                attempts: 1,
            })
        })
    }

    async fn run(answers: Vec<Answer>, request: Request) -> (Result<Response, HttpError>, Vec<Request>, Duration) {
        let inner = Arc::new(Scripted { answers: Mutex::new(answers), seen: Mutex::new(Vec::new()) });
        let pace = Pace::real();
        let result = Resilient::new(inner.clone(), pace).send(request).await;
        let seen = inner.seen.lock().unwrap().clone();
        (result, seen, pace.now().since_start())
    }

    fn get() -> Request {
        Request::get("https://arm.test/x".parse().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_is_retried_when_the_server_is_not_ready_and_not_before_its_retry_after() {
        let answers = vec![status(429, &[("retry-after", "17")]), status(503, &[]), status(200, &[])];
        let (result, seen, waited) = run(answers, get()).await;
        assert_eq!(result.unwrap().observed.attempts, 3);
        assert_eq!(seen.len(), 3);
        assert!(waited >= Duration::from_secs(17));
    }

    #[tokio::test(start_paused = true)]
    async fn a_retry_after_beyond_all_time_ends_the_request_with_the_answer() {
        let seconds: &[_] = &[("retry-after", "18446744073709549568")];
        for headers in [seconds, &[("x-ms-retry-after-ms", "18446744073709551615")]] {
            let (result, seen, _) = run(vec![status(429, headers)], get()).await;
            assert_eq!((result.unwrap().status.as_u16(), seen.len()), (429, 1), "{headers:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_read_is_final_when_it_is_refused_twice() {
        let (result, _, waited) = run(vec![status(404, &[]), status(200, &[])], get()).await;
        assert_eq!(result.unwrap().status, 200);
        assert!(waited <= Duration::from_secs(3), "it waited {waited:?}");
        for refusals in [[404, 404], [403, 403]] {
            let (result, seen, _) = run(refusals.map(|refusal| status(refusal, &[])).into(), get()).await;
            assert_eq!((result.unwrap().status.as_u16(), seen.len()), (refusals[1], 2));
        }
        let post = Request::new(Method::POST, "https://arm.test/swap".parse().unwrap());
        let (result, seen, _) = run(vec![status(404, &[])], post).await;
        assert_eq!((result.unwrap().status.as_u16(), seen.len()), (404, 1), "a change is not");
    }

    #[tokio::test(start_paused = true)]
    async fn a_404_that_names_the_missing_file_is_an_answer_and_any_other_is_asked_about_once_more() {
        let missing = || -> Answer {
            Box::new(|request| Ok(Response { body: "'/home/x' not found.".into(), ..status(404, &[])(request)? }))
        };
        let file = get().policy(Policy::safe().decided_by("' not found."));
        let (result, seen, waited) = run(vec![missing()], file.clone()).await;
        assert_eq!((result.unwrap().status.as_u16(), seen.len(), waited), (404, 1, Duration::ZERO));
        let (result, seen, _) = run(vec![status(404, &[]), missing()], file).await;
        assert_eq!((result.unwrap().status.as_u16(), seen.len()), (404, 2));
        let (_, seen, _) = run(vec![missing(), missing()], get()).await;
        assert_eq!(seen.len(), 2, "words of a file mean nothing elsewhere");
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_is_never_sent_twice_by_default() {
        let post = Request::new(Method::POST, "https://arm.test/swap".parse().unwrap());
        let (result, seen, _) = run(vec![status(503, &[])], post.clone()).await;
        assert_eq!(result.unwrap().status, 503);
        assert_eq!(seen.len(), 1);
        let (result, seen, _) = run(vec![failure(Kind::Lost, Effect::Possible)], post).await;
        assert_eq!(result.unwrap_err().effect, Effect::Possible);
        assert_eq!(seen.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_that_never_left_the_machine_is_sent_again() {
        let post = Request::new(Method::POST, "https://arm.test/swap".parse().unwrap());
        let refused = failure(Kind::Connect("refused".into()), Effect::None);
        let (result, seen, _) = run(vec![refused, status(202, &[])], post).await;
        assert_eq!(result.unwrap().status, 202);
        assert_eq!(seen.len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn the_deadline_ends_the_retries_and_returns_the_last_answer() {
        let request = get().policy(Policy::safe().within(Duration::from_secs(30)));
        let answers = vec![status(503, &[("retry-after", "20")]), status(503, &[("retry-after", "20")])];
        let (result, seen, waited) = run(answers, request).await;
        assert_eq!(result.unwrap().status, 503);
        assert_eq!(seen.len(), 2);
        assert!(waited <= Duration::from_secs(30));
    }

    #[tokio::test(start_paused = true)]
    async fn credentials_do_not_follow_a_redirect_to_another_host() {
        let key = HeaderName::from_static("x-api-key");
        let mut request = get().bearer(&Secret::new("token")).header(key.clone(), "k").header(ACCEPT, "text/plain");
        request.policy.redirects = 2;
        let away = vec![status(302, &[("location", "https://elsewhere.test/y")]), status(200, &[])];
        let (_, seen, _) = run(away, request.clone()).await;
        assert_eq!(seen[1].url.as_str(), "https://elsewhere.test/y");
        assert_eq!(seen[1].headers.keys().collect::<Vec<_>>(), [ACCEPT], "a key may have any name");
        let home = vec![status(302, &[("location", "/z")]), status(200, &[])];
        let (_, seen, _) = run(home, request).await;
        assert!(seen[1].headers.contains_key(AUTHORIZATION) && seen[1].headers.contains_key(key));
    }

    #[tokio::test(start_paused = true)]
    async fn redirects_are_not_followed_unless_asked_for() {
        let (result, seen, _) = run(vec![status(302, &[("location", "/z")])], get()).await;
        assert_eq!(result.unwrap().status, 302);
        assert_eq!(seen.len(), 1);
    }
}
