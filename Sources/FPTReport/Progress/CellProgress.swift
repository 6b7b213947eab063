/// The progress of one cell during a run.
struct CellProgress: Sendable {
  enum Phase: Hashable { case waiting, running, ended, stored, unavailable }

  let cell: ProgressCell
  /// The number of the cell in the plan, from one.
  let number: Int
  let total: Int
  var phase: Phase
  var activity: String?
  var evaluation: (split: String, loss: Double?, accuracy: Double?)?
  /// When plain mode last wrote a line about this cell.
  var lastReported = -Double.infinity
  private(set) var step = 0
  private(set) var firstStep = 0
  private(set) var loss: Double?
  private(set) var accuracy: Double?
  private(set) var startTime = 0.0
  private(set) var examplesPerSecond: Double?
  private var rateOrigin: (time: Double, examples: Int)?
  private var hasFullWindow = false

  init(_ cell: ProgressCell, number: Int, of total: Int) {
    self.cell = cell
    self.number = number
    self.total = total
    phase = cell.isUnavailable ? .unavailable : cell.isStored ? .stored : .waiting
  }

  mutating func start(atStep step: Int, time: Double) {
    phase = .running
    startTime = time
    self.step = step
    firstStep = step
    rateOrigin = (time, 0)
    lastReported = time
  }

  mutating func record(_ sample: ProgressSample, time: Double) {
    activity = nil
    step = sample.step
    loss = sample.loss ?? loss
    accuracy = sample.accuracy ?? accuracy
    guard let origin = rateOrigin else { return }
    // A window of about two seconds: steady to read, yet quick to show a machine that slows down.
    let elapsed = time - origin.time
    guard elapsed >= 2 || !hasFullWindow, elapsed > 0 else { return }
    examplesPerSecond = Double(sample.examples - origin.examples) / elapsed
    guard elapsed >= 2 else { return }
    hasFullWindow = true
    rateOrigin = (time, sample.examples)
  }

  /// Share of the steps that is done, 0...1.
  var fraction: Double {
    guard cell.steps > 0 else { return 0 }
    return min(max(Double(step) / Double(cell.steps), 0), 1)
  }

  /// Share of the cell's cost spent since it started or went on.
  var fractionSinceStart: Double {
    guard cell.steps > 0 else { return 0 }
    return min(max(Double(step - firstStep) / Double(cell.steps), 0), 1)
  }

  /// Seconds left at the rate so far; nil before the first step.
  func secondsLeft(at time: Double) -> Double? {
    guard step > firstStep, cell.steps >= step else { return nil }
    let perStep = (time - startTime) / Double(step - firstStep)
    return perStep * Double(cell.steps - step)
  }
}
