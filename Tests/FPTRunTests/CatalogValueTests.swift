import FPTCatalog
import FPTLib
import FPTSchema
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Every entry of the catalog: what its schema says and what it makes are the same thing.
@Suite struct CatalogValueTests {
  private static let nowhere = TaskSources(
    assets: AssetStore(root: "/nonexistent"), baseFolder: ".")

  /// What an entry makes of some fields, in words that show every stored value; nil for one that needs files.
  private static func made(_ fields: FieldValues, _ role: ConstructorRole) throws -> String? {
    switch role {
    case .task:
      let task = try Catalog.current.task(fields.constructor)
      if task.declaration.fields.contains(where: \.isRequired) { return nil }
      guard try task.assets(of: fields).isEmpty
      else {
        // In an order of its own: that of a dictionary is no property of a shape.
        return try task.shape(of: fields).map { shape in
          var plain = shape
          plain.counts = [:]
          return "\(plain) \(TaskSplit.allCases.map { shape.counts[$0] ?? 0 })"
        }
      }
      return "\(try task.task(of: fields, from: nowhere))"
    case .model: return "\(try Catalog.current.model(fields.constructor).init(fresh: fields))"
    case .measure: return "\(try Catalog.current.measure(fields))"
    case .optimizer: return "\(try TrainingSettings.optimizer(fields))"
    case .schedule: return "\(try TrainingSettings.schedule(fields))"
    default: return nil
    }
  }

  /// Another value that a field may have; nil for a field that something else than the factory reads.
  private static func another(for field: FieldSchema) -> FieldContent? {
    switch (field.type, field.defaultValue) {
    case (.integer, .integer(let value)?):
      let larger = Double(value + 1)
      return .integer(field.range?.contains(larger) ?? true ? value + 1 : value - 1)
    case (.integer, nil): return .integer(Int(field.range?.lower ?? 1))
    case (.number, .number(let value)?): return .number(value / 2)
    case (.fraction, .number(let value)?): return .number(value == 0 ? 0.5 : value / 2)
    case (.fraction, nil): return .number(0.5)
    case (.boolean, .boolean(let value)?): return .boolean(!value)
    case (.symbol(let set), .symbol(let name)?):
      return set.members.first { $0 != name }.map { .symbol($0) }
    case (.list(.integer), nil): return .list([.integer(0)])
    case (.list(.text), .list?): return .list([.text("input")])
    case (.list(.symbol(let set)), .list(let values)?):
      return .list(set.members.filter { !values.contains(.symbol($0)) }.map { .symbol($0) })
    case (.either, .symbol?):
      return .call(FieldValues(of: "best", ["split": .symbol("validation")]))
    default: return nil
    }
  }

  /// A fresh transformer has no size of its own.
  private static func base(_ entry: ConstructorSchema) -> [String: FieldContent] {
    entry.role == .model && entry.name != "LSTM"
      ? ["layers": .integer(2), "width": .integer(24), "heads": .integer(3)] : [:]
  }

  private static let made: [ConstructorRole] = [.task, .model, .optimizer, .schedule, .measure]
  private static let entries: [ConstructorSchema] = Schema.current.constructors.filter {
    made.contains($0.role)
  }
  private static let tasks: [ConstructorSchema] = Schema.current.constructors(in: .task)

