/// One of those that compute the same step, or a part of it.
enum Contender: String, Codable, CaseIterable {
  case ours = "ours, f32"
  case oursBfloat16 = "ours, bf16"
  /// Another build of this program.
  case otherBuild = "other build, f32"
  case openBLAS = "OpenBLAS, products alone"
  case pytorch = "PyTorch, f32"
  case pytorchBfloat16 = "PyTorch, bf16 autocast"

  var isBfloat16: Bool { self == .oursBfloat16 || self == .pytorchBfloat16 }
}

/// The times of one contender in all rounds.
struct Timing: Codable {
  /// Seconds of a step, sorted.
  private(set) var steps: [Double] = []
  /// The most memory that its process had resident.
  private(set) var peakBytes: Double?
  /// The way that PyTorch chose to compute attention, or that it compiled the model.
  private(set) var mode: String?

  mutating func add(_ answer: TimedSteps.Answer) {
    steps = (steps + answer.steps).sorted()
    peakBytes = max(peakBytes ?? 0, answer.peakBytes)
    mode = answer.mode ?? mode
  }

  mutating func add(seconds: Double) { steps = (steps + [seconds]).sorted() }

  var best: Double? { steps.first }
  var median: Double? { steps.isEmpty ? nil : steps[steps.count / 2] }
}
