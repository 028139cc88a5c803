//! The service's XML.

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;

use crate::laws::blob::Refusal;
use crate::laws::blob::refusal::INVALID_XML;

/// XML that is being written. The service begins its own with a byte order mark.
pub(super) struct Xml(String);

impl Xml {
    /// Begins a document.
    pub(super) fn document() -> Self {
        Self("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>".to_owned())
    }

    /// An element with text; what is empty is written in short.
    pub(super) fn text(&mut self, name: &str, text: &str) -> &mut Self {
        match text {
            "" => self.0.push_str(&format!("<{name} />")),
            text => self.0.push_str(&format!("<{name}>{}</{name}>", escape(text))),
        }
        self
    }

    /// An element with text, unless there is none.
    pub(super) fn maybe(&mut self, name: &str, text: Option<&str>) -> &mut Self {
        if let Some(text) = text {
            self.text(name, text);
        }
        self
    }

    /// An element with others in it.
    pub(super) fn element(&mut self, name: &str, fill: impl FnOnce(&mut Self)) -> &mut Self {
        self.element_with(name, &[], fill)
    }

    /// An element with attributes and others in it.
    pub(super) fn element_with(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        fill: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.0.push_str(&format!("<{name}"));
        for (name, value) in attributes {
            self.0.push_str(&format!(" {name}=\"{}\"", escape(*value)));
        }
        self.0.push('>');
        fill(self);
        self.0.push_str(&format!("</{name}>"));
        self
    }

    /// What was written.
    pub(super) fn done(&mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

/// The elements of a document that hold text, in order: the names from the root down, and the text.
pub(super) fn read_texts(body: &[u8]) -> Result<Vec<(Vec<String>, String)>, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| INVALID_XML)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut path, mut content, mut found) = (Vec::new(), String::new(), Vec::new());
    let mut is_leaf = false;
    let mut seen_root = false;
    loop {
        match reader.read_event().map_err(|_| INVALID_XML)? {
            Event::Start(start) => {
                path.push(start.decoder().decode(start.name().as_ref()).map_err(|_| INVALID_XML)?.into_owned());
                content.clear();
                (is_leaf, seen_root) = (true, true);
            }
            Event::Empty(_) => seen_root = true,
            Event::Text(part) => content.push_str(&part.decode().map_err(|_| INVALID_XML)?),
            Event::GeneralRef(name) => {
                let whole = format!("&{};", name.decode().map_err(|_| INVALID_XML)?);
                content.push_str(&quick_xml::escape::unescape(&whole).map_err(|_| INVALID_XML)?);
            }
            Event::End(_) => {
                if is_leaf {
                    found.push((path.clone(), content.trim().to_owned()));
                }
                is_leaf = false;
                path.pop();
            }
            Event::Eof if path.is_empty() && seen_root => return Ok(found),
            Event::Eof => return Err(INVALID_XML),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_order_with_their_path() {
        let list =
            b"<?xml version=\"1.0\"?><BlockList><Latest>YQ==</Latest> <Committed>a&amp;b</Committed></BlockList>";
        let read = read_texts(list).unwrap();
        let names: Vec<(&str, &str)> = read.iter().map(|(path, text)| (path[1].as_str(), text.as_str())).collect();
        assert_eq!(names, [("Latest", "YQ=="), ("Committed", "a&b")]);
        assert!(read_texts(b"<BlockList><Latest>").is_err());
        assert!(read_texts(b"no xml").is_err());
    }
}
