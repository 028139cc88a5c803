//! `slot-deploy.yml`: its layers, its schema, what is printed of it, and releases that it drives.

mod agreed;
mod foreign;
mod inputs;
mod layers;
mod printed;
mod rehearsed;
mod released;
