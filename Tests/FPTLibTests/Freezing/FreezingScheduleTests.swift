import FPTEngine
import FPTLib
import Testing

@Suite("Freezing schedules")
struct FreezingScheduleTests {
  /// A policy whose stages can be told apart by their groups.
  static func policy(_ ends: [Double?]) -> FreezingPolicy {
    FreezingPolicy(
      stages: zip(ends, ParameterGroup.allCases).map { end, group in
        .init(freezesAll: true, exceptions: [.group(group, layers: nil)], until: end)
      })
  }

  @Test(
    "stages begin at exactly their step",
    arguments: [
      ([0.1, nil], 10, [1, 9]), ([0.5, nil], 10, [5, 5]), ([0.5, nil], 7, [4, 3]),
      ([0.25, nil], 10, [3, 7]), ([0.7, nil], 10, [7, 3]),
      ([0.1, 0.3, nil], 1_000, [100, 200, 700]),
      ([0.333_333_333_333_333_3, nil], 3, [1, 2]), ([0, nil], 4, [0, 4]), ([1, nil], 4, [4, 0]),
      ([0.001, nil], 100, [0, 100]), ([nil], 5, [5]), ([0.5], 4, [4]),
    ] as [([Double?], Int, [Int])])
  func boundaries(ends: [Double?], steps: Int, lengths: [Int]) {
    let policy = Self.policy(ends)
    let stages = (0..<steps).map { policy.value(atStep: $0, of: steps) }
    let expected = zip(policy.stages, lengths).flatMap { stage, length in
      [FreezingPolicy.Stage](repeating: stage, count: length)
    }
    #expect(stages == expected)
  }

  @Test("the last stage goes on beyond the last step, and no stages freeze nothing")
  func beyond() {
    let policy = Self.policy([0.5, nil])
    #expect(policy.value(atStep: 99, of: 10) == policy.stages[1])
    #expect(policy.value(atStep: 0, of: 0) == policy.stages[1])
    #expect(FreezingPolicy(stages: []).value(atStep: 3, of: 10) == .init(freezesAll: false))
  }

  /// Adam in double precision on the gradients that the trainer computed.
  private struct Replay {
    var values: [Double]
    var first: [Double]
    var second: [Double]
    var updates = 0

    init(_ parameter: Parameter) {
      values = parameter.value.array.map(Double.init)
      first = values.map { _ in 0 }
      second = first
    }

    mutating func update(_ gradient: [Float], scale: Double) {
      updates += 1
      var (power1, power2) = (1.0, 1.0)
      for _ in 0..<updates { (power1, power2) = (power1 * 0.9, power2 * 0.999) }
      for i in values.indices {
        let g = Double(gradient[i]) * scale
        first[i] = 0.9 * first[i] + 0.1 * g
        second[i] = 0.999 * second[i] + 0.001 * g * g
        let root = (second[i] / (1 - power2)).squareRoot()
        values[i] -= 1e-3 * first[i] / (1 - power1) / (root + 1e-8)
      }
    }
  }

  /// Freed parameters begin their bias correction when they are freed; those that stay trained keep their moments; those
  /// that are frozen again stay where they are, and go on with their moments when freed once more.
  @Test(
    "training follows Adam through every change of stage, clipping included",
    arguments: [
      [[.output], .init(ParameterGroup.allCases)],
      [[.output, .layernorm], [.input], [.output, .input, .positions]],
    ] as [[[ParameterGroup]]])
  func moments(stages: [[ParameterGroup]]) throws {
    let steps = 3 * stages.count
    var run = DeterminismRun(
      architecture: "gpt2", task: NoiseTask(tokens: 4), layers: 1, width: 8, batch: 4, steps: steps)
    run.policy = FreezingPolicy(
      stages: stages.enumerated().map { index, groups in
        .init(
          freezesAll: true, exceptions: groups.map { .group($0, layers: nil) },
          until: index + 1 < stages.count ? Double(index + 1) / Double(stages.count) : nil)
      })
    let trainer = try run.trainer(ComputeContext())
    var replays = trainer.model.parameters.all.map(Replay.init)
    var clipped = 0
    for step in 0..<steps {
      let record = trainer.advance()
      let groups = Set(stages[step / 3])
      var squares = 0.0
      for parameter in trainer.model.parameters.all {
        #expect(parameter.isTrained == groups.contains(parameter.specification.group))
        #expect((parameter.gradient != nil) == parameter.isTrained, "\(parameter.name)")
        for g in parameter.gradient?.array ?? [] { squares += Double(g) * Double(g) }
      }
      #expect(abs(record.gradientNorm - squares.squareRoot()) <= 1e-9 * record.gradientNorm)
      let scale = min(1, 0.5 / (squares.squareRoot() + 1e-6))
      clipped += scale < 1 ? 1 : 0
      for (index, parameter) in trainer.model.parameters.all.enumerated() {
        guard let gradient = parameter.gradient?.array else { continue }
        replays[index].update(gradient, scale: scale)
      }
    }
    #expect(clipped > 0)
    for (parameter, replay) in zip(trainer.model.parameters.all, replays) {
      // A frozen parameter has not moved at all; an element without a gradient is moved by rounding at most.
      let worst = zip(parameter.value.array, replay.values).map { abs(Double($0) - $1) }.max() ?? 1
      #expect(replay.updates > 0 ? worst < 2e-6 : worst == 0, "\(parameter.name)")
    }
  }
}
