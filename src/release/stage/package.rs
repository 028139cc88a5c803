use super::artifact::is_asked_content;
use crate::http::off_runtime;
use crate::package::{GivenUp, PackOptions, PackageError, Packed, pack_or_lack};
use crate::record::{BuiltBy, Phase, ServerBuild, brief, number_of, show_bytes};
use crate::release::ground::{Source, Stop};
use crate::release::run::Run;

impl Run {
    /// Makes the package. A faulty package ends the release here, before sign-in.
    pub async fn pack(&self, source: &Source) -> Result<Packed, Stop> {
        let packed = self.make_package(source).await?;
        // What a layer brings is not known yet.
        if let Packed::Whole(package) = &packed {
            self.judge_package(package)?;
        }
        self.end_packing(&packed);
        Ok(packed)
    }

    /// Makes the package, whatever is in it.
    pub async fn make_package(&self, source: &Source) -> Result<Packed, Stop> {
        self.recorder.begin_phase(Phase::Package);
        let Source { mut package, mut folder, file, unchanged, dependencies, artifact, .. } = source.clone();
        let mut taken = None;
        if let Some(asked) = &artifact {
            let zip = self.take_artifact(asked, &file).await?;
            (package, folder) = (zip.path().to_owned(), None);
            taken = Some(zip);
        }
        let given_up = GivenUp::default();
        // A run that is cancelled drops this, and with it what packs on all processors ends.
        let _gives_up = given_up.on_drop();
        let for_build = self.setup.options.is_built_there();
        let options = PackOptions { unchanged, for_build, left_out_unseen: true, dependencies, given_up };
        let packed = off_runtime(move || pack_or_lack(&package, &file, options)).await;
        let packed = packed.map_err(|error| Stop::invalid(&self.of_the_artifact(error)))?;
        drop(taken);
        let package = packed.here();
        if let Some(asked) = &artifact {
            is_asked_content(asked, &package.digest)?;
        }
        self.recorder.note(|record| {
            let digest = package.digest.clone();
            if for_build {
                record.package.build = Some(ServerBuild { built_by: BuiltBy::Azure, sources: digest, files: None });
            } else {
                record.digest = Some(digest);
            }
            record.package_digest = Some(package.package_digest.clone());
            record.package.files = package.files;
            record.package.bytes = package.bytes;
            record.package.folder = folder;
        });
        if !package.stamped {
            self.recorder.warn(
                "the package does not say its own digest (`package-unchanged`): it is recognised by its deployment only",
            );
        }
        for left_out in &package.left_out {
            self.recorder.say(&format!(
                "{} is left out ({}, {}): {}",
                brief(&left_out.name),
                number_of(left_out.files, "file"),
                show_bytes(left_out.bytes),
                left_out.why
            ));
        }
        Ok(if for_build { Packed::Whole(packed.as_it_is()) } else { packed })
    }

    /// What is wrong with the file of an artifact is said of the artifact: nobody knows that file.
    fn of_the_artifact(&self, error: PackageError) -> PackageError {
        match (error, self.recorder.read(|record| record.artifact.clone())) {
            (PackageError::NotAZip { reason, .. }, Some(artifact)) => {
                PackageError::NotAZip { path: artifact.to_string().replace('`', ""), reason }
            }
            (error, _) => error,
        }
    }

    /// The package is made.
    pub fn end_packing(&self, packed: &Packed) {
        let package = packed.here();
        if let Some(program) = &package.made_executable {
            self.recorder.say(&format!("{} is executable in the package, as host.json starts it", brief(program)));
        }
        let size = show_bytes(package.bytes);
        let what = if self.setup.options.is_built_there() { "to be built by Azure, sources" } else { "content" };
        self.recorder.end_phase(&format!(
            "{}, {size}, {what} {}",
            number_of(package.files, "file"),
            package.digest.short()
        ));
    }
}
