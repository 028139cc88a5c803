use url::Url;

use super::reader::Reader;
use crate::azure::CloudChoice;
use crate::record::brief;

impl Reader<'_> {
    /// Which Azure.
    pub(super) fn cloud(&mut self) -> Option<CloudChoice> {
        let name = self.text("cloud")?;
        let own = CloudChoice::OWN.into_iter().find(|(own, _)| *own == name);
        match (own, name.as_str()) {
            (Some((_, choice)), _) => Some(choice),
            (None, url) => match url.parse::<Url>() {
                Ok(url) if url.scheme() == "https" && url.has_host() => Some(CloudChoice::Custom(url)),
                _ => {
                    let says = format!("`{}` is not a cloud", brief(url));
                    self.problem(
                        "cloud",
                        says,
                        "write `public`, `usgov`, `china`, or the https URL of an ARM endpoint",
                    );
                    None
                }
            },
        }
    }
}
