//! The inverse of a symmetric positive definite matrix, by Cholesky's factor and in blocks.
//!
//! A library for it (`faer`) brings fifty crates; what is needed is one routine, whose result is checked by multiplying. All three
//! steps are the same inner loop, which the compiler makes vector instructions of: a row to which multiples of others are added.

/// Rows of a block: with 4,000 columns a block of rows stays in a processor's cache.
const BLOCK: usize = 64;

/// A square matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    size: usize,
    values: Vec<f32>,
}

impl Matrix {
    /// All zeros.
    #[must_use]
    pub fn zeros(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    /// How many rows it has, and columns.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// The value in a row and column.
    #[must_use]
    pub fn get(&self, row: usize, column: usize) -> f32 {
        self.values[row * self.size + column]
    }

    /// Writes a value.
    pub fn set(&mut self, row: usize, column: usize, value: f32) {
        self.values[row * self.size + column] = value;
    }

    /// A row.
    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.values[row * self.size..(row + 1) * self.size]
    }

    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.size..(row + 1) * self.size]
    }

    /// The inverse; only what stands on and below the diagonal is read. `None` where the matrix is not positive definite.
    /// Time grows with the cube of the size: 4,000 take some seconds. Memory: two such matrices.
    #[must_use]
    pub fn inverse(mut self) -> Option<Self> {
        self.factor()?;
        self.invert_factor();
        Some(self.squared())
    }

    /// Overwrites the lower triangle with `L`, where `L L^T` is the matrix.
    fn factor(&mut self) -> Option<()> {
        let size = self.size;
        for start in (0..size).step_by(BLOCK) {
            let end = (start + BLOCK).min(size);
            for row in start..size {
                for column in start..end.min(row + 1) {
                    let done: f32 = (start..column).map(|k| self.get(row, k) * self.get(column, k)).sum();
                    let rest = self.get(row, column) - done;
                    if row == column {
                        // Not `rest <= 0`: what is no number is refused, too.
                        if !(rest > 0.0 && rest.is_finite()) {
                            return None;
                        }
                        self.set(row, column, rest.sqrt());
                    } else {
                        self.set(row, column, rest / self.get(column, column));
                    }
                }
            }
            // The columns of the block as rows, for the rest of the matrix.
            let columns: Vec<Vec<f32>> =
                (start..end).map(|column| (end..size).map(|row| self.get(row, column)).collect()).collect();
            for row in end..size {
                let factors: Vec<f32> = (start..end).map(|k| -self.get(row, k)).collect();
                let target = &mut self.row_mut(row)[end..=row];
                add_rows(target, factors.iter().zip(&columns).map(|(factor, column)| (*factor, column.as_slice())));
            }
        }
        Some(())
    }

    /// Overwrites `L` with its inverse, and what is above the diagonal with zeros.
    fn invert_factor(&mut self) {
        let size = self.size;
        for start in (0..size).step_by(BLOCK) {
            let end = (start + BLOCK).min(size);
            // Rows above are inverted; this block's still have the factor, which is taken out of the way.
            let factor: Vec<Vec<f32>> = (start..end).map(|row| self.row(row)[..=row].to_vec()).collect();
            for (row, factor) in (start..end).zip(&factor) {
                let target = self.row_mut(row);
                target.fill(0.0);
                target[row] = 1.0;
                debug_assert_eq!(factor.len(), row + 1);
            }
            for above in (0..start).step_by(BLOCK) {
                let (known, rest) = self.values.split_at_mut(start * size);
                for (at, factor) in factor.iter().enumerate() {
                    let target = &mut rest[at * size..(at + 1) * size];
                    let rows = (above..above + BLOCK).map(|k| (-factor[k], &known[k * size..=k * size + k]));
                    add_rows(target, rows);
                }
            }
            for (row, factor) in (start..end).zip(&factor) {
                let (known, rest) = self.values.split_at_mut(row * size);
                let target = &mut rest[..size];
                add_rows(target, (start..row).map(|k| (-factor[k], &known[k * size..=k * size + k])));
                target.iter_mut().take(row + 1).for_each(|value| *value /= factor[row]);
            }
        }
    }

    /// `M^T M` of a lower triangle.
    fn squared(&self) -> Self {
        let size = self.size;
        let mut product = Self::zeros(size);
        for start in (0..size).step_by(BLOCK) {
            let end = (start + BLOCK).min(size);
            for first in (start..size).step_by(BLOCK) {
                for row in start..end {
                    let from = first.max(row);
                    let rows = (from..(first + BLOCK).min(size)).map(|k| (self.get(k, row), &self.row(k)[..=row]));
                    add_rows(&mut product.row_mut(row)[..=row], rows);
                }
            }
        }
        for row in 0..size {
            for column in row + 1..size {
                let value = product.get(column, row);
                product.set(row, column, value);
            }
        }
        product
    }
}

/// Adds multiples of rows to `target`, four at a time. A row may be shorter than the target: the rest of it is zero.
fn add_rows<'a>(target: &mut [f32], rows: impl Iterator<Item = (f32, &'a [f32])>) {
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let four: Vec<(f32, &[f32])> = rows.by_ref().take(4).collect();
        let common = four.iter().map(|(_, row)| row.len()).min().unwrap_or(0).min(target.len());
        if let [(a, one), (b, two), (c, three), (d, four)] = four.as_slice() {
            let both = one[..common].iter().zip(&two[..common]).zip(three[..common].iter().zip(&four[..common]));
            for (value, ((one, two), (three, four))) in target.iter_mut().zip(both) {
                *value += (a * one + b * two) + (c * three + d * four);
            }
            for (factor, row) in [(a, one), (b, two), (c, three), (d, four)] {
                add_row(&mut target[common..], *factor, row.get(common..).unwrap_or_default());
            }
        } else {
            for (factor, row) in four {
                add_row(target, factor, row);
            }
        }
    }
}

fn add_row(target: &mut [f32], factor: f32, row: &[f32]) {
    for (value, other) in target.iter_mut().zip(row) {
        *value += factor * other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `X^T X` of pseudo-random baskets, and something on the diagonal.
    fn counts(size: usize) -> Matrix {
        let mut matrix = Matrix::zeros(size);
        let mut state = 7_u32;
        for _ in 0..size * 4 {
            let items: Vec<usize> = (0..6)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 8) as usize % size
                })
                .collect();
            for one in &items {
                for other in &items {
                    let value = matrix.get(*one, *other) + 1.0;
                    matrix.set(*one, *other, value);
                }
            }
        }
        (0..size).for_each(|at| matrix.set(at, at, matrix.get(at, at) + 20.0));
        matrix
    }

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        for size in [1, 2, 63, 64, 65, 200] {
            let matrix = counts(size);
            let inverse = matrix.clone().inverse().expect("an inverse");
            for row in 0..size {
                for column in 0..size {
                    let value: f32 = (0..size).map(|k| matrix.get(row, k) * inverse.get(k, column)).sum();
                    let wanted = if row == column { 1.0 } else { 0.0 };
                    assert!((value - wanted).abs() < 1e-3, "{size}: {row}, {column}: {value}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_inverse_here() {
        for values in [[1.0, 2.0, 2.0, 1.0], [0.0, 0.0, 0.0, 1.0], [f32::NAN, 0.0, 0.0, 1.0]] {
            assert_eq!(Matrix { size: 2, values: values.to_vec() }.inverse(), None);
        }
        assert_eq!(Matrix::zeros(0).inverse(), Some(Matrix::zeros(0)));
    }
}
