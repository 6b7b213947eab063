import FPTJSON
import FPTSchema
import FPTScript

/// A cell's stored configuration as values under the paths that experiment files use: `train.optimizer.lr`.
struct CellConfiguration: Sendable {
  /// Texts of values; a constructor stands under the path of what it makes.
  ///
  /// Defaults are left out.
  private(set) var values: [String: String] = [:]
  /// Constructors by the path of what they make.
  private var constructors: [String: String] = [:]

  /// Nil for text that is no configuration of this version.
  init?(json: String) {
    let root: JSONValue
    do { root = try JSONParser.parse(Array(json.utf8)) } catch { return nil }
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
    guard case .list(let stages)? = root["freezing"] else { return nil }
    values["freeze"] = JSONValue.list(stages).shown
    trainedTensors = stages.map { stage in
      guard case .object(let members) = stage, case .list(let names)? = members["trained"] else {
        return 0
      }
      return names.count
    }
  }

  private var trainedTensors: [Int] = []

  private mutating func add(_ tree: JSONValue, at path: String) {
    guard case .object(let members) = tree else {
      values[path] = tree.shown
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
    if let version = members["version"] { values["\(path).version"] = version.shown }
    for (name, value) in fields { add(value, at: "\(path).\(name)") }
  }

  /// The differences, in the order of paths.
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

  /// The schema's default of a value that the configuration leaves out.
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

  /// The constructor of the value at a path.
  ///
  /// A constructor with only defaults is left out.
  private func constructor(at path: String, _ schema: Schema) -> String? {
    if let known = constructors[path] { return known }
    let text = path.contains(".") ? defaultText(path, schema) : path
    return schema.fields(of: text) == nil ? nil : text
  }
}

extension JSONValue {
  /// The value as a text for comparison and for people.
  fileprivate var shown: String {
    switch self {
    case .null: return "(absent)"
    case .boolean(let value): return value ? "true" : "false"
    case .number(let text):
      guard let number else { return text }
      return Int(exactly: number).map(String.init) ?? Value.number(number).expressionText
    case .text(let value): return value
    case .list(let values): return "[" + values.map(\.shown).joined(separator: ", ") + "]"
    case .object(let members):
      return "{"
        + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.shown)" }
        .joined(separator: ", ") + "}"
    }
  }
}

/// One value in which two cells differ.
package struct ConfigurationDifference: Sendable, Hashable, Encodable {
  /// As experiment files write it: `train.optimizer.lr`, `freeze`, `task.length`.
  package var path: String
  package var from: String
  package var to: String
  package init(path: String, from: String, to: String) {
    self.path = path
    self.from = from
    self.to = to
  }
}
