//! Password hashes: Argon2id, as PHC strings that carry their own parameters.

use std::sync::{Mutex, PoisonError};

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        Error,
        phc::{Output, ParamsString, PasswordHash as Phc, Salt},
    },
};

use super::Password;

/// A stored hash that asks for more memory than this is damaged: it would take the process with it.
const MAX_MEMORY_KIB: u32 = 64 * 1_024;
/// A stored hash that asks for more passes than this is damaged.
const MAX_PASSES: u32 = 16;
/// Lanes. A function has one processor.
const LANES: u32 = 1;

/// The memory of the last hash, reused for the next one. Without this, the allocator keeps the memory of up to ten
/// hashes.
static MEMORY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

/// The cost of a hash: memory and passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
    passes: u32,
}

impl HashCost {
    /// What the shop asks: 19 MiB, two passes.
    /// Source: the OWASP Password Storage Cheat Sheet's minimum for Argon2id.
    pub const SHOP: Self = Self { memory_kib: 19_456, passes: 2 };
    /// The least that Argon2 allows. Only for tests, which hash by the thousand.
    pub const LEAST: Self = Self { memory_kib: Params::MIN_M_COST, passes: 1 };

    fn params(self) -> Result<Params, argon2::Error> {
        Params::new(self.memory_kib, self.passes, LANES, None)
    }
}

/// A password's hash as it is stored: a PHC string, which may be damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordHash(String);

/// What comparing a password with a stored hash shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    /// It is the password.
    Match,
    /// It is the password, but its hash is weaker than the shop asks by now: hash it again.
    MatchNeedsRehash,
    /// It is another password.
    Mismatch,
}

/// A stored hash that is none, or a hash that could not be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password hash is damaged or cannot be computed: {0}")]
pub struct HashError(Error);

impl HashError {
    /// The work was given up before its end.
    #[must_use]
    pub const fn interrupted() -> Self {
        Self(Error::Internal)
    }
}

impl PasswordHash {
    /// A hash as it was stored.
    #[must_use]
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The PHC string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hash of `password`. This takes tens of milliseconds of a processor.
    pub fn of(password: &Password, salt: &[u8; SALT_BYTES], cost: HashCost) -> Result<Self, HashError> {
        let params = cost.params().map_err(|_| HashError(Error::ParamsInvalid))?;
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        compute(Algorithm::Argon2id, Version::V0x13, &params, (password, salt), &mut output)?;
        Self::written(&params, salt, &output)
    }

    /// A hash that no password has, which takes as long to compare with as another of the same cost.
    pub fn dummy(random: [u8; 32], cost: HashCost) -> Result<Self, HashError> {
        let params = cost.params().map_err(|_| HashError(Error::ParamsInvalid))?;
        Self::written(&params, &random[..SALT_BYTES], &random)
    }

    fn written(params: &Params, salt: &[u8], output: &[u8]) -> Result<Self, HashError> {
        let phc = Phc {
            algorithm: ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(params).map_err(HashError)?,
            salt: Some(Salt::new(salt).map_err(|error| HashError(error.into()))?),
            hash: Some(Output::new(output).map_err(|error| HashError(error.into()))?),
        };
        Ok(Self(phc.to_string()))
    }

    /// Compares `password` with this hash, at the cost that the hash names, and judges that cost by `cost`.
    pub fn verify(&self, password: &Password, cost: HashCost) -> Result<PasswordCheck, HashError> {
        let phc = Phc::new(&self.0).map_err(|error| HashError(error.into()))?;
        let params = Params::try_from(&phc).map_err(HashError)?;
        let (Some(salt), Some(known)) = (&phc.salt, &phc.hash) else { return Err(HashError(Error::ParamsInvalid)) };
        if params.m_cost() > MAX_MEMORY_KIB || params.t_cost() > MAX_PASSES {
            return Err(HashError(Error::ParamsInvalid));
        }
        let algorithm = Algorithm::try_from(phc.algorithm.as_str()).map_err(|_| HashError(Error::Algorithm))?;
        let version = phc.version.map_or(Ok(Version::default()), Version::try_from);
        let version = version.map_err(|_| HashError(Error::Version))?;
        let mut output = vec![0; known.len()];
        compute(algorithm, version, &params, (password, salt.as_ref()), &mut output)?;
        // `Output` compares in constant time.
        match Output::new(&output).is_ok_and(|output| output == *known) {
            true if is_weak(&phc, &params, cost) => Ok(PasswordCheck::MatchNeedsRehash),
            true => Ok(PasswordCheck::Match),
            false => Ok(PasswordCheck::Mismatch),
        }
    }
}

