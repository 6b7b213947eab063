import FPTLib

/// A difference between two trees of results, other than in the values of variables.
package struct FormDifference: Sendable, Hashable, Encodable {
  /// From the root of the trees: `@message`, `weights/frozen@sha256`, `curves/test/loss@units`.
  package var place: String
  /// The element of the first tree; nil if it has none.
  package var from: String?
  package var to: String?
  package var isOfAttribute = false

  /// The most differences that are kept.
  private static let most = 100

  enum CodingKeys: String, CodingKey { case place, from, to }

  /// Attributes first, then the types and dimensions of variables, then groups; at most a hundred.
  package static func all(from a: ResultGroup, to b: ResultGroup) -> [FormDifference] {
    var found: [FormDifference] = []
    compare(a, b, at: "", into: &found)
    return Array(found.prefix(most))
  }

  private static func compare(
    _ a: ResultGroup, _ b: ResultGroup, at path: String, into found: inout [FormDifference]
  ) {
    compare(a.attributes, b.attributes, at: path, into: &found)
    let prefix = path.isEmpty ? "" : path + "/"
    let variables = pairs(a.variables, b.variables, by: \.name)
    for (name, old, new) in variables where found.count < most {
      if old?.form != new?.form {
        found.append(FormDifference(place: prefix + name, from: old?.form, to: new?.form))
      }
      guard let old, let new else { continue }
      compare(old.attributes, new.attributes, at: prefix + name, into: &found)
    }
    for (name, old, new) in pairs(a.groups, b.groups, by: \.name) where found.count < most {
      guard let old, let new else {
        let form = "a group"
        found.append(
          FormDifference(
            place: prefix + name, from: old == nil ? nil : form, to: new == nil ? nil : form))
        continue
      }
      compare(old.group, new.group, at: prefix + name, into: &found)
    }
  }

  private static func compare(
    _ a: [ResultAttribute], _ b: [ResultAttribute], at path: String,
    into found: inout [FormDifference]
  ) {
    for (name, old, new) in pairs(a, b, by: \.name) where old?.value != new?.value {
      found.append(
        FormDifference(
          place: "\(path)@\(name)", from: old?.value.shown, to: new?.value.shown,
          isOfAttribute: true))
    }
  }

  /// Elements of two lists by their names, in the order in which they appear.
  private static func pairs<Element>(
    _ a: [Element], _ b: [Element], by name: (Element) -> String
  ) -> [(String, Element?, Element?)] {
    let others = Dictionary(b.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
    let known = Set(a.map(name))
    return a.map { (name($0), $0, others[name($0)]) }
      + b.filter { !known.contains(name($0)) }.map { (name($0), nil, $0) }
  }
}

extension ResultVariable {
  /// Type and dimensions, as in `float64 (step 3)`.
  fileprivate var form: String {
    let type =
      switch values {
      case .float32: "float32"
      case .float64: "float64"
      case .int64: "int64"
      case .int8: "int8"
      case .texts: "text"
      }
    let sizes = zip(dimensions, shape).map { "\($0) \($1)" }
    return sizes.isEmpty ? type : "\(type) (\(sizes.joined(separator: ", ")))"
  }
}

extension ResultAttribute.Value {
  /// The value as one text.
  var shown: String {
    switch self {
    case .text(let text): text
    case .integer(let integer): "\(integer)"
    case .number(let number): "\(number)"
    case .texts(let texts): texts.joined(separator: " ")
    case .integers(let integers): integers.map { "\($0)" }.joined(separator: " ")
    }
  }
}
