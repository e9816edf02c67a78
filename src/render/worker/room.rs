//! How much of its address space, which is what is capped, a worker has left for the next job.

/// What a worker started with, and may take in all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    start_mib: u64,
    memory_mib: u64,
}

impl Room {
    /// Of a process that has just started. Outside Linux nothing is known, and all is well.
    pub(super) fn at_start(process: u32, memory_mib: u64) -> Room {
        Room { start_mib: kept_mib(process).map_or(0, |(space, _)| space), memory_mib }
    }

    /// Whether what it keeps leaves as much to the next job: a small file may unpack to much, and what it is told must
    /// not depend on those before it.
    pub(super) fn is_left(self, space_mib: u64) -> bool {
        let taken = space_mib.saturating_sub(self.start_mib);
        taken <= self.memory_mib.saturating_sub(self.start_mib) / 2
    }
}

/// What a process keeps, in MiB: address space and memory. Unknown outside Linux.
pub(super) fn kept_mib(process: u32) -> Option<(u64, u64)> {
    let sizes = std::fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
    let page = u64::try_from(rustix::param::page_size()).ok()?;
    let mut mib = sizes.split(' ').map(|n| Some(n.parse::<u64>().ok()?.saturating_mul(page) >> 20));
    Some((mib.next()??, mib.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_what_was_there_at_the_start_is_to_be_left() {
        let room = Room { start_mib: 400, memory_mib: 1_000 };
        assert!([0, 400, 700].iter().all(|space| room.is_left(*space)));
        assert!(!room.is_left(701));
        // One that could hardly start works until it takes more.
        let none = Room { start_mib: 400, memory_mib: 400 };
        assert!(none.is_left(400) && !none.is_left(401));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_keeps_more_address_space_than_memory() {
        let (space, memory) = kept_mib(std::process::id()).unwrap();
        assert!(space >= memory && memory > 0);
        assert_eq!(kept_mib(0), None);
    }
}
