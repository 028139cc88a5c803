use rehearsal::laws::kql::{self, Table, Value};
use time::OffsetDateTime;

/// A query of telemetry: what is wrong with it is said.
pub fn run(data: &[u8]) {
    let query = String::from_utf8_lossy(data);
    let _ = kql::run(&query, OffsetDateTime::UNIX_EPOCH, |_| Some(requests()));
}

fn requests() -> Table {
    let columns = [
        ("timestamp", "datetime"),
        ("name", "string"),
        ("duration", "real"),
        ("success", "bool"),
        ("itemCount", "int"),
    ];
    let row = |name: &str| {
        let name = Value::Text(name.to_owned());
        vec![Value::Time(OffsetDateTime::UNIX_EPOCH), name, Value::Real(12.5), Value::Bool(true), Value::Long(1)]
    };
    Table { columns: columns.map(|(name, kind)| (name.to_owned(), kind)).into(), rows: vec![row("a"), row("b")] }
}
