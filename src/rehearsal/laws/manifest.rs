//! The manifest that KuduSync leaves in the folder of a deployment, `site/deployments/{id}/manifest`: each file and folder that the
//! deployment brought, a line each (facts: kudu-sync; KuduSync.NET, `DeploymentManifest`). It is there for the active deployment.

use std::collections::BTreeSet;

use crate::state::{Platform, Side};

/// The manifest at a path below `/home`, when it is one.
pub fn of(side: &Side, platform: Platform, path: &str) -> Option<String> {
    let id = path.strip_prefix("site/deployments/")?.strip_suffix("/manifest")?;
    let kudu = &side.moving.kudu;
    let is_active = kudu.deployments.iter().any(|one| one.active && one.temporary_id.is_none() && one.id == id);
    // Apps on Flex Consumption have no files of their own.
    if !is_active || platform == Platform::Flex {
        return None;
    }
    let mut lines = BTreeSet::new();
    for file in &kudu.manifest {
        lines.insert(file.as_str());
        lines.extend(file.match_indices('/').map(|(at, _)| &file[..at]));
    }
    let written = |line: &str| match platform {
        Platform::Windows => format!("{}\r\n", line.replace('/', "\\")),
        _ => format!("{line}\n"),
    };
    Some(lines.into_iter().map(written).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::default_world::{APP, build};

    #[test]
    fn files_and_their_folders_have_a_line_each_and_only_for_the_active_deployment() {
        let mut side = build("sim.test", time::OffsetDateTime::UNIX_EPOCH).app(APP).unwrap().production.clone();
        side.moving.kudu.manifest = ["host.json", "Version/function.json"].map(str::to_owned).into();
        let path = format!("site/deployments/{}/manifest", side.moving.kudu.deployments[0].id);
        assert_eq!(of(&side, Platform::Linux, &path).unwrap(), "Version\nVersion/function.json\nhost.json\n");
        assert!(of(&side, Platform::Windows, &path).unwrap().contains("Version\\function.json\r\n"));
        assert_eq!(of(&side, Platform::Linux, "site/deployments/other/manifest"), None);
        side.moving.kudu.deployments[0].active = false;
        assert_eq!(of(&side, Platform::Linux, &path), None);
    }
}
