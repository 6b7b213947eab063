import HDF5

/// The meaning of an array's attributes for its numbers, as `xarray.open_dataset` reads them by default.
///
/// `_Unsigned`, `_FillValue`, `missing_value`, `scale_factor`, `add_offset` (NetCDF Users Guide, appendix A; CF conventions,
/// section 8.1), `dtype: bool` as xarray writes truth values, and `units` of dates. xarray passes over `valid_range` and its like; so
/// does this.
struct NetCDFConventions {
  /// A number of an attribute, with its type, which decides about the precision of what is computed.
  struct Number: Sendable, Hashable {
    var value: Double
    var type: NumberType
    var isFloat32: Bool { type.kind == .float && type.bytes == 4 }
    var isFloat64: Bool { type.kind == .float && type.bytes == 8 }
  }

  private var scale: Number?
  private var offset: Number?
  /// The fill values by attribute.
  private var fills: [(attribute: String, values: [Number])] = []
  private var unsigned: String?
  private var isBoolean = false
  private let name: String
  private let path: String

  /// Reads the attributes; the array's numbers are left alone.
  ///
  /// - Throws: `TaskError.malformedData` for an attribute that is not a number where one is expected, and for an array of dates.
  init(of dataset: Dataset, name: String, path: String) throws {
    self.name = name
    self.path = path
    scale = try number("scale_factor", of: dataset)
    offset = try number("add_offset", of: dataset)
    for attribute in ["missing_value", "_FillValue"] where try dataset.hasAttribute(attribute) {
      fills.append((attribute, try numbers(attribute, of: dataset)))
    }
    unsigned = try dataset.textAttribute("_Unsigned")
    isBoolean = try dataset.textAttribute("dtype") == "bool"
    if let units = try dataset.textAttribute("units"), Self.areDates(units) {
      throw failure(
        "the units", "of numbers", "`\(units)`, which xarray reads as dates",
        "delete the attribute `units` where the numbers themselves are meant")
    }
  }

  private static func areDates(_ units: String) -> Bool {
    let words = units.lowercased().split(separator: " ")
    guard words.count >= 3, words[1] == "since", let unit = words.first else { return false }
    let known = [
      "year", "month", "day", "hour", "hr", "h", "minute", "min", "second", "sec", "s",
      "millisecond", "msec", "ms", "microsecond", "us", "nanosecond", "ns", "d",
    ]
    return known.contains { unit == $0 || unit == $0 + "s" }
  }

  private func number(_ attribute: String, of dataset: Dataset) throws -> Number? {
    guard try dataset.hasAttribute(attribute) else { return nil }
    let found = try numbers(attribute, of: dataset)
    guard found.count == 1, let number = found.first else {
      throw failure(
        "the attribute `\(attribute)`", "one number", "\(found.count) numbers", Self.unpacking)
    }
    return number
  }

  private func numbers(_ attribute: String, of dataset: Dataset) throws -> [Number] {
    let found = try dataset.attribute(attribute)
    guard let type = try found.numberType() else {
      throw failure(
        "the attribute `\(attribute)`", "a number", "of another type", Self.unpacking)
    }
    let values: [Double] =
      switch try found.readNumbers(limit: 1_000) {
      // Written out: `Double.init` of a UInt64 may be the one that takes a bit pattern.
      case .signed(let values): values.map { Double($0) }
      case .unsigned(let values): values.map { Double($0) }
      case .floats(let values): values.map { Double($0) }
      case .doubles(let values): values
      }
    return values.map { Number(value: $0, type: type) }
  }

  /// Advice for attributes that are not understood here.
  private static let unpacking =
    "unpack it, as by `xarray.load_dataset(\"a.nc\").drop_encoding().to_netcdf(\"b.nc\")`"

  private func failure(
    _ what: String, _ expected: String, _ found: String, _ remedy: String
  ) -> TaskError {
    .malformedData(
      file: path, what: "\(what) of the array `\(name)`", expected: expected,
      found: "\(found); \(remedy)")
  }
}

extension NetCDFConventions {
  /// The numbers as xarray has them, then as 32-bit floats or 64-bit integers.
  ///
  /// - Throws: `TaskError.malformedData` for a missing value, with its indices, and for integers beyond 64 bits with a sign.
  func decode(
    _ numbers: Numbers, type: NumberType, shape: [Int]
  ) throws(TaskError) -> ArrayFile.Values {
    var values = ArrayFile.Values(shape: shape, elements: .integers([]), type: type.description)
    let (numbers, type, isReinterpreted) = reinterpreted(numbers, type)
    let precision = try precision(of: type)
    values.isUnpacked = isReinterpreted || isPacked
    if type.kind != .float {
      if scale != nil { values.packing.append("scale_factor") }
      if offset != nil { values.packing.append("add_offset") }
    }
    let missing = missingValues(isReinterpreted ? type : nil)
    switch numbers {
    case .floats(let floats):
      let decoded = try decode(floats, precision, missing, values) { ($0, Double($0)) }
      values.elements = .floats(decoded ?? floats)
    case .doubles(let doubles):
      let decoded = try decode(doubles, precision, missing, values) { (Float($0), $0) }
      values.elements = .floats(decoded ?? doubles.map { Float($0) })
    case .signed(let integers):
      let decoded = try decode(integers, precision, missing, values) { (Float($0), Double($0)) }
      values.elements = decoded.map { .floats($0) } ?? .integers(integers.map(truth))
    case .unsigned(let integers):
      let decoded = try decode(integers, precision, missing, values) { (Float($0), Double($0)) }
      if let place = integers.firstIndex(where: { $0 > UInt64(Int64.max) }), decoded == nil {
        throw .malformedData(
          file: path, what: "the number at \(values.position(place)) of the array `\(name)`",
          expected: "at most \(Int64.max)", found: "\(integers[place])")
      }
      values.elements =
        decoded.map { .floats($0) }
        ?? .integers(integers.map { truth(Int64(truncatingIfNeeded: $0)) })
    }
    return values
  }