/// Argon2 of a password and a salt.
fn compute(
    algorithm: Algorithm,
    version: Version,
    params: &Params,
    (password, salt): (&Password, &[u8]),
    output: &mut [u8],
) -> Result<(), HashError> {
    // Whoever hashes meanwhile has memory of their own.
    let mut memory = std::mem::take(&mut *MEMORY.lock().unwrap_or_else(PoisonError::into_inner));
    let wanted = params.block_count();
    if memory.len() < wanted {
        memory.resize(wanted, Block::new());
    }
    let argon2 = Argon2::new(algorithm, version, params.clone());
    let password = password.reveal().as_bytes();
    let done = argon2.hash_password_into_with_memory(password, salt, output, &mut memory[..wanted]);
    *MEMORY.lock().unwrap_or_else(PoisonError::into_inner) = memory;
    done.map_err(|error| HashError(error.into()))
}

fn is_weak(phc: &Phc, params: &Params, cost: HashCost) -> bool {
    let current = phc.algorithm == ARGON2ID_IDENT && phc.version == Some(Version::V0x13.into());
    !current || params.m_cost() < cost.memory_kib || params.t_cost() < cost.passes
}

#[cfg(test)]
mod tests {
    use super::*;

    const MORE: HashCost = HashCost { memory_kib: 16, passes: 2 };

    fn password(text: &str) -> Password {
        Password::offered(text).expect("a password")
    }

    fn hash_of(text: &str, cost: HashCost) -> PasswordHash {
        PasswordHash::of(&password(text), &[7; SALT_BYTES], cost).expect("a hash")
    }

    #[test]
    fn a_password_matches_its_own_hash_only() {
        let hash = hash_of("tea and jam", HashCost::LEAST);
        assert_eq!(hash.verify(&password("tea and jam"), HashCost::LEAST), Ok(PasswordCheck::Match));
        assert_eq!(hash.verify(&password("tea and ham"), HashCost::LEAST), Ok(PasswordCheck::Mismatch));
    }

    #[test]
    fn what_an_earlier_hash_left_in_memory_does_not_matter() {
        use argon2::PasswordVerifier as _;
        for (text, cost) in [("tea and jam", MORE), ("milk", HashCost::LEAST), ("a scone", MORE)] {
            let hash = hash_of(text, cost);
            let phc = Phc::new(hash.as_str()).expect("a PHC string");
            // The library's own, in memory of its own.
            assert_eq!(Argon2::default().verify_password(text.as_bytes(), &phc), Ok(()));
            assert_eq!(hash.verify(&password(text), cost), Ok(PasswordCheck::Match));
        }
    }

    #[test]
    fn the_shop_hashes_as_owasp_asks() {
        let hash = hash_of("tea and jam", HashCost::SHOP);
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
    }

    #[test]
    fn a_hash_of_weaker_parameters_is_told_apart_on_success_only() {
        let weak = hash_of("tea and jam", HashCost::LEAST);
        assert_eq!(weak.verify(&password("tea and jam"), MORE), Ok(PasswordCheck::MatchNeedsRehash));
        assert_eq!(weak.verify(&password("tea and ham"), MORE), Ok(PasswordCheck::Mismatch));
        let strong = hash_of("tea and jam", MORE);
        assert_eq!(strong.verify(&password("tea and jam"), HashCost::LEAST), Ok(PasswordCheck::Match));
    }

    #[test]
    fn the_hash_of_nothing_costs_the_same_and_matches_nothing() {
        let nothing = PasswordHash::dummy([9; 32], HashCost::SHOP).expect("a hash");
        let real = hash_of("tea and jam", HashCost::SHOP);
        let shape = |hash: &PasswordHash| (hash.as_str().len(), hash.as_str()[..31].to_owned());
        assert_eq!(shape(&nothing), shape(&real));
        assert_eq!(nothing.verify(&password(""), HashCost::SHOP), Ok(PasswordCheck::Mismatch));
    }

    #[test]
    fn a_damaged_hash_is_an_error_and_never_a_panic() {
        let good = hash_of("tea and jam", HashCost::LEAST);
        for damaged in [
            "",
            "tea and jam",
            "$argon2id$",
            "$argon2id$v=19$m=8,t=1,p=1",
            "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b6eCg",
            "$argon2id$v=19$m=8,t=4000000000,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b6eCg",
            "$scrypt$ln=1,r=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b6eCg",
            &good.as_str()[..good.as_str().len() - 40],
        ] {
            let verdict = PasswordHash::stored(damaged).verify(&password("tea and jam"), HashCost::LEAST);
            assert!(verdict.is_err(), "{damaged}: {verdict:?}");
        }
    }
}