  @Test("there is an entry for every role")
  func everyRole() {
    for role in Self.made { #expect(!Schema.current.constructors(in: role).isEmpty, "\(role)") }
    #expect(Set(Self.entries.map(\.name)).count == Self.entries.count)
  }

  /// Fields whose values others read: the runner reads the order of examples, the place of weights and what is kept of curves.
  private static let readElsewhere: Set<String> = [
    "shuffle", "init", "adapter", "prefix", "accept", "positions", "weights", "LearningCurve.of",
    "length", "limit",
    // Of the three sets of images only the shape is made here.
    "CIFAR10.augment", "MNIST.size", "FashionMNIST.size",
  ]

  @Test(
    "each field changes what is made, and its default is what is made without it",
    arguments: entries)
  func fields(_ entry: ConstructorSchema) throws {
    let base = Self.base(entry)
    guard let plain = try Self.made(FieldValues(of: entry.name, base), entry.role) else { return }
    for field in entry.fields {
      if base[field.name] == nil, let value = field.defaultValue {
        let written = try Self.made(
          FieldValues(
            of: entry.name, base.merging([field.name: value.content]) { $1 }), entry.role)
        #expect(written == plain, "\(entry.name).\(field.name): its default is another value")
      }
      let isElsewhere =
        Self.readElsewhere.contains(field.name)
        || Self.readElsewhere.contains("\(entry.name).\(field.name)")
      guard !isElsewhere, base[field.name] == nil, let other = Self.another(for: field) else {
        continue
      }
      let changed = try? Self.made(
        FieldValues(of: entry.name, base.merging([field.name: other]) { $1 }), entry.role)
      #expect(changed != plain, "\(entry.name).\(field.name) is read by nobody")
    }
  }

  @Test("the values of Swift's initializers are the language's defaults")
  func swiftDefaults() throws {
    func fields(_ name: String) -> FieldValues { FieldValues(of: name) }
    #expect(try Self.made(fields("Adam"), .optimizer) == "\(Adam())")
    #expect(try Self.made(fields("LSTM"), .model) == "\(LSTM())")
    #expect(try Self.made(fields("StepsTo"), .measure) == "\(StepsTo())")
    #expect(try Self.made(fields("Throughput"), .measure) == "\(Throughput())")
    #expect(try Self.made(fields("AttentionMap"), .measure) == "\(AttentionMap())")
    #expect(try Self.made(fields("Activations"), .measure) == "\(Activations())")
    #expect(try Self.made(fields("Accuracy"), .measure) == "\(Accuracy())")
    #expect(try Self.made(fields("Loss"), .measure) == "\(Loss())")
    #expect(try Self.made(fields("BitXOR"), .task) == "\(BitXOR())")
    #expect(try Self.made(fields("BitMemory"), .task) == "\(BitMemory())")
    let settings = try TrainingSettings(FieldValues(of: "train"))
    #expect("\(settings)" == "\(TrainingSettings(steps: settings.steps))")
  }

  @Test("the shape without data is that of the task", arguments: tasks)
  func shapes(_ entry: ConstructorSchema) throws {
    let fields = FieldValues(of: entry.name)
    guard !entry.fields.contains(where: \.isRequired) else { return }
    let task = try Catalog.current.task(entry.name)
    let sources = TaskSources(
      assets: try AssetStore(environment: ProcessInfo.processInfo.environment), baseFolder: ".")
    do {
      let made = try task.task(of: fields, from: sources)
      #expect(made.name == entry.name)
      if let shape = try task.shape(of: fields) { #expect(shape == TaskShape(of: made)) }
    } catch is AssetError {
      // Its data are not here; of those that are, the shape is compared.
      _ = try task.shape(of: fields)
    }
  }

  @Test("configurations and names belong to one model each")
  func modelTypes() {
    let types = declaredModels.flatMap { $0.modelTypes + $0.architectures }
    #expect(Set(types).count == types.count)
    #expect(declaredModels.count { $0.readsOtherArchitectures } == 1)
    #expect(declaredPlotKindNames == Set(["plot", "map", "budget"]))
  }

  private var declaredPlotKindNames: Set<String> {
    Set(
      Schema.current.constructors.compactMap {
        if case .drawn(let plot)? = $0.measure { plot.kind } else { nil }
      })
  }
}

extension SchemaValue {
  /// The value as a file would give it.
  fileprivate var content: FieldContent {
    switch self {
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .boolean(let value): .boolean(value)
    case .text(let value): .text(value)
    case .symbol(let value): .symbol(value)
    case .list(let values): .list(values.map(\.content))
    case .call(let name): .call(FieldValues(of: name))
    }
  }
}
