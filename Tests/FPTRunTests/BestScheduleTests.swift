import FPTLib
import FPTRun
import FPTScript
import Testing

/// Measures at the best step of a freezing schedule: of exactly that step's parameters, and without a trace in what is kept.
@Suite struct BestScheduleTests {
  /// A schedule over 24 steps, by the ends of its stages.
  struct Schedule: Sendable, CustomTestStringConvertible {
    var name: String
    var stages: [(policy: String, until: Int?)]
    var model = "BERT(layers: 2, width: 16, heads: 2, init: random)"
    var testDescription: String { name }

    /// The schedule of a run of `steps` steps: stages end at the same steps.
    func text(steps: Int) -> String {
      var texts: [String] = []
      for (policy, until) in stages {
        guard let until, until < steps else {
          texts.append(policy)
          break
        }
        texts.append("\(policy) until \(Double(until) / Double(steps) * 100)%")
      }
      return texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
    }
  }

  private static let steps = 24
  private static let fpt = "all except [input, output, positions, layernorm]"
  static let schedules = [
    Schedule(name: "constant", stages: [(fpt, nil)]),
    Schedule(
      name: "growing", stages: [("all except [input, output]", 12), (fpt, nil)]),
    Schedule(name: "growing late", stages: [("all except [output]", 20), ("nothing", nil)]),
    Schedule(name: "shrinking", stages: [(fpt, 12), ("all except [output]", nil)]),
    Schedule(name: "shrinking late", stages: [("nothing", 21), ("all except [output]", nil)]),
    Schedule(name: "shrinking early", stages: [("nothing", 3), ("all except [output]", nil)]),
    Schedule(
      name: "moving",
      stages: [
        ("all except [input, positions]", 8), ("all except [attention]", 16),
        ("all except [output, layernorm]", nil),
      ]),
    Schedule(
      name: "by layers",
      stages: [
        ("all except [feedforward(layers: first 1), output]", 10),
        ("all except [feedforward(layers: last 1), output]", nil),
      ]),
    Schedule(
      name: "by pattern",
      stages: [("all except [\"*.query.*\", output]", 6), ("all except [\"in_net*\"]", nil)]),
    Schedule(
      name: "there and back",
      stages: [("all except [output]", 6), ("nothing", 14), ("all except [output]", nil)]),
    Schedule(
      name: "a last stage too short to come", stages: [(fpt, 24), ("nothing", nil)]),
    Schedule(
      name: "LSTM", stages: [("nothing", 12), ("all except [output]", nil)],
      model: "LSTM(layers: 1, width: 16)"),
    Schedule(
      name: "LSTM without stages", stages: [("nothing", nil)],
      model: "LSTM(layers: 1, width: 16)"),
  ]

  private func experiment(
    _ schedule: Schedule, measures: String, steps: Int = Self.steps, rate: String = "2e-2",
    seeds: String = "0..<1"
  ) -> TinyExperiment {
    var tiny = TinyExperiment(
      measures: measures, steps: steps, learningRate: rate, seeds: seeds,
      extra: """
        measure best = Accuracy(split: test, at: best(validation))
        measure best_loss = Loss(split: test, at: best(validation))
        measure other_best = Loss(split: validation, at: best(test))
        measure test_loss = Loss(split: test)
        measure watch = LearningCurve(of: [loss, accuracy], splits: [validation, test])
        measure speed = Throughput(steps: 2)
        """)
    tiny.script = tiny.script
      .replacing("freeze fpt = \(Self.fpt)", with: "freeze fpt = \(schedule.text(steps: steps))")
      .replacing("BERT(layers: 1, width: 16, heads: 2, init: random)", with: schedule.model)
      // Of a thousand test examples a few show as much.
      .replacing("Accuracy(split: ", with: "Accuracy(examples: 60, split: ")
      .replacing("Loss(split: ", with: "Loss(examples: 60, split: ")
    return tiny
  }

