//! What of a frame tells that somebody opens a connection, and who.

use embassy_net_driver::HardwareAddress;

const TCP: u8 = 6;
const SYN: u8 = 0x02;
const ACK_OR_RST: u8 = 0x14;

/// Who opens a connection: the addresses, as they lie in the packet, and the ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening<'a> {
    addresses: &'a [u8],
    ports: &'a [u8],
}

impl<'a> Opening<'a> {
    /// The opening of a connection to `port` that `frame` is, if it is one.
    pub(crate) fn find(frame: &'a [u8], medium: HardwareAddress, port: u16) -> Option<Self> {
        let packet = match medium {
            HardwareAddress::Ethernet(_) => frame.get(14..)?,
            HardwareAddress::Ip => frame,
            _ => return None,
        };
        let (addresses, segment) = match packet.first()? >> 4 {
            4 => in_ipv4(packet)?,
            6 => in_ipv6(packet)?,
            _ => return None,
        };
        let (ports, flags) = (segment.get(..4)?, *segment.get(13)?);
        let is_opening = flags & SYN != 0 && flags & ACK_OR_RST == 0 && ports[2..] == port.to_be_bytes();
        is_opening.then_some(Self { addresses, ports })
    }
}

type Parts<'a> = Option<(&'a [u8], &'a [u8])>;

/// Not of a packet that comes in fragments.
fn in_ipv4(packet: &[u8]) -> Parts<'_> {
    let length = usize::from(packet[0] & 0x0f) * 4;
    let fragment = u16::from_be_bytes([*packet.get(6)?, *packet.get(7)?]) & 0x3fff;
    if *packet.get(9)? != TCP || fragment != 0 {
        return None;
    }
    Some((packet.get(12..20)?, packet.get(length..)?))
}

/// Not of a packet with extension headers.
fn in_ipv6(packet: &[u8]) -> Parts<'_> {
    if *packet.get(6)? != TCP {
        return None;
    }
    Some((packet.get(8..40)?, packet.get(40..)?))
}

#[cfg(test)]
pub(crate) mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    pub(crate) const ETHERNET: HardwareAddress = HardwareAddress::Ethernet([2; 6]);

    /// A frame with a segment of TCP from that port to port 80.
    pub(crate) fn segment(from: u16, flags: u8) -> Vec<u8> {
        let mut frame = vec![0; 14 + 20 + 20];
        frame[12..14].copy_from_slice(&[8, 0]);
        frame[14] = 0x45;
        frame[14 + 9] = TCP;
        frame[14 + 12..14 + 20].copy_from_slice(&[10, 0, 0, 1, 10, 0, 0, 2]);
        frame[34..36].copy_from_slice(&from.to_be_bytes());
        frame[36..38].copy_from_slice(&80_u16.to_be_bytes());
        frame[34 + 13] = flags;
        frame
    }

    #[test]
    fn the_opening_of_a_connection_is_found() {
        let frame = segment(7, SYN);
        assert!(Opening::find(&frame, ETHERNET, 80).is_some());
        assert!(Opening::find(&frame[14..], HardwareAddress::Ip, 80).is_some());
        let mut packet = vec![0; 40];
        (packet[0], packet[6]) = (0x60, TCP);
        packet.extend_from_slice(&frame[34..]);
        assert!(Opening::find(&packet, HardwareAddress::Ip, 80).is_some());
    }

    #[test]
    fn what_opens_nothing_is_not() {
        for flags in [0, 0x10, 0x12, 0x04, 0x06, 0x11] {
            assert_eq!(Opening::find(&segment(7, flags), ETHERNET, 80), None);
        }
        assert_eq!(Opening::find(&segment(7, SYN), ETHERNET, 81), None);
        assert_eq!(Opening::find(&segment(7, SYN), HardwareAddress::Ieee802154([0; 8]), 80), None);
        let mut other = segment(7, SYN);
        other[14 + 9] = 17;
        assert_eq!(Opening::find(&other, ETHERNET, 80), None);
        let mut fragment = segment(7, SYN);
        fragment[14 + 7] = 1;
        assert_eq!(Opening::find(&fragment, ETHERNET, 80), None);
    }

    #[test]
    fn whose_it_is_is_told_apart() {
        let (one, again, other) = (segment(7, SYN), segment(7, SYN), segment(8, SYN));
        let find = |frame| Opening::find(frame, ETHERNET, 80);
        assert_eq!(find(&one), find(&again));
        assert_ne!(find(&one), find(&other));
    }

    #[test]
    fn no_frame_is_too_short_to_be_looked_at() {
        for frame in [segment(7, SYN), {
            let mut frame = segment(7, SYN);
            frame[14] = 0x6f;
            frame
        }] {
            for length in 0..frame.len() {
                let _ = Opening::find(&frame[..length], ETHERNET, 80);
                let _ = Opening::find(&frame[..length], HardwareAddress::Ip, 80);
            }
        }
    }
}
