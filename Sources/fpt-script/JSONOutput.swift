import Foundation

/// The output of commands with `--json`: one value with sorted keys and a line break at the end.
enum JSONOutput {
  static func print(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // JSON has no such numbers; what is not finite is a result all the same.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    Terminal.print(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }
}