  private var isPacked: Bool { scale != nil || offset != nil }

  private func truth(_ number: Int64) -> Int64 { isBoolean && number != 0 ? 1 : number }

  /// `_Unsigned` gives the same bits another meaning.
  private func reinterpreted(
    _ numbers: Numbers, _ type: NumberType
  ) -> (Numbers, NumberType, isChanged: Bool) {
    let unused = UInt64(64 - 8 * type.bytes)
    switch (numbers, unsigned) {
    case (.signed(let integers), "true"?) where type.kind == .signed:
      let bits = integers.map { (UInt64(bitPattern: $0) << unused) >> unused }
      return (.unsigned(bits), NumberType(kind: .unsigned, bytes: type.bytes), true)
    case (.unsigned(let integers), "false"?) where type.kind == .unsigned:
      let bits = integers.map { Int64(bitPattern: $0 << unused) >> Int64(unused) }
      return (.signed(bits), NumberType(kind: .signed, bytes: type.bytes), true)
    default: return (numbers, type, false)
    }
  }

  private enum Precision { case float32, float64 }

  /// The type in which xarray compares and computes, `_choose_float_dtype` of its `coding/variables.py`.
  private func precision(of type: NumberType) throws(TaskError) -> Precision {
    let narrow: Precision =
      type.kind == .float
      ? (type.bytes <= 4 ? .float32 : .float64)
      : type.bytes <= 2 ? .float32 : .float64
    guard isPacked else { return narrow }
    let fillNumbers = fills.flatMap(\.values)
    if type.kind == .float, !fillNumbers.isEmpty, fillNumbers.allSatisfy(\.value.isNaN) {
      // With no other fill value than NaN, xarray computes in the array's own type.
      guard type.bytes >= 4 else {
        throw failure("the type", "float32 or float64", "\(type)", Self.unpacking)
      }
      return narrow
    }
    if let scale, let offset, scale.type == offset.type, scale.isFloat32 {
      return type.kind != .float && type.bytes == 4 ? .float64 : .float32
    }
    if let scale, offset == nil {
      guard scale.isFloat32 || scale.isFloat64 else {
        throw failure(
          "the attribute `scale_factor`", "float32 or float64", "\(scale.type)", Self.unpacking)
      }
      return scale.isFloat32 ? .float32 : .float64
    }
    return .float64
  }

  /// Every number that stands for a missing one, and the attribute that says so.
  ///
  /// `_FillValue` takes part in what `_Unsigned` makes of the type, which is `reinterpreted`.
  private func missingValues(
    _ reinterpreted: NumberType?
  ) -> [(attribute: String, value: Double)] {
    fills.flatMap { fill in
      fill.values.filter { !$0.value.isNaN }.map { number in
        guard let type = reinterpreted, fill.attribute == "_FillValue",
          let integer = Int64(exactly: number.value)
        else { return (fill.attribute, number.value) }
        let unused = UInt64(64 - 8 * type.bytes)
        let bits = UInt64(bitPattern: integer) << unused
        return (
          fill.attribute,
          type.kind == .unsigned
            ? Double(bits >> unused) : Double(Int64(bitPattern: bits) >> Int64(unused))
        )
      }
    }
  }

  /// Refuses missing numbers, then unpacks; nil where nothing is packed.
  ///
  /// `convert` gives a number in both precisions.
  private func decode<Number>(
    _ numbers: [Number], _ precision: Precision, _ missing: [(attribute: String, value: Double)],
    _ values: ArrayFile.Values, _ convert: (Number) -> (Float, Double)
  ) throws(TaskError) -> [Float]? {
    func number(_ raw: Number) -> Double {
      let (narrow, wide) = convert(raw)
      return precision == .float32 ? Double(narrow) : wide
    }
    if !missing.isEmpty {
      for (place, raw) in numbers.enumerated() {
        let value = number(raw)
        guard let found = missing.first(where: { $0.value == value }) else { continue }
        throw .malformedData(
          file: path, what: "the number at \(values.position(place)) of the array `\(name)`",
          expected: "there", found: "missing: it is the array's \(found.attribute), \(raw)")
      }
    }
    guard isPacked else { return nil }
    // A product and a sum of two 32-bit floats, rounded from 64 bits, are those of 32-bit arithmetic (Figueroa 1995).
    func rounded(_ value: Double) -> Double { precision == .float32 ? Double(Float(value)) : value }
    return numbers.map { raw in
      var value = number(raw)
      if let scale { value = rounded(value * scale.value) }
      if let offset { value = rounded(value + offset.value) }
      return Float(value)
    }
  }
}
