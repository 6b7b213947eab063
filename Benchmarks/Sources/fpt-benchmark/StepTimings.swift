import Foundation

/// Training steps in a process of their own, which times a few whenever it is asked: what others do in theirs then changes
/// neither its caches nor its memory.
final class StepTimings {
  /// A few steps.
  struct Answer {
    /// Seconds of each.
    var steps: [Double]
    /// The most memory that the process has had resident so far.
    var peakBytes: Double
  }

  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()

  private init?(_ executable: URL, _ arguments: [String]) {
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = requests
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
  }

  /// This program's own steps; those of another build of it, where FPT_BENCH_OURS names one.
  static func ours(_ row: TrainingStepCase) -> StepTimings? {
    let named = environment["FPT_BENCH_OURS"].map { URL(filePath: $0) }
    guard let executable = named ?? Bundle.main.executableURL else { return nil }
    return StepTimings(executable, [StepServer.argument, row.name])
  }

  /// The same steps in PyTorch; nil where FPT_BENCH_PYTHON names no Python.
  static func pytorch(_ row: TrainingStepCase, threads: Int) -> StepTimings? {
    guard let python = environment["FPT_BENCH_PYTHON"] else { return nil }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "pytorch_step.py")
    let numbers = [
      row.layers, row.width, row.heads, row.tokens, row.tokenWidth, row.batch, threads,
    ]
    return StepTimings(
      URL(filePath: python), [script.path, row.pytorch] + numbers.map(String.init))
  }

  /// The steps of about so many seconds, two at least; nil where the process fails.
  func steps(in seconds: Double) -> Answer? {
    guard (try? requests.fileHandleForWriting.write(contentsOf: Data("\(seconds)\n".utf8))) != nil
    else { return nil }
    var line = Data()
    while let byte = try? answers.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      if byte.first == UInt8(ascii: "\n") { break }
      line += byte
    }
    let numbers = String(decoding: line, as: UTF8.self).split(separator: " ").compactMap {
      Double($0)
    }
    guard numbers.count >= 3 else { return nil }
    return Answer(steps: Array(numbers.dropFirst()), peakBytes: numbers[0])
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
