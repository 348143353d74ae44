//! Refusals of the catalogue.
