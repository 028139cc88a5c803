/// Whether something is about an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IsAbout {
    /// It is.
    This,
    /// It may be: the name is not written out, or several are.
    MayBe,
    /// It is about another.
    Another,
}

/// What stands for an expression that is not understood.
pub(super) const SOMETHING: &str = "${…}";

/// A name as Bicep and Terraform write it: a text in quotes, in which `${…}` is an expression, or an expression.
pub(super) fn written(value: &str, quote: char) -> String {
    let value = value.trim().trim_end_matches(',');
    let text = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    text.map_or_else(|| format!("${{{value}}}"), str::to_owned)
}

/// Whether what has these names, as they are written, is about this app.
pub(super) fn is_about(names: &[String], app: &str) -> IsAbout {
    match names {
        [] => IsAbout::MayBe,
        [name] if name.eq_ignore_ascii_case(app) => IsAbout::This,
        names if names.iter().any(|name| may_be(name, app)) => IsAbout::MayBe,
        _ => IsAbout::Another,
    }
}

/// Whether expressions can make this name of it.
fn may_be(name: &str, app: &str) -> bool {
    let (name, app) = (name.to_ascii_lowercase(), app.to_ascii_lowercase());
    let Some(literals) = literals(&name) else { return name == app };
    let (Some(first), Some(last)) = (literals.first(), literals.last()) else { return true };
    let Some(rest) = app.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
        return false;
    };
    let mut rest = rest;
    literals[1..literals.len() - 1].iter().all(|literal| match rest.split_once(literal.as_str()) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

/// The texts around the expressions; `None` without one.
fn literals(name: &str) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    let mut depth = 0_usize;
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '$' if depth == 0 && chars.peek() == Some(&'{') => {
                chars.next();
                depth = 1;
                all.push(String::new());
            }
            '{' if depth > 0 => depth += 1,
            '}' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            c => all.last_mut()?.push(c),
        }
    }
    (all.len() > 1).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_made_may_be_any_that_fits_what_is_written_out() {
        let about = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            is_about(&names, "shop-orders")
        };
        assert_eq!([about(&["Shop-Orders"]), about(&["shop-billing"])], [IsAbout::This, IsAbout::Another]);
        for fits in ["${var.name}", "${var.env}-orders", "shop-${a}", "s${f({})}p-${b}s", "${a}-${b}"] {
            assert_eq!(about(&[fits]), IsAbout::MayBe, "{fits}");
        }
        for other in ["${var.env}-billing", "web-${a}", "${a}x${b}", "shop-orders${a}s"] {
            assert_eq!(about(&[other]), IsAbout::Another, "{other}");
        }
        assert_eq!([about(&[]), about(&["shop-orders", "shop-billing"])], [IsAbout::MayBe, IsAbout::MayBe]);
        assert_eq!(about(&["shop-billing", "${a}-billing"]), IsAbout::Another);
    }

    #[test]
    fn what_is_in_no_quotes_is_an_expression() {
        assert_eq!(written(" 'shop-${env}' ", '\''), "shop-${env}");
        assert_eq!(written("var.name", '"'), "${var.name}");
    }
}
