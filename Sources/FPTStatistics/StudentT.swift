/// Student's t distribution for whole degrees of freedom, with + − × ÷ √ alone (Abramowitz and Stegun 1964, 26.7.3 and 26.5.4).
package enum StudentT {
  /// The probability that |T| is above |t|: the p value of a two-sided test.
  ///
  /// Right to some 10⁻¹³ of itself. NaN for no degree of freedom.
  ///
  /// - Complexity: O(degrees of freedom).
  package static func twoSidedTail(_ t: Double, degreesOfFreedom: Int) -> Double {
    guard degreesOfFreedom >= 1, !t.isNaN else { return .nan }
    let freedom = Double(degreesOfFreedom)
    let t = abs(t)
    guard t < 1e150 else { return 0 }
    let share = freedom / (freedom + t * t)
    // Of a small tail, 1 − the rest would keep few digits.
    return t > 1
      ? tailSeries(share, degreesOfFreedom)
      : 1 - inside(t, degreesOfFreedom, squaredCosine: share)
  }

  /// The probability that T is at most t.
  package static func cumulative(_ t: Double, degreesOfFreedom: Int) -> Double {
    upperTail(-t, degreesOfFreedom: degreesOfFreedom)
  }

  /// The probability that T is above t: the p value of a one-sided test.
  package static func upperTail(_ t: Double, degreesOfFreedom: Int) -> Double {
    let half = twoSidedTail(t, degreesOfFreedom: degreesOfFreedom) / 2
    return t < 0 ? 1 - half : half
  }

  /// The t that |T| exceeds with probability 1 − `confidence`: 4.303 for 0.95 and two degrees of freedom.
  ///
  /// NaN where the confidence is not between 0 and 1 or there is no degree of freedom.
  ///
  /// - Complexity: a fixed number of halvings, each O(degrees of freedom).
  package static func criticalValue(confidence: Double, degreesOfFreedom: Int) -> Double {
    guard degreesOfFreedom >= 1, confidence > 0, confidence < 1 else { return .nan }
    let tail = 1 - confidence
    return Bisection.root(where: { twoSidedTail($0, degreesOfFreedom: degreesOfFreedom) <= tail })
  }

  /// P(|T| < t) as a finite sum of powers of cos θ, where tan θ = t / √ν.
  private static func inside(
    _ t: Double, _ degreesOfFreedom: Int, squaredCosine: Double
  ) -> Double {
    let freedom = Double(degreesOfFreedom)
    let sine = t / (freedom + t * t).squareRoot()
    let isOdd = degreesOfFreedom % 2 == 1
    // Even ν: sin θ (1 + ½ cos² θ + 1·3/(2·4) cos⁴ θ + …); odd ν: θ + sin θ cos θ (1 + ⅔ cos² θ + …).
    var (sum, term) = (0.0, 1.0)
    var order = isOdd ? 1 : 0
    while order <= degreesOfFreedom - 2 {
      sum += term
      term *= squaredCosine * Double(order + 1) / Double(order + 2)
      order += 2
    }
    guard isOdd else { return sine * sum }
    let angle = Arctangent.of(t / freedom.squareRoot())
    return (angle + sine * squaredCosine.squareRoot() * sum) * 2 / Double.pi
  }

  /// P(|T| > t) as the incomplete beta function of x = ν / (ν + t²) at ν/2 and ½, by its power series.
  private static func tailSeries(_ x: Double, _ degreesOfFreedom: Int) -> Double {
    let a = Double(degreesOfFreedom) / 2
    // B(½, ½) = π and B(1, ½) = 2, and from there up by twos.
    var factor = degreesOfFreedom % 2 == 1 ? x.squareRoot() / Double.pi : x / 2
    var order = degreesOfFreedom % 2 == 1 ? 0.5 : 1
    while order < a {
      factor *= x * (order + 0.5) / order
      order += 1
    }
    var (sum, term) = (0.0, 1.0)
    // All terms are positive and fall faster than those of a geometric series of x.
    var n = 0.0
    while term > sum * (1 - x) * 1e-18 {
      sum += term / (a + n)
      term *= x * (n + 0.5) / (n + 1)
      n += 1
    }
    return factor * sum
  }
}
