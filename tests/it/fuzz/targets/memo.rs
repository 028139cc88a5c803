use slot_deploy::record::Memo;

/// What another release wrote into its GitHub Deployment. What is read is the same when it is written and read again.
pub fn run(data: &[u8]) {
    let Ok(memo) = serde_json::from_slice::<Memo>(data) else { return };
    let written = serde_json::to_vec(&memo).expect("what was read can be written");
    assert_eq!(serde_json::from_slice::<Memo>(&written).expect("and read again"), memo);
}
