//! Orders: what a buyer asked for, and how it ends.
