/// The logarithm of the gamma function for numbers above 0: the recurrence, then Stirling's series (<https://dlmf.nist.gov/5.11>).
pub(super) fn ln_gamma(mut x: f64) -> f64 {
    let mut product = 1.0;
    while x < 8.0 {
        product *= x;
        x += 1.0;
    }
    let (y, square) = (1.0 / x, 1.0 / (x * x));
    let series = y * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - f64::ln(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_logarithm_of_factorials_and_of_the_root_of_pi() {
        let mut factorial = 0.0_f64;
        for n in 1..200 {
            factorial += f64::from(n).ln();
            let off = (ln_gamma(f64::from(n) + 1.0) - factorial).abs();
            assert!(off < 1e-8, "{n}: {off}");
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-9);
    }
}
