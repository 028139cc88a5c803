use crate::azure::Side;
use crate::config::Probe;
use crate::deliver::{Build, LastLook, Strategy};
use crate::package::Package;
use crate::record::{ContentProof, Digest, FilesMark, FunctionSet, IdentityEvidence};
use crate::release::ground::Stop;
use crate::release::run::Run;

/// A package that is to be brought to one side of an app: a slot, or another app altogether. Nothing here knows of a swap.
pub struct Bring<'a> {
    /// The side.
    pub side: &'a Side,
    /// The package.
    pub package: &'a Package,
    /// Where it is built.
    pub build: Build,
    /// How it gets there.
    pub strategy: &'a dyn Strategy,
    /// Why it is that one, in one clause.
    pub because: &'a str,
    /// Whether the side may still be written to, right before it is.
    pub last_look: &'a dyn LastLook,
    /// The functions that the new ones are held against.
    pub before: &'a FunctionsBefore,
    /// Whether the functions that the package really brought may run there; an error ends the run.
    pub accept: &'a (dyn Fn(&FunctionSet) -> Result<(), Stop> + Sync),
    /// The functions whose triggers are held there, and are held before it is asked anything; `None`: none has to be.
    pub held: Option<&'a [String]>,
    /// What it is asked at the end.
    pub probes: &'a [Probe],
}

/// Functions as they were; `None` where they could not be listed.
pub struct FunctionsBefore {
    /// On the side itself.
    pub there: Option<FunctionSet>,
    /// In production.
    pub production: Option<FunctionSet>,
}

/// What the slot was proved to hold.
pub struct Proof {
    /// The name of its content: that of the package, or of what the server built of it.
    pub digest: Digest,
    /// The slot's content, as it was read back.
    pub slot: IdentityEvidence,
    /// What its content was recognised by.
    pub seen: ContentProof,
    /// Its files right after the delivery, or why they could not be listed.
    pub files: Result<FilesMark, String>,
    /// The functions of the release.
    pub functions: FunctionSet,
}

impl Run {
    /// Brings content to one side: delivers it, proves that it runs there, and probes it.
    pub async fn bring(&self, bring: &Bring<'_>) -> Result<Proof, Stop> {
        let brought = async {
            let receipt = self.deliver(bring).await?;
            let mut proof = match bring.build {
                Build::Local => self.prove(bring, &receipt).await?,
                Build::Remote => {
                    let built = self.read_build(bring).await?;
                    Box::pin(self.prove(&Bring { package: &built, ..*bring }, &receipt)).await?
                }
            };
            if let Some(held) = bring.held {
                proof.functions = Box::pin(self.verify_held(bring.side, held, proof.functions)).await?;
            }
            self.probe(bring.side, bring.probes).await?;
            Ok(proof)
        };
        match Box::pin(brought).await {
            Err(stop) => Err(self.put_back(bring.side, stop).await),
            proof => proof,
        }
    }
}
