//! `dd`: copies a range of one file into another (facts: scm-endpoints; GNU coreutils manual,
//! "dd invocation"; the words are those of coreutils 9).

use bytes::Bytes;

use super::files::Call;

/// What a block is without `bs`.
const BLOCK: u64 = 512;
/// No file of this world is larger.
const LARGEST: u64 = 1 << 30;

/// The operands that are known here.
struct Operands<'a> {
    from: &'a str,
    to: &'a str,
    block: u64,
    skip: u64,
    seek: u64,
    count: Option<u64>,
    truncates: bool,
    tells: bool,
}

/// Copies, and says how much where errors are said; the error is what it complains of.
pub(super) fn dd(call: &mut Call<'_>, arguments: &[&str]) -> Result<String, String> {
    let operands = Operands::of(arguments)?;
    let Operands { from, to, block, skip, seek, count, truncates, tells } = operands;
    let source = match call.file(from) {
        Ok(file) => file.bytes.clone(),
        Err(_) if call.is_folder(from) => return Err(format!("error reading '{from}': Is a directory")),
        Err(_) => return Err(format!("failed to open '{from}': No such file or directory")),
    };
    if call.is_folder(to) {
        return Err(format!("failed to open '{to}': Is a directory"));
    }
    let length = source.len() as u64;
    let (begin, is_beyond) = (skip.min(length), skip > length);
    let end = count.map_or(length, |count| begin.saturating_add(count).min(length));
    let piece = &source[begin as usize..end as usize];
    let mut target = call.file(to).map(|file| file.bytes.to_vec()).unwrap_or_default();
    if seek > LARGEST {
        return Err(format!("failed to truncate to {seek} bytes in output file '{to}': File too large"));
    }
    let needed = seek as usize + piece.len();
    // What is skipped in the output stays; behind it, it is cut off unless it is told not to.
    if truncates {
        target.truncate(seek as usize);
        target.resize(seek as usize, 0);
    }
    if target.len() < needed && !piece.is_empty() {
        target.resize(needed, 0);
    }
    if !piece.is_empty() {
        target[seek as usize..needed].copy_from_slice(piece);
    }
    call.write(to, Bytes::from(target)).map_err(|words| format!("failed to open '{to}': {words}"))?;
    let copied = piece.len() as u64;
    let records = format!("{}+{}", copied / block, u64::from(!copied.is_multiple_of(block)));
    let beyond =
        if is_beyond && tells { format!("dd: {from}: cannot skip to specified offset\n") } else { String::new() };
    let sums = if tells {
        format!("{records} records in\n{records} records out\n{copied} bytes copied\n")
    } else {
        String::new()
    };
    Ok(beyond + &sums)
}

impl<'a> Operands<'a> {
    fn of(arguments: &[&'a str]) -> Result<Self, String> {
        let help = "\nTry 'dd --help' for more information.";
        let (mut input, mut output, mut conversions, mut status) = ("", "", "", "");
        let (mut from, mut to) = (None, None);
        let (mut block, mut skip, mut seek, mut count) = (BLOCK, 0, 0, None);
        for argument in arguments {
            let Some((name, value)) = argument.split_once('=') else {
                return Err(format!("unrecognized operand '{argument}'{help}"));
            };
            match name {
                "if" => from = Some(value),
                "of" => to = Some(value),
                "bs" => block = number(value).filter(|size| *size > 0).ok_or_else(|| bad_number(value))?,
                "skip" => skip = number(value).ok_or_else(|| bad_number(value))?,
                "seek" => seek = number(value).ok_or_else(|| bad_number(value))?,
                "count" => count = Some(number(value).ok_or_else(|| bad_number(value))?),
                "iflag" => input = value,
                "oflag" => output = value,
                "conv" => conversions = value,
                "status" => status = value,
                _ => return Err(format!("unrecognized operand '{argument}'{help}")),
            }
        }
        let among = |given: &'a str, known: &[&str], what: &str| {
            let wrong = given.split(',').find(|flag| !flag.is_empty() && !known.contains(flag));
            wrong.map_or(Ok(()), |flag| Err(format!("invalid {what}: '{flag}'{help}")))
        };
        among(input, &["skip_bytes", "count_bytes", "fullblock"], "input flag")?;
        among(output, &["seek_bytes"], "output flag")?;
        among(conversions, &["notrunc", "fsync"], "conversion")?;
        among(status, &["none", "noxfer", "progress"], "status level")?;
        let in_bytes = |flags: &str, flag: &str| flags.split(',').any(|one| one == flag);
        let scaled = |amount: u64, bytes: bool| if bytes { amount } else { amount.saturating_mul(block) };
        Ok(Self {
            // It would read what is typed, and here nobody types.
            from: from.unwrap_or("/dev/stdin"),
            to: to.unwrap_or("/dev/stdout"),
            block,
            skip: scaled(skip, in_bytes(input, "skip_bytes")),
            seek: scaled(seek, in_bytes(output, "seek_bytes")),
            count: count.map(|count| scaled(count, in_bytes(input, "count_bytes"))),
            truncates: !in_bytes(conversions, "notrunc"),
            tells: status != "none",
        })
    }
}

fn bad_number(text: &str) -> String {
    format!("invalid number: '{text}'")
}

/// A number with one of the suffixes of sizes.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let factor = match &text[digits.len()..] {
        "" | "c" => 1,
        "k" | "K" | "KiB" => 1 << 10,
        "M" | "MiB" => 1 << 20,
        "G" | "GiB" => 1 << 30,
        "kB" | "KB" => 1000,
        "MB" => 1_000_000,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}
