//! What a product must look like for a change to it to be made.

/// The versions of a product that a condition names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Versions {
    /// Any version: the product exists.
    Any,
    /// One of these.
    OneOf(Vec<u64>),
}

/// What a product must look like for a change to it to be made: `If-Match` and `If-None-Match` of RFC 9110, section 13.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precondition {
    /// The product must be in one of these versions.
    pub matches: Option<Versions>,
    /// The product must be in none of these versions; [`Versions::Any`] asks for a product that does not exist yet.
    pub matches_none: Option<Versions>,
}

impl Versions {
    fn name(&self, current: Option<u64>) -> bool {
        match (self, current) {
            (_, None) => false,
            (Self::Any, Some(_)) => true,
            (Self::OneOf(versions), Some(current)) => versions.contains(&current),
        }
    }
}

impl Precondition {
    /// Whether the change may be made to a product in version `current`; `None` for a product that does not exist.
    #[must_use]
    pub fn holds(&self, current: Option<u64>) -> bool {
        self.matches.as_ref().is_none_or(|versions| versions.name(current))
            && !self.matches_none.as_ref().is_some_and(|versions| versions.name(current))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precondition_names_versions_any_version_or_none() {
        let versions = |versions: &[u64]| Some(Versions::OneOf(versions.to_vec()));
        let matches = |matches| Precondition { matches, matches_none: None };
        let matches_none = |matches_none| Precondition { matches: None, matches_none };
        let cases = [
            (Precondition::default(), [true, true, true]),
            (matches(Some(Versions::Any)), [false, true, true]),
            (matches(versions(&[2, 3])), [false, false, true]),
            (matches(versions(&[])), [false, false, false]),
            (matches_none(Some(Versions::Any)), [true, false, false]),
            (matches_none(versions(&[2, 3])), [true, true, false]),
            (matches_none(versions(&[])), [true, true, true]),
        ];
        for (precondition, held) in cases {
            assert_eq!([None, Some(1), Some(2)].map(|current| precondition.holds(current)), held, "{precondition:?}");
        }
    }
}
