use crc_fast::{CrcAlgorithm, checksum};

/// The CRC64 of a request's body, which the service compares with its own (REST reference, "Put Block",
/// `x-ms-content-crc64`): the polynomial is that of CRC-64/NVME, the bytes are in little-endian order.
pub(super) fn crc64(bytes: &[u8]) -> Vec<u8> {
    checksum(CrcAlgorithm::Crc64Nvme, bytes).to_le_bytes().to_vec()
}
