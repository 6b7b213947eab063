import Foundation
import Testing

/// A table of cases with what scipy or statsmodels make of them, written by `Fixtures/make.py`.
struct ReferenceTable {
  /// The fields of each line.
  let rows: [[String]]

  init(_ name: String) throws {
    let path =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures/\(name).txt"
    rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.components(separatedBy: ";")
    }
  }
}

extension String {
  /// The numbers of a field.
  var numbers: [Double] { split(separator: " ").compactMap { Double($0) } }
}

/// The largest distance of two lists, each number to the scale of the larger one or to `least`; infinity where NaN stands beside a number
/// or the lists differ in length.
func distance(_ found: [Double], _ expected: [Double], least: Double = 1) -> Double {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { largest, pair in
    if pair.0.isNaN || pair.1.isNaN {
      return pair.0.isNaN && pair.1.isNaN ? largest : .infinity
    }
    return max(largest, abs(pair.0 - pair.1) / max(abs(pair.0), abs(pair.1), least))
  }
}

/// A generator of a few lines, which `make.py` has too (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
