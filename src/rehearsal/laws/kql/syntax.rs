use super::token::{Piece, Token, tokens};
use super::value::{Value, moment};
use super::wrong::Wrong;

/// A query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    /// `let name = value;`
    pub lets: Vec<(String, Expression)>,
    /// The table.
    pub table: String,
    /// What is done with it.
    pub steps: Vec<Step>,
}

/// An operator behind a bar.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// `where`
    Where(Expression),
    /// `extend`
    Extend(Vec<Named>),
    /// `project`
    Project(Vec<Named>),
    /// `summarize … by …`
    Summarize {
        /// What is computed.
        what: Vec<Named>,
        /// For each of which.
        by: Vec<Named>,
    },
    /// `count`
    Count,
    /// `take`
    Take(usize),
    /// `order by`; true is descending.
    Order(Vec<(Expression, bool)>),
}

/// An expression and the column it makes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// The column.
    pub name: String,
    /// What is in it.
    pub is: Expression,
}

/// What has a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// A literal.
    Value(Value),
    /// Several, in parentheses.
    List(Vec<Expression>),
    /// A column or something that `let` named.
    Name(String),
    /// A function of arguments.
    Call(String, Vec<Expression>),
    /// A part of something.
    Part(Box<Expression>, String),
    /// Two, with an operator between.
    Two(Box<Expression>, String, Box<Expression>),
}

/// Operators by how strongly they bind, weakest first.
const LEVELS: &[&[&str]] = &[
    &["or"],
    &["and"],
    &[
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "=~",
        "!~",
        "contains",
        "!contains",
        "has",
        "!has",
        "startswith",
        "!startswith",
        "endswith",
        "!endswith",
        "in",
        "in~",
        "!in",
        "!in~",
        "between",
        "!between",
    ],
    &["+", "-"],
    &["*", "/"],
];

/// Reads a query.
pub(super) fn read(query: &str) -> Result<Query, Wrong> {
    Reader { tokens: tokens(query)?, at: 0, depth: 0 }.query()
}

