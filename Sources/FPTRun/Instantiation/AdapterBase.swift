import FPTLib
import FPTScript

/// The frozen model that an adapter was trained on, as the configuration of its cell says.
struct AdapterBase {
  private let adapter: ModelSpecification.Adapter
  private let configuration: CellConfiguration

  /// Nil for an adapter that does not say where it comes from.
  ///
  /// - Throws: `UnreadableBase` where what it says cannot be read.
  init?(of adapter: ModelSpecification.Adapter) throws {
    guard let base = adapter.base else { return nil }
    guard let configuration = CellConfiguration(json: base) else {
      throw UnreadableBase(adapter: adapter.name)
    }
    (self.adapter, self.configuration) = (adapter, configuration)
  }

  /// Makes sure that the parameters which the adapter does not have are those that it was trained with.
  ///
  /// - Throws: `ForeignBase` where they are others.
  func require(
    for cell: ResolvedCell, task: any SequenceTask, model: ModelSpecification
  ) throws {
    let parameters = SequenceClassifier.specifications(
      of: model.backbone, input: task.input, output: task.output)
    let isWhole = parameters.allSatisfy { !$0.isRead || adapter.shapes[$0.name] != nil }
    if isWhole { return }
    let identity = CellIdentity(of: cell, task: task, model: model)
    guard let own = CellConfiguration(json: identity.configuration) else {
      throw UnreadableBase(adapter: adapter.name)
    }
    // Values that are drawn, or of which only mean and standard deviation are kept, follow the seed.
    let isDrawn = model.initialization != .pretrained
    let differences = CellConfiguration.differences(from: configuration, to: own).filter {
      let isModel = $0.path == "model" || $0.path.hasPrefix("model.")
      return (isModel && !$0.path.hasPrefix("model.adapter") && !Self.isHarmless($0))
        || (isDrawn && $0.path == "seed")
    }
    guard differences.isEmpty else {
      throw ForeignBase(adapter: adapter.name, differences: differences)
    }
  }
}

extension AdapterBase {
  /// Whether a difference leaves the frozen parameters as they are.
  private static func isHarmless(_ difference: ConfigurationDifference) -> Bool {
    switch difference.path {
    case "model.accept": return true
    // More rows of a table do; a table that only one of the two has does not.
    case "model.positions":
      return [difference.from, difference.to].allSatisfy {
        AddedPositions(rawValue: $0)?.start == nil
      }
    default: return false
    }
  }
}

/// An adapter that was trained on other frozen parameters than it would be put on.
struct ForeignBase: Error, CustomStringConvertible {
  var adapter: String
  var differences: [ConfigurationDifference]

  var description: String {
    let what = differences.prefix(4).map {
      "`\($0.path)` was \(Self.short($0.from)) and is \(Self.short($0.to))"
    }
    return "the adapter \(adapter) was trained on another base: \(what.joined(separator: ", ")); "
      + "`accept: [adapter]` on the model puts it on this one all the same"
  }

  /// Digests are told apart by their first digits.
  private static func short(_ text: String) -> String {
    text.count == 64 && text.allSatisfy(\.isHexDigit) ? text.prefix(12) + "…" : text
  }
}

/// An adapter whose own account of its base is damaged.
struct UnreadableBase: Error, CustomStringConvertible {
  var adapter: String
  var description: String {
    "the adapter \(adapter) has metadata `configuration` that is no configuration of a cell"
  }
}

extension TensorSource {
  /// The configuration of the cell whose trained parameters `export` wrote; nil for any other file.
  func adapterConfiguration() throws -> String? {
    guard metadata.contains(where: { $0.key == "cell" }) else { return nil }
    let configuration = metadata.first { $0.key == "configuration" }?.value
    return configuration == "" ? nil : configuration
  }
}
