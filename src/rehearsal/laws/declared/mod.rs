//! Which functions the files of an app declare, whatever language they are in. Code is read and never run, so a name that only
//! running code knows is not found; each reader says what it does not see.

mod budget;
mod folders;
mod javascript;
mod javascript_tokens;
mod metadata;
mod node;
mod node_bindings;
mod node_modules;
mod patterns;
mod python;
mod python_bindings;
mod python_imports;
mod python_module;
mod python_tokens;
mod said;
mod token;

use crate::state::{Content, Declared};

/// What the files declare; they are read once.
pub fn of(content: &Content) -> &Declared {
    content.declared(|content| Declared {
        folders: folders::load(content),
        metadata: metadata::load(content),
        node: node::load(content),
        python: python::load(content),
    })
}
