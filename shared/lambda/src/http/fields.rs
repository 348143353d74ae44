//! All the wrong fields of a request, told at once.

use serde_json::Value;

use super::{InvalidField, Problem};

/// Collects the fields that break a rule while a body is parsed.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<Problem>);

impl FieldErrors {
    /// The value; or nothing, and the refusal is kept for the end.
    pub fn take<T, E: Into<Problem>>(&mut self, field: Result<T, E>) -> Option<T> {
        field.map_err(|error| self.0.push(error.into())).ok()
    }

    /// The value; or nothing, and each of the refusals is kept for the end.
    pub fn take_all<T, E: Into<InvalidField>>(&mut self, fields: Result<T, Vec<E>>) -> Option<T> {
        fields.map_err(|errors| self.0.extend(errors.into_iter().map(|error| error.into().into()))).ok()
    }

    /// Nothing, if no field broke a rule; else the refusal.
    pub fn none(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(self.into()) }
    }
}

/// One 422 that lists every field. A refusal of another kind goes first: it is not about the fields.
impl From<FieldErrors> for Problem {
    fn from(FieldErrors(problems): FieldErrors) -> Self {
        let is_other = |problem: &Self| problem.code != Self::INVALID_FIELD;
        let mut problems = problems;
        if let Some(other) = problems.iter().position(is_other) {
            return problems.swap_remove(other);
        }
        let errors = problems.iter_mut().filter_map(|problem| problem.members.remove("errors"));
        let errors: Vec<Value> = errors.filter_map(|errors| errors.as_array().cloned()).flatten().collect();
        let details: Vec<String> = problems.into_iter().map(|problem| problem.detail).collect();
        Self::new(422, "invalid_field", details.join(" ")).with("errors", errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_listed() {
        let mut errors = FieldErrors::default();
        assert_eq!(errors.take::<u8, InvalidField>(Ok(1)), Some(1));
        for name in ["/email", "/password"] {
            assert_eq!(errors.take::<u8, _>(Err(InvalidField::new(name, "required", "is required"))), None);
        }
        let problem = Problem::from(errors);
        assert_eq!((problem.status, problem.detail.as_str()), (422, "/email is required. /password is required."));
        assert_eq!(problem.members["errors"].as_array().map(Vec::len), Some(2));
        assert_eq!(problem.members["errors"][1]["pointer"], "/password");
    }

    #[test]
    fn another_refusal_goes_first() {
        let mut errors = FieldErrors::default();
        errors.take::<u8, _>(Err(InvalidField::new("/email", "required", "is required")));
        errors.take::<u8, _>(Err(Problem::not_found()));
        assert_eq!(Problem::from(errors).status, 404);
    }
}
