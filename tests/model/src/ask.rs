//! Asking the shop: the shortest way to something wrong, and whether every state leads to a rest.

use std::collections::HashMap;

use stateright::{Checker as _, HasDiscoveries, Model as _};

use crate::{Action, Shop, state::State};

/// What is wrong with a design.
#[derive(Clone, Debug)]
pub struct Counterexample {
    /// The property that does not hold.
    pub property: &'static str,
    /// The steps to where it does not.
    pub steps: Vec<Action>,
    /// How many different states were seen until then.
    pub states: usize,
}

impl Shop {
    /// The shortest way to a state that breaks a property, if there is one.
    #[must_use]
    pub fn counterexample(self) -> Option<Counterexample> {
        let mut shortest: Option<Counterexample> = None;
        loop {
            // The checker reports a short way, not the shortest: it is asked again for a shorter one.
            let checker = self.checker().finish_when(HasDiscoveries::AnyFailures);
            let depth = shortest.as_ref().map_or(usize::MAX, |known| known.steps.len() + 1);
            let found = checker.target_max_depth(depth).spawn_bfs().join();
            let failures = found
                .discoveries()
                .into_iter()
                .filter(|(name, _)| self.property(name).expectation.discovery_is_failure());
            let failures = failures.map(|(property, path)| (path.into_actions(), property));
            match failures.min_by_key(|(steps, property)| (steps.len(), *property)) {
                Some((steps, property)) => {
                    let states = shortest.map_or_else(|| found.unique_state_count(), |known| known.states);
                    shortest = Some(Counterexample { property, steps, states });
                }
                None => return shortest,
            }
        }
    }

    /// How many states there are, and one from which certain steps alone lead to no rest.
    #[must_use]
    pub fn restless(&self) -> (usize, Option<State>) {
        let mut numbers = HashMap::new();
        let mut states: Vec<State> = Vec::new();
        let mut number = |state: State, states: &mut Vec<State>| {
            *numbers.entry(state.clone()).or_insert_with(|| {
                states.push(state);
                states.len() - 1
            })
        };
        self.init_states().into_iter().for_each(|state| _ = number(state, &mut states));
        let mut comes_from: Vec<Vec<usize>> = Vec::new();
        let mut to_see = Vec::new();
        let mut at = 0;
        while let Some(state) = states.get(at).cloned() {
            let certain = self.certain(&state);
            if certain.is_empty() {
                to_see.push(at);
            }
            let steps = certain.into_iter().map(|step| (true, step));
            for (is_certain, step) in steps.chain(self.possible(&state).into_iter().map(|step| (false, step))) {
                let Some(next) = self.next_state(&state, step) else { continue };
                let next = number(next, &mut states);
                comes_from.resize(comes_from.len().max(states.len()), Vec::new());
                if is_certain {
                    comes_from[next].push(at);
                }
            }
            at += 1;
        }
        let mut can_rest = vec![false; states.len()];
        while let Some(at) = to_see.pop() {
            if !std::mem::replace(&mut can_rest[at], true) {
                to_see.extend(&comes_from[at]);
            }
        }
        (states.len(), can_rest.iter().position(|can| !can).map(|at| states[at].clone()))
    }
}
