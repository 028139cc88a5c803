//! The beginnings of binaries, as far as the rules read them.

/// A library for 64-bit Linux on this machine (62: x86-64, 183: ARM) that needs these versions of one library.
pub(super) fn elf(machine: u16, versions: &[&str]) -> Vec<u8> {
    let mut strings = b"\0libc.so.6\0".to_vec();
    let names: Vec<u32> = versions
        .iter()
        .map(|version| {
            let at = strings.len() as u32;
            strings.extend_from_slice(version.as_bytes());
            strings.push(0);
            at
        })
        .collect();
    let mut needs = Vec::new();
    if !names.is_empty() {
        // Verneed: version, count, file, aux, next.
        needs.extend_from_slice(&1u16.to_le_bytes());
        needs.extend_from_slice(&(names.len() as u16).to_le_bytes());
        for word in [1u32, 16, 0] {
            needs.extend_from_slice(&word.to_le_bytes());
        }
        for (at, name) in names.iter().enumerate() {
            let next = if at + 1 == names.len() { 0 } else { 16u32 };
            needs.extend_from_slice(&0u32.to_le_bytes());
            needs.extend_from_slice(&[0, 0, 2, 0]);
            needs.extend_from_slice(&name.to_le_bytes());
            needs.extend_from_slice(&next.to_le_bytes());
        }
    }
    let strings_at = 64u64;
    let needs_at = (strings_at + strings.len() as u64).next_multiple_of(8);
    let sections_at = (needs_at + needs.len() as u64).next_multiple_of(8);
    let mut file = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    file.extend_from_slice(&3u16.to_le_bytes());
    file.extend_from_slice(&machine.to_le_bytes());
    file.extend_from_slice(&1u32.to_le_bytes());
    for word in [0u64, 0, sections_at] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.extend_from_slice(&0u32.to_le_bytes());
    for half in [64u16, 0, 0, 64, 3, 1] {
        file.extend_from_slice(&half.to_le_bytes());
    }
    file.extend_from_slice(&strings);
    file.resize(needs_at as usize, 0);
    file.extend_from_slice(&needs);
    file.resize(sections_at as usize, 0);
    let mut section = |kind: u32, at: u64, size: usize, link: u32, info: u32| {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(&0u32.to_le_bytes());
        bytes.extend_from_slice(&kind.to_le_bytes());
        for word in [0u64, 0, at, size as u64] {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        bytes.extend_from_slice(&link.to_le_bytes());
        bytes.extend_from_slice(&info.to_le_bytes());
        for word in [1u64, 0] {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
        file.extend_from_slice(&bytes);
    };
    section(0, 0, 0, 0, 0);
    section(3, strings_at, strings.len(), 0, 0);
    section(0x6fff_fffe, needs_at, needs.len(), 1, 1);
    file
}

/// A library for macOS.
pub(super) fn mach_o() -> Vec<u8> {
    [&[0xcf, 0xfa, 0xed, 0xfe][..], &[0; 60]].concat()
}

/// A library for Windows.
pub(super) fn pe() -> Vec<u8> {
    [&b"MZ"[..], &[0; 62]].concat()
}