/// Parentheses within parentheses; more than this nobody writes.
const DEEPEST: usize = 100;

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn query(mut self) -> Result<Query, Wrong> {
        let mut lets = Vec::new();
        while self.take("let") {
            let name = self.name()?;
            self.need("=")?;
            lets.push((name, self.expression(0)?));
            self.need(";")?;
        }
        let (table, mut steps) = (self.name()?, Vec::new());
        while self.take("|") {
            steps.push(self.step()?);
        }
        self.take(";");
        match self.here().piece {
            Piece::End => Ok(Query { lets, table, steps }),
            _ => Err(self.wrong()),
        }
    }

    fn step(&mut self) -> Result<Step, Wrong> {
        let operator = self.here().text.clone();
        match operator.as_str() {
            "where" | "filter" => {
                self.at += 1;
                Ok(Step::Where(self.expression(0)?))
            }
            "extend" | "project" => {
                self.at += 1;
                let columns = self.columns()?;
                Ok(if operator == "extend" { Step::Extend(columns) } else { Step::Project(columns) })
            }
            "summarize" => {
                self.at += 1;
                let what = if self.here().text == "by" { Vec::new() } else { self.columns()? };
                let by = if self.take("by") { self.columns()? } else { Vec::new() };
                Ok(Step::Summarize { what, by })
            }
            "count" => {
                self.at += 1;
                Ok(Step::Count)
            }
            "take" | "limit" => {
                self.at += 1;
                let Piece::Long(count) = self.here().piece else { return Err(self.wrong()) };
                self.at += 1;
                Ok(Step::Take(usize::try_from(count).unwrap_or_default()))
            }
            "order" | "sort" => {
                self.at += 1;
                self.need("by")?;
                let mut by = Vec::new();
                loop {
                    let key = self.expression(0)?;
                    let ascending = self.take("asc");
                    by.push((key, !ascending));
                    self.take("desc");
                    if !self.take(",") {
                        return Ok(Step::Order(by));
                    }
                }
            }
            _ => Err(self.wrong()),
        }
    }

    fn columns(&mut self) -> Result<Vec<Named>, Wrong> {
        let mut columns = Vec::new();
        loop {
            let named =
                self.here().piece == Piece::Name && self.tokens.get(self.at + 1).is_some_and(|next| next.text == "=");
            let name = if named { Some(self.name()?) } else { None };
            if named {
                self.need("=")?;
            }
            let is = self.expression(0)?;
            columns.push(Named { name: name.unwrap_or_else(|| own_name(&is, columns.len())), is });
            if !self.take(",") {
                return Ok(columns);
            }
        }
    }

    fn expression(&mut self, level: usize) -> Result<Expression, Wrong> {
        let Some(operators) = LEVELS.get(level) else { return self.operand() };
        let mut left = self.expression(level + 1)?;
        while let Some(operator) =
            operators.iter().find(|one| self.here().text == **one && !matches!(self.here().piece, Piece::Text(_)))
        {
            self.at += 1;
            let right = match *operator {
                "in" | "in~" | "!in" | "!in~" => self.list(",")?,
                "between" | "!between" => self.list("..")?,
                _ => self.expression(level + 1)?,
            };
            left = Expression::Two(Box::new(left), (*operator).to_owned(), Box::new(right));
        }
        Ok(left)
    }

    fn list(&mut self, between: &str) -> Result<Expression, Wrong> {
        self.need("(")?;
        let mut all = vec![self.expression(0)?];
        while self.take(between) {
            all.push(self.expression(0)?);
        }
        self.need(")")?;
        Ok(Expression::List(all))
    }

    fn operand(&mut self) -> Result<Expression, Wrong> {
        if self.depth >= DEEPEST {
            return Err(self.wrong());
        }
        self.depth += 1;
        let operand = self.operand_inside();
        self.depth -= 1;
        operand
    }

    fn operand_inside(&mut self) -> Result<Expression, Wrong> {
        let token = self.here().clone();
        let mut operand = match &token.piece {
            Piece::Text(text) => self.literal(Value::Text(text.clone())),
            Piece::Long(number) => self.literal(Value::Long(*number)),
            Piece::Real(number) => self.literal(Value::Real(*number)),
            Piece::Span(span) => self.literal(Value::Span(*span)),
            Piece::Moment(text) => {
                let text = text.trim_matches(['"', '\'']);
                self.literal(moment(text).map(Value::Time).ok_or_else(|| token.refused())?)
            }
            Piece::Name if token.text == "dynamic" => self.dynamic()?,
            Piece::Name if token.text == "true" || token.text == "false" => {
                self.literal(Value::Bool(token.text == "true"))
            }
            Piece::Name => {
                self.at += 1;
                if !self.take("(") {
                    Expression::Name(token.text)
                } else {
                    Expression::Call(token.text, self.arguments(")")?)
                }
            }
            Piece::Sign if token.text == "(" => {
                self.at += 1;
                let inner = self.expression(0)?;
                self.need(")")?;
                inner
            }
            _ => return Err(self.wrong()),
        };
        while self.take(".") {
            operand = Expression::Part(Box::new(operand), self.name()?);
        }
        Ok(operand)
    }

    fn literal(&mut self, value: Value) -> Expression {
        self.at += 1;
        Expression::Value(value)
    }

    fn arguments(&mut self, end: &str) -> Result<Vec<Expression>, Wrong> {
        let mut all = Vec::new();
        while !self.take(end) {
            all.push(self.expression(0)?);
            if !self.take(",") && self.here().text != end {
                return Err(self.wrong());
            }
        }
        Ok(all)
    }

    /// `dynamic([…])`, of literals.
    fn dynamic(&mut self) -> Result<Expression, Wrong> {
        self.at += 1;
        self.need("(")?;
        self.need("[")?;
        let all = self.arguments("]")?;
        self.need(")")?;
        Ok(Expression::List(all))
    }

    fn here(&self) -> &Token {
        // The last token is the end, and nothing goes beyond it.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn name(&mut self) -> Result<String, Wrong> {
        match self.here().piece {
            Piece::Name => {
                self.at += 1;
                Ok(self.tokens[self.at - 1].text.clone())
            }
            _ => Err(self.wrong()),
        }
    }

    fn take(&mut self, text: &str) -> bool {
        let there = matches!(self.here().piece, Piece::Name | Piece::Sign) && self.here().text == text;
        self.at += usize::from(there);
        there
    }

    fn need(&mut self, text: &str) -> Result<(), Wrong> {
        if self.take(text) { Ok(()) } else { Err(self.wrong()) }
    }

    fn wrong(&self) -> Wrong {
        self.here().refused()
    }
}

/// The name of a column that was given none: that of the column it is made of.
fn own_name(is: &Expression, index: usize) -> String {
    match is {
        Expression::Name(name) => name.clone(),
        Expression::Call(function, arguments) => match (function.as_str(), arguments.first()) {
            ("bin", Some(Expression::Name(name))) => name.clone(),
            (_, Some(Expression::Name(name))) => format!("{function}_{name}"),
            _ => format!("{function}_"),
        },
        _ => format!("Column{}", index + 1),
    }
}
