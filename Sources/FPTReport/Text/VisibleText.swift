extension String {
  /// The text safe to print: control characters as their pictures, direction overrides left out.
  ///
  /// Titles, labels and prose come from files that others may have written; no byte of them may
  /// move the cursor, change colors or reorder a line.
  package var visible: String { visible(keeping: []) }

  /// The same, with line breaks and tabs left as they are: for texts of several lines.
  package var visibleLines: String { visible(keeping: ["\n", "\t"]) }

  private func visible(keeping kept: [Unicode.Scalar]) -> String {
    guard unicodeScalars.contains(where: Self.isUnprintable) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case _ where !Self.isUnprintable(scalar) || kept.contains(scalar): result.append(scalar)
      case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: result.append(" ")
      case 0..<0x20:
        if let picture = Unicode.Scalar(0x2400 + scalar.value) { result.append(picture) }
      case 0x7F: result.append("\u{2421}")
      case 0x80..<0xA0: result.append("\u{FFFD}")
      default: break
      }
    }
    return String(result)
  }

  private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0xFEFF: true
    default: false
    }
  }

  /// The text cut to a number of columns, its end replaced by `…` where it was longer.
  func truncated(toColumns limit: Int) -> String {
    guard DisplayWidth.of(self) > limit else { return self }
    guard limit > 0 else { return "" }
    var result = ""
    var width = 0
    for character in self {
      let next = width + DisplayWidth.of(character)
      if next > limit - 1 { break }
      result.append(character)
      width = next
    }
    return result + "…"
  }

  /// The text followed by spaces up to a number of columns.
  func padded(toColumns width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - DisplayWidth.of(self)))
  }

  /// The text preceded by spaces up to a number of columns.
  func paddedLeft(toColumns width: Int) -> String {
    String(repeating: " ", count: max(0, width - DisplayWidth.of(self))) + self
  }
}
