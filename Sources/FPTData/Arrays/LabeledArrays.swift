/// Inputs and labels of one split of the user's own, checked by themselves and against each other.
struct LabeledArrays: Sendable {
  enum Inputs: Sendable {
    /// [count, tokens, width].
    case vectors([Float], width: Int)
    /// [count, tokens], none negative.
    case symbols([Int32])
  }

  let count: Int
  let tokens: Int
  /// Labels of an example.
  let predictions: Int
  private let inputs: Inputs
  /// [count, predictions], none negative.
  private let labels: [Int32]
  /// True if attributes of netCDF changed the numbers of the file.
  let isUnpacked: Bool
  private let names: Tensors.Arrays
  private let file: String

  /// Reads both arrays.
  ///
  /// - Throws: `TaskError` for shapes or types that are no inputs or labels, for another number of the one than of the other, for numbers
  /// that are not finite, and for negative symbols and labels.
  init(_ names: Tensors.Arrays, in arrayFile: ArrayFile) throws(TaskError) {
    self.names = names
    file = arrayFile.path
    let input = try NamedArray(names.inputs, in: arrayFile)
    switch input.shape.count {
    case 3: inputs = .vectors(try input.finiteFloats(), width: input.shape[2])
    case 2 where input.isOfIntegers: inputs = .symbols(try input.naturalNumbers("the symbol"))
    default:
      throw input.mismatch(
        "", expected: "[examples, tokens, width] numbers or [examples, tokens] integers",
        found: input.summary + input.packingRemedy)
    }
    let label = try NamedArray(names.labels, in: arrayFile)
    guard label.isOfIntegers, 1...2 ~= label.shape.count else {
      throw label.mismatch(
        "", expected: "[examples] or [examples, predictions] integers",
        found: label.summary + label.labelRemedy)
    }
    labels = try label.naturalNumbers("the label")
    guard label.shape[0] == input.shape[0] else {
      throw label.mismatch(
        "the length of ", expected: "\(input.shape[0]), the length of `\(names.inputs)`",
        found: "\(label.shape[0])")
    }
    isUnpacked = input.values.isUnpacked || label.values.isUnpacked
    count = input.shape[0]
    tokens = input.shape[1]
    predictions = label.shape.dropFirst().first ?? 1
  }

  /// Numbers of a token; nil for symbols.
  var width: Int? {
    if case .vectors(_, let width) = inputs { width } else { nil }
  }

  /// −1 for vectors.
  var largestSymbol: Int {
    if case .symbols(let symbols) = inputs { Int(symbols.max() ?? -1) } else { -1 }
  }

  var largestLabel: Int { Int(labels.max() ?? -1) }

  /// Throws unless an example has the shape of another split's.
  func requireShape(of other: LabeledArrays) throws(TaskError) {
    let (expected, found) = (other.shape, shape)
    guard expected.inputs == found.inputs else {
      throw mismatch(
        names.inputs, "an example of", "\(expected.inputs), as in `\(other.names.inputs)`",
        found.inputs)
    }
    guard expected.labels == found.labels else {
      throw mismatch(
        names.labels, "an example of", "\(expected.labels), as in `\(other.names.labels)`",
        found.labels)
    }
  }

  private var shape: (inputs: String, labels: String) {
    (width.map { "\(tokens) tokens of \($0)" } ?? "\(tokens) symbols", "\(predictions) labels")
  }

  /// Throws unless all symbols are below a vocabulary's size.
  func require(symbolsBelow vocabulary: Int) throws(TaskError) {
    guard largestSymbol >= vocabulary else { return }
    throw mismatch(
      names.inputs, "the largest symbol of", "below the vocabulary, \(vocabulary)",
      "\(largestSymbol)")
  }

  /// Throws unless all labels are below the number of classes.
  func require(labelsBelow classes: Int) throws(TaskError) {
    guard largestLabel >= classes else { return }
    throw mismatch(
      names.labels, "the largest label of", "below the number of classes, \(classes)",
      "\(largestLabel)")
  }

