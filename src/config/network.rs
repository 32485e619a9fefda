//! Addresses and networks, as `[server] trusted-proxies` names them.

use std::net::IpAddr;

use super::wording::quoted;

/// An address, or all addresses that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    prefix: u8,
}

impl Network {
    /// `192.0.2.7`, `10.0.0.0/8` or `2001:db8::/32`. An error reads as the end of a sentence about the text.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let Ok(address) = address.parse::<IpAddr>() else {
            return Err(match address {
                "localhost" => "is a name; use \"127.0.0.1\", and \"::1\" beside it".to_owned(),
                _ => "is no IP address or network; use one such as \"127.0.0.1\" or \"10.0.0.0/8\""
                    .to_owned(),
            });
        };
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => longest,
            Some(prefix) => match prefix.parse() {
                Ok(prefix) if prefix <= longest => prefix,
                _ => {
                    return Err(format!(
                        "has no length of a network after the \"/\"; use 0 to {longest}"
                    ));
                }
            },
        };
        let network = Self {
            first: first(address, prefix),
            prefix,
        };
        if network.first != address {
            let begins = quoted(&format!("{}/{prefix}", network.first));
            return Err(format!(
                "is an address within a network; use {begins} for the network, or {:?} for the address alone",
                address.to_string()
            ));
        }
        Ok(network)
    }

    /// Whether `address` is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.first.is_ipv4() && first(address, self.prefix) == self.first
    }

    /// Whether everyone is in it.
    pub(super) const fn is_everyone(&self) -> bool {
        self.prefix == 0
    }
}

/// The first address of the network of `address` whose length is `prefix`.
fn first(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V4((u32::from(address) & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0);
            IpAddr::V6((u128::from(address) & mask).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network that is read one bit too wide lets a stranger say who it is.
    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        for (network, within, without) in [
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
            ("192.0.2.128/25", "192.0.2.255", "192.0.2.127"),
            ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
            ("::1", "::1", "::2"),
            ("0.0.0.0/0", "203.0.113.1", "::1"),
        ] {
            let network = Network::parse(network).expect("a network");
            let contains = |address: &str| network.contains(address.parse().expect("an address"));
            assert!(contains(within) && !contains(without), "{network:?}");
        }
    }

    /// An operator who slips reads what to write.
    #[test]
    fn what_is_no_network_is_answered_with_one() {
        for (text, remedy) in [
            ("localhost", "use \"127.0.0.1\""),
            ("proxy.example", "such as \"127.0.0.1\""),
            ("", "such as \"127.0.0.1\""),
            ("10.0.0.1/8", "use \"10.0.0.0/8\" for the network"),
            ("10.0.0.0/33", "use 0 to 32"),
            ("2001:db8::/129", "use 0 to 128"),
            ("10.0.0.0/", "use 0 to 32"),
        ] {
            let complaint = Network::parse(text).expect_err("a complaint");
            assert!(complaint.contains(remedy), "{text}: {complaint}");
        }
    }
}
