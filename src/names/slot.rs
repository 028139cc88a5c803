super::name!(
    /// The name of a slot (`Microsoft.Web/sites/slots`), 2 to 59 characters; `production` is the app itself.
    SlotName,
    "the name of a slot",
    "2 to 59 letters (a to z), digits and hyphens, with no hyphen at either end",
    |text| super::is_label(text, 2, 59)
);

impl SlotName {
    /// Whether it is the app itself and no slot of its own.
    pub fn is_production(&self) -> bool {
        self.0.eq_ignore_ascii_case("production")
    }
}
