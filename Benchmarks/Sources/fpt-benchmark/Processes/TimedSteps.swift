import Foundation

/// Training steps in a process of their own, which times a few whenever it is asked: what others do in theirs then changes
/// neither its caches nor its memory.
///
/// For each line of seconds that it reads, the process answers with its peak memory in bytes, a word that says how it computes (or
/// none), and the seconds of each step.
final class TimedSteps {
  /// A few steps.
  struct Answer {
    /// Seconds of each.
    var steps: [Double]
    /// The most memory that the process has had resident so far.
    var peakBytes: Double
    var mode: String?
  }

  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()

  init?(_ executable: URL, _ arguments: [String]) {
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = requests
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
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
    let words = String(decoding: line, as: UTF8.self).split(separator: " ")
    let numbers = words.compactMap { Double($0) }
    guard numbers.count >= 3 else { return nil }
    return Answer(
      steps: Array(numbers.dropFirst()), peakBytes: numbers[0],
      mode: words.first { Double($0) == nil }.map(String.init))
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }
}