  private func mismatch(
    _ name: String, _ what: String, _ expected: String, _ found: String
  ) -> TaskError {
    .malformedData(file: file, what: "\(what) `\(name)`", expected: expected, found: found)
  }

  func write(_ index: Int, to example: ExampleSlot) {
    switch inputs {
    case .vectors(let values, let width):
      let size = tokens * width
      for place in 0..<size { example.vectors[place] = values[index * size + place] }
    case .symbols(let values):
      for place in 0..<tokens { example.symbols[place] = values[index * tokens + place] }
    }
    for place in 0..<predictions { example.labels[place] = labels[index * predictions + place] }
  }
}

/// An array on its way to being inputs or labels.
private struct NamedArray {
  let name: String
  let file: String
  let values: ArrayFile.Values
  var shape: [Int] { values.shape }

  init(_ name: String, in file: ArrayFile) throws(TaskError) {
    self.name = name
    self.file = file.path
    values = try file.read(name)
    guard !shape.isEmpty, !shape.contains(where: { $0 < 1 }) else {
      throw mismatch("", expected: "an array of at least one example", found: summary)
    }
  }

  var isOfIntegers: Bool {
    if case .integers = values.elements { true } else { false }
  }

  /// Type and shape in words, such as `float32 of shape [100, 8, 3]`.
  var summary: String { "\(values.type) of shape \(shape)" }

  /// Advice for integers that are floats by their attributes.
  var packingRemedy: String {
    if values.packing.isEmpty { return "" }
    let isOne = values.packing.count == 1
    let named = values.packing.map { "`\($0)`" }.joined(separator: " and ")
    return "; the \(isOne ? "attribute \(named) makes" : "attributes \(named) make") floats of it, "
      + "as xarray has it: delete \(isOne ? "it" : "them") where the numbers themselves are meant"
  }

  /// Converts floats to labels if they are whole numbers.
  var labelRemedy: String {
    if !values.packing.isEmpty { return packingRemedy }
    guard case .floats(let floats) = values.elements,
      floats.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 1e6 })
    else { return "" }
    let width = shape.count == 2 ? shape[1] : 1
    let isOneHot =
      width > 1 && floats.allSatisfy { $0 == 0 || $0 == 1 }
      && stride(from: 0, to: floats.count, by: width).allSatisfy {
        floats[$0..<min($0 + width, floats.count)].count { $0 == 1 } == 1
      }
    return isOneHot
      ? "; they are one-hot: store `labels.argmax(1)`"
      : "; they are whole numbers: store `labels.astype(\"int64\")`"
  }

  func mismatch(_ what: String, expected: String, found: String) -> TaskError {
    .malformedData(
      file: file, what: "\(what)the array `\(name)`", expected: expected, found: found)
  }

  /// The numbers as floats, all of them finite.
  func finiteFloats() throws(TaskError) -> [Float] {
    switch values.elements {
    case .integers(let integers): return integers.map { Float($0) }
    case .floats(let floats):
      if let place = floats.firstIndex(where: { !$0.isFinite }) {
        throw mismatch(
          "the number at \(values.position(place)) of ", expected: "finite as a 32-bit float",
          found: "\(floats[place])")
      }
      return floats
    }
  }

  /// Integers from 0 to the largest 32-bit one; none for floats.
  func naturalNumbers(_ noun: String) throws(TaskError) -> [Int32] {
    guard case .integers(let integers) = values.elements else { return [] }
    if let place = integers.firstIndex(where: { $0 < 0 || $0 >= Int64(Int32.max) }) {
      throw mismatch(
        "\(noun) at \(values.position(place)) of ", expected: "from 0 to \(Int32.max - 1)",
        found: "\(integers[place])")
    }
    return integers.map { Int32(truncatingIfNeeded: $0) }
  }
}
