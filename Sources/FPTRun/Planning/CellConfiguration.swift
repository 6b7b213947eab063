import FPTSchema
import FPTScript
import Foundation

/// A cell's stored configuration as values under the paths that experiment files use: `train.optimizer.lr`.
struct CellConfiguration: Sendable {
  /// Texts of values; a constructor stands under the path of what it makes. Defaults are left out.
  private(set) var values: [String: String] = [:]
  /// Constructors by the path of what they make.
  private var constructors: [String: String] = [:]

  /// Nil for text that is no configuration of this version.
  init?(json: String) {
    guard let tree = try? JSONDecoder().decode(Tree.self, from: Data(json.utf8)),
      case .object(let root) = tree
    else { return nil }
    for part in ["task", "model"] {
      guard case .object(let members)? = root[part] else { return nil }
      if let definition = members["definition"] { add(definition, at: part) }
      if let data = members["data"] { add(data, at: "\(part).data") }
      if let weights = members["weights"] { add(weights, at: "\(part).weights") }
      if let adapter = members["adapter"] { add(adapter, at: "\(part).adapter") }
    }
    if let train = root["train"] { add(train, at: "train") }
    if let engine = root["engine"] { add(engine, at: "engine") }
    for name in ["seed", "keep", "curves", "best", "best_version"] {
      if let value = root[name] { add(value, at: name) }
    }
    guard case .array(let phases)? = root["freezing"] else { return nil }
    values["freeze"] = Tree.array(phases).text
    trainedTensors = phases.map { phase in
      guard case .object(let members) = phase, case .array(let names)? = members["trained"] else {
        return 0
      }
      return names.count
    }
  }

  private var trainedTensors: [Int] = []

  private mutating func add(_ tree: Tree, at path: String) {
    guard case .object(let members) = tree else {
      values[path] = tree.text
      return
    }
    guard case .text(let constructor)? = members["constructor"],
      case .object(let fields)? = members["fields"]
    else {
      for (name, value) in members { add(value, at: "\(path).\(name)") }
      return
    }
    values[path] = constructor
    constructors[path] = constructor
    if let version = members["version"] { values["\(path).version"] = version.text }
    for (name, value) in fields { add(value, at: "\(path).\(name)") }
  }

  /// What differs, in the order of paths.
  static func differences(
    from old: CellConfiguration, to new: CellConfiguration, schema: Schema = .current
  ) -> [ConfigurationDifference] {
    let paths = Set(old.values.keys).union(new.values.keys).sorted()
    return paths.compactMap { path in
      guard old.values[path] != new.values[path] else { return nil }
      if path == "freeze" {
        return ConfigurationDifference(path: path, from: old.policyText, to: new.policyText)
      }
      let before = old.values[path] ?? old.defaultText(path, schema)
      let after = new.values[path] ?? new.defaultText(path, schema)
      return before == after ? nil : ConfigurationDifference(path: path, from: before, to: after)
    }
  }

  private var policyText: String {
    trainedTensors.map { "\($0) trained tensors" }.joined(separator: ", then ")
  }

  /// What a value is where the configuration leaves it out: the schema's default.
  private func defaultText(_ path: String, _ schema: Schema) -> String {
    guard let dot = path.lastIndex(of: "."),
      let owner = constructor(at: String(path[..<dot]), schema)
    else { return "(absent)" }
    let name = path[dot...].dropFirst()
    if name == "version" { return schema.fields(of: owner).map { "\($0.version)" } ?? "(absent)" }
    guard let field = schema.fields(of: owner)?.fields.first(where: { $0.name == name }),
      let value = field.defaultValue
    else { return "(absent)" }
    if case .call(let constructor) = value { return constructor }
    return value.expressionText
  }

  /// What makes the value at a path; a constructor with all its defaults is itself left out.
  private func constructor(at path: String, _ schema: Schema) -> String? {
    if let known = constructors[path] { return known }
    let text = path.contains(".") ? defaultText(path, schema) : path
    return schema.fields(of: text) == nil ? nil : text
  }

  /// JSON as it is compared.
  private indirect enum Tree: Decodable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case array([Tree])
    case object([String: Tree])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .boolean(value)
      } else if let value = try? container.decode(Int.self) {
        self = .integer(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = .text(value)
      } else if let value = try? container.decode([Tree].self) {
        self = .array(value)
      } else {
        self = .object(try container.decode([String: Tree].self))
      }
    }

    var text: String {
      switch self {
      case .null: "(absent)"
      case .boolean(let value): value ? "true" : "false"
      case .integer(let value): String(value)
      case .number(let value): Value.number(value).expressionText
      case .text(let value): value
      case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
      case .object(let members):
        "{"
          + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
          .joined(separator: ", ") + "}"
      }
    }
  }
}

/// One value in which two cells differ.
public struct ConfigurationDifference: Sendable, Hashable, Encodable {
  /// As experiment files write it: `train.optimizer.lr`, `freeze`, `task.length`.
  public var path: String
  public var from: String
  public var to: String
  public init(path: String, from: String, to: String) {
    self.path = path
    self.from = from
    self.to = to
  }
}
