/// How far a process has come with a cell, as it says in the cell's lock from time to time.
package struct CellProgress: Sendable, Hashable {
  /// The last step that is done, of so many.
  package var step: Int
  package var steps: Int
  /// The step that this process went on from, and the seconds since then.
  package var firstStep: Int
  package var seconds: Double
  /// The scheduler's name of the job, such as `1234_5`; nil where there is none.
  package var job: String?

  package init(step: Int, steps: Int, firstStep: Int, seconds: Double, job: String? = nil) {
    self.step = step
    self.steps = steps
    self.firstStep = firstStep
    self.seconds = seconds
    self.job = job
  }

  /// Seconds that the rest takes at the pace so far; nil before the first step.
  package var secondsLeft: Double? {
    guard step > firstStep, seconds > 0 else { return nil }
    return Double(max(0, steps - step)) * seconds / Double(step - firstStep)
  }
}

extension CellProgress {
  /// The second line of a lock's note: `at STEP STEPS FIRST MILLISECONDS JOB BEAT`.
  ///
  /// `beat` counts the lines, so that each is another than the last one whatever any clock says.
  func line(beat: Int) -> String {
    let name = (job ?? "-").filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
    }
    let milliseconds = Int((min(max(0, seconds), 1e9) * 1_000).rounded())
    return
      "at \(step) \(steps) \(firstStep) \(milliseconds) \(name.isEmpty ? "-" : name.prefix(40)) \(beat)"
  }

  /// Reads the second line of a note; nil where there is none, or another text.
  init?(note bytes: [UInt8]) {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count > 1 else { return nil }
    let words = lines[1].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 7, words[0] == "at", let step = Int(words[1]), let steps = Int(words[2]),
      let first = Int(words[3]), let milliseconds = Int(words[4]), Int(words[6]) != nil,
      [step, steps, first, milliseconds].allSatisfy({ (0...1_000_000_000_000).contains($0) })
    else { return nil }
    self.init(
      step: step, steps: steps, firstStep: first, seconds: Double(milliseconds) / 1_000,
      job: words[5] == "-" ? nil : words[5])
  }
}
