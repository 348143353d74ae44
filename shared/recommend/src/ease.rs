//! EASE^R: what is bought together among the best sellers, by one inversion.
//!
//! Steck, *Embarrassingly Shallow Autoencoders for Sparse Data* (WWW 2019): with `G` the counts of pairs and of products, and
//! `P` the inverse of `G + lambda I`, product `i` speaks for `j` with `-P[i][j] / P[j][j]`.

use crate::Matrix;

/// How much each weight is held down; docs/recommendations.md compares it with others.
pub const LAMBDA: f32 = 100.0;

/// The weights between products, from how often each two were bought together; on the diagonal, how often each was bought.
/// `None` where the counts are no sensible matrix.
#[must_use]
pub fn weights(mut counts: Matrix, lambda: f32) -> Option<Matrix> {
    let size = counts.size();
    (0..size).for_each(|at| counts.set(at, at, counts.get(at, at) + lambda));
    let mut inverse = counts.inverse()?;
    let diagonal: Vec<f32> = (0..size).map(|at| inverse.get(at, at)).collect();
    for row in 0..size {
        let weights = inverse.row_mut(row);
        weights.iter_mut().zip(&diagonal).for_each(|(weight, own)| *weight /= -own);
        weights[row] = 0.0;
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_the_formula_says_for_two_products() {
        // G + lambda I is [[6, 2], [2, 4]]; its inverse, [[4, -2], [-2, 6]] / 20.
        let mut counts = Matrix::zeros(2);
        for (row, column, count) in [(0, 0, 5.0), (0, 1, 2.0), (1, 0, 2.0), (1, 1, 3.0)] {
            counts.set(row, column, count);
        }
        let weights = weights(counts, 1.0).expect("weights");
        assert!((weights.get(0, 1) - 2.0 / 6.0).abs() < 1e-6 && (weights.get(1, 0) - 2.0 / 4.0).abs() < 1e-6);
        assert_eq!((weights.get(0, 0).abs(), weights.get(1, 1).abs()), (0.0, 0.0));
    }
}
