//! The language in which the keys of `slot-deploy.yml` are declared. The reader, the rules of merging and the JSON Schema all come
//! from the tables that are written in it ([`keys`](super::keys)).

/// A key of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it means, for people who write the file.
    pub help: &'static str,
    /// What it holds.
    pub(super) shape: Shape,
    /// Whether its mapping has to have it.
    pub(super) is_required: bool,
    /// The input of the Action that holds the same, and wins.
    pub input: Option<&'static str>,
    /// What it may change.
    pub reach: Reach,
    /// Whether a ticket carries it, so that the job that promotes asks what the job that staged asked.
    pub(super) travels: bool,
}

/// What a key may change when the file comes from somebody who may not release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// How a release is made.
    Release,
    /// Which app, endpoint or identity it is about.
    Names,
    /// What the slot holds: settings and properties.
    Slot,
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// A text, or a number or boolean as it is written.
    Text,
    /// A text that may use `${release.commit}` and `${release.digest}`.
    Template,
    /// A text of this form.
    Form(&'static Form),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One of these, which look like numbers.
    Numbers(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number of at least this.
    Whole(u32),
    /// A whole number of at least the one and at most the other.
    Between(u32, u32),
    /// A number of at least this.
    AtLeast(f64),
    /// Any number.
    Number,
    /// Whatever JSON can hold.
    Anything,
    /// A list of these, with at least so many.
    List(&'static Shape, usize),
    /// A mapping with known keys.
    Keys(&'static Mapping),
    /// A mapping whose keys are names.
    Named(Names, &'static Shape),
    /// One of these.
    Either(&'static [Shape]),
}

/// The names that are the keys of a mapping.
#[derive(Debug, Clone, Copy)]
pub(super) enum Names {
    /// Of this form.
    Of(&'static Form),
    /// Of this form, and the same in upper and lower case.
    AnyCase(&'static Form),
    /// Of this form, where those that begin with `x-` are the team's own.
    Layers(&'static Form),
    /// The rules of the package.
    Rules,
    /// The checks that may be lowered.
    Checks,
}

/// A text with a rule.
#[derive(Debug)]
pub(super) struct Form {
    /// What it is, with its article.
    pub what: &'static str,
    /// The rule as a regular expression that editors understand (ECMA-262, with `u`).
    pub pattern: &'static str,
    /// What it must not match besides.
    pub not: Option<&'static str>,
    /// Whether a number without quotes can be one.
    pub takes_numbers: bool,
    /// The rule; an error says what is wrong, without the text's place.
    pub check: fn(&str) -> Result<(), String>,
    /// A few that are right.
    pub examples: &'static [&'static str],
}

/// A mapping with known keys, in groups.
#[derive(Debug)]
pub(super) struct Mapping {
    /// What it is called in sentences.
    pub what: &'static str,
    /// Its keys.
    pub groups: &'static [&'static [Key]],
    /// Which of them have to be there, beside those that are required by themselves.
    pub least: Least,
    /// Whether another layer replaces it as a whole: its keys mean nothing without each other.
    pub is_whole: bool,
    /// Whether a key without a value counts as absent.
    pub takes_nothing: bool,
}

/// How many of some keys a mapping has to have.
#[derive(Debug, Clone, Copy)]
pub(super) enum Least {
    /// None.
    Nothing,
    /// At least one of these.
    OneOf(&'static [&'static str]),
    /// Exactly one of these.
    JustOneOf(&'static [&'static str]),
}

/// A key that is no input, and that a ticket does not carry.
pub(super) const fn key(name: &'static str, shape: Shape, help: &'static str) -> Key {
    Key { name, help, shape, is_required: false, input: None, reach: Reach::Release, travels: false }
}

impl Key {
    /// The words that it may be; none where it is something else.
    pub fn words(&self) -> &'static [&'static str] {
        if let Shape::Choice(words) = self.shape { words } else { &[] }
    }

    /// Whether it is `true` or `false`.
    pub fn is_flag(&self) -> bool {
        matches!(self.shape, Shape::Flag)
    }

    /// Whether the file can say the same as an input that holds this text.
    pub fn takes(&self, text: &str) -> bool {
        let one = |shape: &Shape| match shape {
            Shape::Flag => ["true", "false"].contains(&text),
            Shape::Choice(words) => words.contains(&text),
            Shape::Form(form) => (form.check)(text).is_ok(),
            _ => true,
        };
        match self.shape {
            Shape::Either(shapes) => shapes.iter().any(|shape| matches!(shape, Shape::Form(_)) && one(shape)),
            shape => one(&shape),
        }
    }

    pub(super) const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    pub(super) const fn input(self, name: &'static str) -> Self {
        Self { input: Some(name), ..self }
    }

    pub(super) const fn reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    pub(super) const fn travels(self) -> Self {
        Self { travels: true, ..self }
    }
}

/// A mapping whose keys may all be left out, and which merges key by key.
pub(super) const fn mapping(what: &'static str, groups: &'static [&'static [Key]]) -> Mapping {
    Mapping { what, groups, least: Least::Nothing, is_whole: false, takes_nothing: true }
}

impl Mapping {
    pub(super) const fn least(self, least: Least) -> Self {
        Self { least, ..self }
    }

    pub(super) const fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }

    pub(super) const fn with_values(self) -> Self {
        Self { takes_nothing: false, ..self }
    }

    /// Its keys, in the order of the table.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }

    /// The names of its keys.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.keys().map(|key| key.name).collect()
    }
}
