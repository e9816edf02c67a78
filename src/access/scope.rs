//! What a key opens.

use std::str::FromStr;

/// One thing that a key may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Check, statement, calculators, rules, verification: nothing is drawn up, nothing is kept.
    Read,
    /// Documents and bundles.
    Documents,
    /// Batches: kept for a while, and sent to the address that their owner names.
    Batches,
    /// The counters of the service, which are those of all tenants.
    Metrics,
}

impl Scope {
    /// All of them.
    pub const ALL: &'static [Scope] = &[Scope::Read, Scope::Documents, Scope::Batches, Scope::Metrics];

    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Documents => "documents",
            Scope::Batches => "batches",
            Scope::Metrics => "metrics",
        }
    }
}

impl FromStr for Scope {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Scope::ALL.iter().copied().find(|s| s.name() == word).ok_or(())
    }
}

/// All that a key opens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    /// Each once, in our order.
    #[must_use]
    pub fn new(all: &[Scope]) -> Self {
        let mut all = all.to_vec();
        all.sort_unstable();
        all.dedup();
        Scopes(all)
    }

    /// As the database keeps them. A word of another version opens nothing here.
    #[must_use]
    pub fn read(words: &str) -> Self {
        let known: Vec<Scope> = words.split(',').filter_map(|w| w.parse().ok()).collect();
        Scopes::new(&known)
    }

    /// Whether they open it.
    #[must_use]
    pub fn open(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// As they are written.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|s| s.name()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_not_known_opens_nothing() {
        let read = Scopes::read("documents,admin,read,,read");
        assert_eq!(read.names(), ["read", "documents"]);
        assert!(read.open(Scope::Read) && !read.open(Scope::Batches) && !read.open(Scope::Metrics));
        assert_eq!(Scopes::read(""), Scopes::default());
    }
}
