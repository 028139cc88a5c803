use std::sync::OnceLock;

/// The polynomial of the blob service, reflected. With all bits set before and turned after, this is what catalogues call
/// CRC-64/NVME.
const POLYNOMIAL: u64 = 0x9a6c_9329_ac4b_c9b5;

/// The CRC64 of the blob service; on the wire its bytes come in little-endian order.
pub fn crc64(bytes: &[u8]) -> u64 {
    static TABLE: OnceLock<[u64; 256]> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        std::array::from_fn(|byte| {
            (0..8).fold(byte as u64, |crc, _| match crc & 1 {
                1 => (crc >> 1) ^ POLYNOMIAL,
                _ => crc >> 1,
            })
        })
    });
    !bytes.iter().fold(u64::MAX, |crc, byte| table[((crc ^ u64::from(*byte)) & 0xff) as usize] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_catalogue_comes_out() {
        assert_eq!(crc64(b"123456789"), 0xae8b_1486_0a79_9888);
        assert_eq!(crc64(b""), 0);
    }
}
