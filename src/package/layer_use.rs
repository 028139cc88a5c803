use super::dependencies::Dependencies;
use super::layer::Base;
use super::layered::Written;
use super::locks::LayerInputs;
use crate::record::Digest;

/// The dependencies at the begin of a package.
#[derive(Debug, Clone)]
pub struct LayerUse {
    pub(super) dependencies: Dependencies,
    /// What decides what they are; or why nothing does, so that no layer can be made of them.
    pub(super) inputs: Result<LayerInputs, String>,
    /// Their files.
    pub(super) written: Vec<Written>,
    /// How many of the package's blocks they are.
    pub(super) blocks: usize,
    /// The release in the store that they come from; `None` when they were packed here.
    pub(super) base: Option<Base>,
}

impl LayerUse {
    /// The name of the layer for the app's stack, such as `PYTHON|3.11`; or why it has none.
    pub fn key(&self, stack: &str) -> Result<Digest, &str> {
        self.inputs.as_ref().map(|inputs| inputs.key(stack)).map_err(String::as_str)
    }

    /// What decides what the dependencies are; or why nothing does.
    pub fn inputs(&self) -> Result<&LayerInputs, &str> {
        self.inputs.as_ref().map_err(String::as_str)
    }

    /// The release in the store that the dependencies come from; `None` when they were packed here.
    pub fn base(&self) -> Option<&Base> {
        self.base.as_ref()
    }

    /// The names that code can import from the dependencies.
    pub fn imports(&self) -> Vec<String> {
        self.dependencies.imports(self.written.iter().map(|written| &*written.entry.name))
    }
}
