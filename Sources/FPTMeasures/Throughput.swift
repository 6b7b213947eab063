import FPTResults
import FPTSchema

/// Training examples a second on this machine.
///
/// It runs `steps` extra training steps after training and times them; the first is a warm-up. The parameters are restored afterwards.
///
/// A speed belongs to a machine and a time, not to the experiment: two runs of the same bits have different speeds. So the measure
/// records nothing that a digest covers. Its number goes into the cell's provenance, as `examples_per_second`, and into no table.
public struct Throughput: Measure {
  /// Gradient steps that are timed.
  public var steps: Int

  /// The measure over some steps.
  public init(steps: Int = Fields.steps.defaultValue) { self.steps = steps }

  /// Says where the number is.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    ResultGroup(recordedIn: "provenance")
  }

  /// Times the steps and gives `examples_per_second`.
  public func provenance(of subject: MeasureSubject) throws -> [ResultAttribute] {
    let trainer = subject.trainer
    let seconds = try trainer.rehearsing {
      _ = trainer.advance()
      let start = ContinuousClock.now
      for _ in 0..<max(1, steps) {
        try subject.checkContinues()
        _ = trainer.advance()
      }
      return (ContinuousClock.now - start) / .seconds(1)
    }
    let examples = Double(max(1, steps) * trainer.settings.batch)
    return [
      ResultAttribute("examples_per_second", .number(examples / max(seconds, 1e-9))),
      ResultAttribute("examples_per_second_steps", .integer(Int64(max(1, steps)))),
    ]
  }
}

extension Throughput: DeclaredMeasure {
  @usableFromInline
  package enum Fields {
    @usableFromInline package static let steps = Field(
      "steps", default: 10, range: NumberRange(from: 1, to: 1e6), unit: "steps",
      "Gradient steps that are timed after the end of training.", example: "steps: 10")
  }

  package static let declaration = ConstructorSchema(
    "Throughput", .measure, fields: [Fields.steps], measure: .timing,
    "Training examples a second. It depends on machine and moment, so it is kept in the cell's "
      + "provenance, outside of the content digest, and no table shows it.",
    example: "Throughput(steps: 10)")

  package init(_ fields: FieldValues) throws { self.init(steps: try fields[Fields.steps]) }
}
