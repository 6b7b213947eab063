import FPTLib
import OrderedCollections

/// The differences between two records of a cell.
///
/// Numbers are compared bit by bit, and all NaNs are equal.
package struct CellDifference: Sendable, Hashable, Encodable {
  /// Two values of one quantity.
  package struct Values: Sendable, Hashable, Encodable {
    /// `train.loss`, `accuracy`, `Confusion/value[3]`.
    package var name: String
    /// The step, for a curve.
    package var step: Int64?
    /// Nil where that record has none.
    package var from: Double?
    package var to: Double?
    /// Largest absolute difference of the quantity; nil where it cannot be said.
    package var largest: Double?
  }

  package struct Weights: Sendable, Hashable, Encodable {
    /// Tensors that differ, or that one of the two lacks.
    package var tensors: Int
    package var all: Int
    /// The tensor with the largest absolute difference.
    package var name: String
    package var largest: Double?
  }

  /// States, where they differ.
  package var states: [String]?
  package var configuration: [ConfigurationDifference]
  /// For each curve that differs, the first step where it does; the earliest first.
  package var curves: [Values]
  package var measures: [Values]
  package var weights: Weights?
  /// Other differences: messages, references to frozen weights, units, the order of measures.
  package var others: [FormDifference]

  /// Nil where the records hold the same.
  package init?(from a: CellRecord, to b: CellRecord) {
    let isSame = ContentDigest(of: a.content) == ContentDigest(of: b.content)
    if isSame, a.hash == b.hash { return nil }
    states = a.state == b.state ? nil : [a.state.rawValue, b.state.rawValue]
    configuration = []
    if let old = CellConfiguration(json: a.configuration),
      let new = CellConfiguration(json: b.configuration)
    {
      configuration = CellConfiguration.differences(from: old, to: new)
    }
    curves = CurveComparison.differences(a.curves, b.curves)
    measures = MeasureComparison.differences(a.measures, b.measures)
    weights = Weights(a.trained, b.trained)
    let isExplained =
      states != nil || !configuration.isEmpty || !curves.isEmpty || !measures.isEmpty
      || weights != nil
    // Of state and configuration the above tells, and of sizes and missing parts, where it tells of values.
    others =
      isSame
      ? []
      : FormDifference.all(from: a.content, to: b.content).filter { difference in
        difference.place != "@state" && difference.place != "@configuration"
          && (!isExplained || difference.isOfAttribute)
      }
  }
}

extension CellDifference.Weights {
  fileprivate init?(_ a: [ResultVariable], _ b: [ResultVariable]) {
    let others = OrderedDictionary(b.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let own = OrderedSet(a.map(\.name))
    var differing = Array(others.keys.subtracting(own))
    var largest: Double?
    var name = differing.first ?? ""
    for variable in a {
      guard let other = others[variable.name] else {
        differing.append(variable.name)
        if name.isEmpty { name = variable.name }
        continue
      }
      guard variable.shape != other.shape || variable.valuesDiffer(from: other) else { continue }
      differing.append(variable.name)
      let difference = variable.values.largestDifference(from: other.values)
      if largest == nil || (difference ?? 0) > (largest ?? 0) || name.isEmpty {
        (largest, name) = (difference, variable.name)
      }
    }
    if differing.isEmpty { return nil }
    self.init(
      tensors: differing.count, all: own.union(others.keys).count, name: name, largest: largest)
  }
}

extension ResultVariable {
  fileprivate func valuesDiffer(from other: ResultVariable) -> Bool {
    switch (values, other.values) {
    // NaN is NaN here, and differs from nothing.
    case (.float32(let a), .float32(let b)):
      a.count != b.count || zip(a, b).contains { !Bits.areSame(Double($0), Double($1)) }
    case (.float64(let a), .float64(let b)):
      a.count != b.count || zip(a, b).contains { !Bits.areSame($0, $1) }
    default: values != other.values
    }
  }
}

/// Equality of results: of bits, with one NaN.
enum Bits {
  static func areSame(_ a: Double, _ b: Double) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }
}

extension ResultVariable.Values {
  /// Elements as numbers; nil for texts.
  var numbers: [Double]? {
    switch self {
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .int64(let values): values.map(Double.init)
    case .int8(let values): values.map(Double.init)
    case .texts: nil
    }
  }

  /// Largest absolute difference of elements; nil where counts or types forbid it, or where it is no number.
  func largestDifference(from other: ResultVariable.Values) -> Double? {
    guard let a = numbers, let b = other.numbers, a.count == b.count else { return nil }
    let differences = zip(a, b).map { Bits.areSame($0, $1) ? 0 : abs($0 - $1) }
    return differences.contains(where: \.isNaN) ? nil : differences.max()
  }
}
