/// Why a query is not answered; the shapes are the service's (recorded by others: azure-sdk-for-net, azure-sdk-for-js).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It cannot be read.
    Syntax {
        /// What is in the way.
        token: String,
        /// The line, from one.
        line: usize,
        /// The column, from zero.
        column: usize,
    },
    /// It can be read and means nothing.
    Semantic {
        /// `SEM0100`
        code: &'static str,
        /// Which name, in which operator.
        message: String,
    },
}

impl Wrong {
    /// A name means nothing to this operator.
    pub fn unknown(operator: &str, what: &str, name: &str) -> Self {
        let message = format!("'{operator}' operator: Failed to resolve {what} named '{name}'");
        Self::Semantic { code: "SEM0100", message }
    }
}
