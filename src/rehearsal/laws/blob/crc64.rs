use crc_fast::{CrcAlgorithm, checksum};

/// The CRC64 of the blob service, whose polynomial `0x9A6C9329AC4BC9B5` is that of CRC-64/NVME; on the wire its bytes come in
/// little-endian order (Microsoft Learn, "Put Block", `x-ms-content-crc64`).
pub fn crc64(bytes: &[u8]) -> u64 {
    checksum(CrcAlgorithm::Crc64Nvme, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_azure_s_own_polynomial() {
        const POLYNOMIAL: u64 = 0x9a6c_9329_ac4b_c9b5;
        let bit = |crc: u64| if crc & 1 == 1 { (crc >> 1) ^ POLYNOMIAL } else { crc >> 1 };
        let slow = |bytes: &[u8]| {
            !bytes.iter().fold(u64::MAX, |crc, byte| (0..8).fold(crc ^ u64::from(*byte), |crc, _| bit(crc)))
        };
        let long: Vec<u8> = (0..10_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        for bytes in [&b""[..], b"123456789", &long, &long[..255]] {
            assert_eq!(crc64(bytes), slow(bytes), "{} bytes", bytes.len());
        }
        assert_eq!(crc64(b"123456789"), 0xae8b_1486_0a79_9888, "the check value of catalogues");
    }
}
