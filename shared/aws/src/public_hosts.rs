//! Names that strangers chose, looked up: a connection is made to an address of the public internet or not at all. What is
//! looked up here is what is connected to, so a name cannot lead elsewhere in between.

use std::net::IpAddr;

use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use domain::webhooks::{NotPublic, is_public};

/// Looks up names by the machine's own resolver.
#[derive(Clone, Copy, Debug)]
pub(super) struct PublicHosts {
    /// On a developer's machine, that machine is good as well.
    pub(super) is_local: bool,
}

impl PublicHosts {
    /// One address that is not public spoils the name: which of them would be connected to, chance decides.
    fn check(self, addresses: Vec<IpAddr>) -> Result<Vec<IpAddr>, NotPublic> {
        let is_good = |address: &IpAddr| is_public(*address) || (self.is_local && address.is_loopback());
        if addresses.iter().all(is_good) { Ok(addresses) } else { Err(NotPublic) }
    }
}

impl ResolveDns for PublicHosts {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(async move {
            let found = tokio::net::lookup_host((name, 0)).await.map_err(ResolveDnsError::new)?;
            self.check(found.map(|address| address.ip()).collect()).map_err(ResolveDnsError::new)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(is_local: bool, addresses: &[&str]) -> bool {
        let addresses = addresses.iter().map(|text| text.parse().expect("an address")).collect();
        PublicHosts { is_local }.check(addresses).is_ok()
    }

    #[test]
    fn a_name_leads_to_public_addresses_alone_or_nowhere() {
        assert!(check(false, &["1.1.1.1", "2606:4700::1111"]));
        for inside in ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fd00:ec2::254", "::ffff:127.0.0.1"] {
            assert!(!check(false, &["1.1.1.1", inside]), "{inside}");
        }
        assert!(check(true, &["127.0.0.1", "::1"]) && !check(true, &["169.254.169.254"]));
    }

    #[tokio::test]
    async fn this_machines_own_name_leads_nowhere() {
        assert!(PublicHosts { is_local: false }.resolve_dns("localhost").await.is_err());
        assert!(PublicHosts { is_local: true }.resolve_dns("localhost").await.is_ok());
    }
}
