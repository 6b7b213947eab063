/// A bar that a row is held to: a ratio of two times of one run, or a peak of memory.
struct Bar {
  enum Quantity {
    case ratio(Contender, Contender)
    /// Bytes of the process.
    case memory(Contender)
  }

  /// The names of the cases that it is for.
  var rows: [String]
  var quantity: Quantity
  /// At least so much for a ratio, at most so much for memory.
  var bound: Double
  /// Whether the bound is the most rather than the least.
  var isCeiling = false
  /// Which processors it is for.
  var processors: Processors

  /// Processors that a bar was set for.
  enum Processors: String {
    case any = "any"
    case avx512 = "with AVX-512 (set on Zen 5)"
    case bfloat16 = "with AVX512_BF16 (set on Zen 5)"
    case noBfloat16 = "without AVX512_BF16"

    /// Whether the kernels in use are of this kind.
    func include(_ conditions: Conditions) -> Bool {
      let isWide = conditions.kernels.hasPrefix("AVX-512")
      let hasInstruction = conditions.kernels.hasSuffix("BF16")
      return switch self {
      case .any: true
      case .avx512: isWide
      case .bfloat16: hasInstruction
      case .noBfloat16: !hasInstruction
      }
    }
  }

  /// How a row stands to the bar.
  struct Verdict: Codable {
    var row: String
    /// What is compared.
    var what: String
    var bound: String
    var reached: String
    var isMet: Bool
    /// The processors that the bar was set for.
    var processors: String
  }

  /// Nil where the bar is not for the row or these kernels, or something was not measured.
  func verdict(on row: StepRow, _ conditions: Conditions) -> Verdict? {
    guard rows.contains(row.row.name), processors.include(conditions) else { return nil }
    let (what, value): (String, Double?) =
      switch quantity {
      case .ratio(let one, let other):
        ("\(one.rawValue) / \(other.rawValue)", row.ratio(one, other))
      case .memory(let one): ("memory of \(one.rawValue), GB", row[one].peakBytes.map { $0 / 1e9 })
      }
    guard let value else { return nil }
    return Verdict(
      row: row.row.name, what: what, bound: (isCeiling ? "≤ " : "≥ ") + "\(bound)",
      reached: value.text(2), isMet: isCeiling ? value <= bound : value >= bound,
      processors: processors.rawValue)
  }
}