  /// The cells of a results file, by seed.
  private func cells(_ file: String) throws -> [ResultGroup] {
    let root = try ResultFile.read(file)
    let run = try #require(root.group(at: ["runs", "main"]))
    guard case .texts(let hashes)? = run.variable("cell")?.values else { return [] }
    return try hashes.map { try #require(root.group(at: ["cells", $0])) }
  }

  private func measures(_ cell: ResultGroup) -> [(value: Double, step: Int?, text: String)] {
    (cell.group("measures")?.groups ?? []).compactMap { child in
      guard case .float64(let values)? = child.group.variable("value")?.values,
        let text = child.group.attribute("measure")?.text
      else { return nil }
      return (
        values.first ?? .nan, child.group.attribute("step")?.integer.flatMap { Int(exactly: $0) },
        text
      )
    }
  }

  /// A measure without its snapshot.
  private func textWithoutSnapshot(_ text: String) -> String {
    text.replacing(#/(, )?at: (end|best\(\w+: \w+\))/#, with: "")
      .replacing("(, ", with: "(").replacing("()", with: "")
  }

  @Test(arguments: schedules)
  func measuresTheStepAndKeepsTheEnd(_ schedule: Schedule) throws {
    let folder = try TemporaryFolder()
    let plain = experiment(schedule, measures: "[accuracy, curve, watch, test_loss]")
    _ = try plain.run(in: folder.path, store: "plain", output: "plain.h5")
    let whole = try experiment(
      schedule,
      measures: "[best, best_loss, other_best, accuracy, curve, watch, test_loss, speed]"
    ).run(in: folder.path, store: "best", output: "best.h5")
    #expect(whole.computed == 1)
    let without = try cells(folder.path + "/plain.h5")
    let with = try cells(folder.path + "/best.h5")
    for (seed, (old, new)) in zip(without, with).enumerated() {
      // What is kept is what the cell keeps that has no such measure.
      let kept = try #require(old.group(at: ["weights", "trained"]))
      #expect(kept.variables.count > 2)
      #expect(kept == new.group(at: ["weights", "trained"]), "kept weights of seed \(seed)")
      let atEnd = measures(old).map { [$0.text: $0.value] }
      for measure in measures(new) where measure.step == nil {
        #expect(atEnd.contains([measure.text: measure.value]), "\(measure.text) of the end")
      }
      // The value of a best step is that of a run that ends there.
      let snapshots = measures(new).filter { $0.step != nil }
      #expect(snapshots.count == 3)
      for step in Set(snapshots.compactMap(\.step)) {
        let name = "stopped\(seed)-\(step)"
        _ = try experiment(
          schedule, measures: "[accuracy, curve, loss, test_loss]", steps: step
        ).run(in: folder.path, store: name, output: name + ".h5")
        let stopped = measures(try cells(folder.path + "/\(name).h5")[seed])
        for snapshot in snapshots where snapshot.step == step {
          let same = try #require(
            stopped.first { textWithoutSnapshot($0.text) == textWithoutSnapshot(snapshot.text) },
            "\(snapshot.text)")
          #expect(snapshot.value == same.value, "\(snapshot.text) of step \(step)")
        }
      }
    }
  }

  /// The schedules above have best steps in every stage: otherwise the test above would show little.
  @Test func bestStepsAreInEarlierStages() throws {
    var early: Set<String> = []
    let folder = try TemporaryFolder()
    for schedule in Self.schedules {
      guard let last = schedule.stages.compactMap(\.until).last, last < Self.steps else { continue }
      _ = try experiment(schedule, measures: "[accuracy, curve, best]", seeds: "0..<2").run(
        in: folder.path, output: "\(schedule.name).h5")
      for cell in try cells(folder.path + "/\(schedule.name).h5") {
        if let step = measures(cell).compactMap(\.step).first, step < last {
          early.insert(schedule.name)
        }
      }
    }
    #expect(early.count >= 5, "\(early)")
  }

  /// Stopped anywhere, in a stage or in a measure, and run on: the same content, kept weights included.
  @Test(arguments: schedules.filter { ["growing", "shrinking", "moving"].contains($0.name) })
  func resumed(_ schedule: Schedule) throws {
    let folder = try TemporaryFolder()
    let tiny = experiment(schedule, measures: "[best, best_loss, accuracy, curve]")
    let whole = try tiny.run(in: folder.path, store: "whole", output: "whole.h5")
    // The moments in which a run is asked whether to stop: steps, groups of evaluations, groups of measures.
    for moment in [9, 40, 75, 110] {
      let store = "cut\(moment)"
      let first = try tiny.run(
        in: folder.path, store: store, output: store + ".h5", stop: { $0 >= moment })
      if !first.isInterrupted { break }
      let second = try tiny.run(in: folder.path, store: store, output: store + ".h5")
      #expect(second.digest == whole.digest, "stopped at moment \(moment)")
    }
  }

  /// A cell of several stages that was measured at its best step before it was measured rightly is another cell now.
  @Test func cellsOfSeveralStagesHaveAnIdentityOfTheirOwn() throws {
    let folder = try TemporaryFolder()
    func configurations(_ schedule: Schedule, _ measures: String) throws -> [String] {
      _ = try experiment(schedule, measures: measures).run(
        in: folder.path, store: "cells", output: "out.h5")
      return try cells(folder.path + "/out.h5").compactMap {
        $0.attribute("configuration")?.text
      }
    }
    for schedule in Self.schedules.prefix(4) {
      for text in try configurations(schedule, "[accuracy, curve, best]") {
        #expect(text.contains("\"best_version\":2") == (schedule.stages.count > 1))
      }
      for text in try configurations(schedule, "[accuracy, curve]") {
        #expect(!text.contains("best_version"))
      }
    }
  }
}
