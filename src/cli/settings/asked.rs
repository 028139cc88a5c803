use super::reader::Reader;
use super::wrong_config::{SEE, wrong_config};
use crate::config::{Chosen, ConfigError, Configuration, Probes, inline_shown, parse_inline, parse_source};
use crate::preflight::lowerable;
use crate::record::{Lowerings, ProbeInput, ProbeSource, Ticket};

/// What is asked of the app, and where that was read.
pub(super) struct Asked {
    /// The probes and watch rules.
    pub configuration: Configuration,
    /// Their source.
    pub source: ProbeSource,
}

impl Reader<'_> {
    /// A job with a ticket asks what `stage` asked; any other what its own inputs say.
    pub(super) fn asked(&mut self, ticket: Option<&Ticket>) -> Option<Asked> {
        let own = self.own_asked()?;
        let Some(ticket) = ticket else { return Some(own) };
        let Some(staged) = &ticket.asks else {
            self.warnings.push(
                "the ticket is of an earlier version and does not say which probes `stage` asked; those of this step are asked"
                    .to_owned(),
            );
            return Some(own);
        };
        match staged {
            ProbeSource::Nothing => Some(own),
            _ if staged.is_same(&own.source) => Some(own),
            ProbeSource::Text { .. } => {
                if own.source != ProbeSource::Nothing {
                    self.warnings.push(
                        "the probes and watch rules of this step differ from those of `stage` and are not used: the ticket \
                         carries what `stage` asked"
                            .to_owned(),
                    );
                }
                let read = self.parsed("ticket", "its probes", parse_source(staged, &lowerable()))??;
                // What a ticket does not carry this job says itself.
                let Configuration { probes, watch, lint, checks, .. } = read;
                let configuration = Configuration { probes, watch, lint, checks, ..own.configuration };
                Some(Asked { configuration, source: staged.clone() })
            }
            ProbeSource::Digest { input, .. } => {
                let name = input.name();
                let says = format!(
                    "the ticket holds only the digest of the probes that `stage` asked, and this step has no `{name}` with \
                     that digest"
                );
                self.problem(name, says, format!("give this step the same `{name}` as the step that staged"));
                None
            }
        }
    }

    /// Without a critical probe of production the watch can say little, and says so beforehand.
    pub(super) fn look_for_probes_of_production(&mut self, probes: &Probes) {
        const SAYS: &str = "no critical probe asks production after the swap, so `verified` would rest on its host, functions \
            and content alone";
        const FIX: &str = "add a critical check that production answers, in `slot-deploy.yml` or `probes`";
        if probes.ask_production() {
            return;
        }
        if self.raw.get("strict").is_some_and(|strict| strict.eq_ignore_ascii_case("true")) {
            self.problem("probes", format!("{SAYS} (`strict: true`)"), FIX);
        } else {
            self.warnings.push(format!("{SAYS}: {FIX}"));
        }
    }

    /// The rules of the package, by the configuration alone.
    pub(super) fn lint(&mut self) -> Option<Lowerings> {
        self.own_asked().map(|asked| asked.configuration.lint)
    }

    fn own_asked(&mut self) -> Option<Asked> {
        let file = self.file;
        if file.is_wrong {
            return None;
        }
        let of_file = file.chosen.as_ref().map(|chosen| chosen.configuration.clone()).unwrap_or_default();
        if let Some(inline) = self.raw.get("probes") {
            let probes = self.parsed("probes", "the input", parse_inline(inline))?;
            // It may be put together from secrets by the workflow, and a ticket is not masked.
            let hides = probes.may_hold_secrets();
            let whole = file.chosen.as_ref().and_then(|chosen| chosen.asked_besides(&inline_shown(inline)?));
            let source = ProbeSource::of(ProbeInput::Probes, whole.as_deref().unwrap_or(inline), hides);
            return Some(Asked { configuration: Configuration { probes, ..of_file }, source });
        }
        let text = match &file.file {
            Some(own) if own.is_asked_only() => Some(own.source().to_owned()),
            _ => file.chosen.as_ref().and_then(Chosen::asked),
        };
        let source = text.map_or(ProbeSource::Nothing, |text| ProbeSource::of(ProbeInput::Config, &text, false));
        Some(Asked { configuration: of_file, source })
    }

    fn parsed<T>(&mut self, input: &str, place: &str, result: Result<T, ConfigError>) -> Option<T> {
        result.map_err(|error| self.problem(input, wrong_config(place, &error), SEE)).ok()
    }
}
