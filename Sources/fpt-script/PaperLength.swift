import ArgumentParser

/// A length on paper: `85mm`, `17cm`, `3.3in`.
struct PaperLength: ExpressibleByArgument {
  let millimeters: Double

  private static let units = [("mm", 1.0), ("cm", 10), ("in", 25.4)]

  /// Nil for what is no length between one and a hundred centimeters.
  init?(argument: String) {
    guard let (unit, size) = Self.units.first(where: { argument.hasSuffix($0.0) }),
      let number = Double(argument.dropLast(unit.count)), (10...1000).contains(number * size)
    else { return nil }
    millimeters = number * size
  }
}
