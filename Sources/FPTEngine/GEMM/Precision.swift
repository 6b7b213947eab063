/// The numbers that matrix products multiply.
///
/// Sums, and everything that is no product, are 32-bit floating-point numbers in either case.
public enum Precision: String, Sendable, Hashable, CaseIterable {
  /// Operands as they are.
  case float32
  /// Operands rounded to bfloat16, as `vdpbf16ps` multiplies them: a sum that is denormal becomes zero.
  case bfloat16
}
