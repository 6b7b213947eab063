import FPTFigures
import FPTLib
import FPTSchema

/// Everything that experiment files can call, as values: each knows its schema, what it needs, and how it is made.
///
/// Entries are the types of FPTData, FPTModels, FPTTraining and FPTMeasures that conform to `DeclaredTask` and its like. They are found
/// when their targets are compiled, so that a new one is its own file and nothing else.
package struct Catalog: Sendable {
  private let tasks: [String: any DeclaredTask.Type]
  private let models: [String: any DeclaredModel.Type]
  private let measures: [String: any DeclaredMeasure.Type]
  /// The schema of the language, from all entries.
  package let schema: Schema

  /// Everything that is known here.
  package static let current = Catalog(
    tasks: declaredTasks, models: declaredModels, measures: declaredMeasures,
    optimizers: declaredOptimizers.map { $0.declaration },
    schedules: declaredSchedules.map { $0.declaration })

  private init(
    tasks: [any DeclaredTask.Type], models: [any DeclaredModel.Type],
    measures: [any DeclaredMeasure.Type], optimizers: [ConstructorSchema],
    schedules: [ConstructorSchema]
  ) {
    func byName<Entry>(
      _ entries: [Entry], _ declaration: (Entry) -> ConstructorSchema
    ) -> [String: Entry] {
      Dictionary(
        entries.map { (declaration($0).name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    self.tasks = byName(tasks) { $0.declaration }
    self.models = byName(models) { $0.declaration }
    self.measures = byName(measures) { $0.declaration }
    func sorted(_ declarations: [ConstructorSchema]) -> [ConstructorSchema] {
      declarations.sorted { $0.name < $1.name }
    }
    schema = Schema(
      kinds: Schema.kinds(
        train: TrainingSettings.fields, table: TableFields.all, plot: PlotFields.all),
      constructors: sorted(tasks.map { $0.declaration }) + sorted(models.map { $0.declaration })
        + sorted(optimizers) + sorted(schedules) + sorted(measures.map { $0.declaration })
        + [MeasuredSnapshot.constructor] + TableFields.constructors,
      groups: ParameterGroup.schemas, plots: PlotKinds.choices)
  }

  /// The task that a call names.
  ///
  /// - Throws: `UnknownConstructor`.
  package func task(_ name: String) throws(UnknownConstructor) -> any DeclaredTask.Type {
    guard let entry = tasks[name] else { throw UnknownConstructor(kind: "task", name: name) }
    return entry
  }

  /// The model that a call names.
  ///
  /// - Throws: `UnknownConstructor`.
  package func model(_ name: String) throws(UnknownConstructor) -> any DeclaredModel.Type {
    guard let entry = models[name] else { throw UnknownConstructor(kind: "model", name: name) }
    return entry
  }

  /// The measure of a call.
  ///
  /// - Throws: `UnknownConstructor`, or `UnexpectedValue` for a field that the checker lets nobody write.
  package func measure(_ fields: FieldValues) throws -> any DeclaredMeasure {
    guard let entry = measures[fields.constructor] else {
      throw UnknownConstructor(kind: "measure", name: fields.constructor)
    }
    return try entry.init(fields)
  }
}

extension Schema {
  /// The language as this version speaks it.
  package static let current = Catalog.current.schema
}
