/// What a progress display knows at a moment, for whoever shows it otherwise than as lines of a terminal.
package struct ProgressOverview: Sendable, Hashable {
  /// A cell that is being computed.
  package struct Cell: Sendable, Hashable {
    /// The number of the cell in the plan, from one, and of how many.
    package var number: Int
    package var total: Int
    package var name: String
    package var step: Int
    package var steps: Int
    /// Share of the steps that is done, 0...1.
    package var fraction: Double
    /// What it does other than training steps, such as `loading weights`.
    package var activity: String?
    /// Such as `loss 0.693`; nil before the first step.
    package var loss: String?
    /// Such as `accuracy 51.2 %`, of the last evaluation or else of the last steps.
    package var accuracy: String?
    /// Such as `0:53`; nil before it is known.
    package var timeLeft: String?
  }

  package var running: [Cell]
  /// Cells that ended, of those that were to be computed.
  package var ended: Int
  package var toCompute: Int
  /// Share of the whole cost that is spent, 0...1.
  package var fraction: Double
  /// Such as `3:40`; nil before it is known.
  package var timeLeft: String?
  package var timePassed: String
}

extension ProgressDisplay {
  /// What there is to tell at a time on the clock of the events.
  package func overview(at time: Double) -> ProgressOverview {
    let elapsed = time - (startTime ?? time)
    let total = ProgressTotal(cells, elapsed: elapsed)
    return ProgressOverview(
      running: cells.filter { $0.phase == .running }.map { cell in
        ProgressOverview.Cell(
          number: cell.number, total: cell.total, name: cell.cell.name, step: cell.step,
          steps: cell.cell.steps, fraction: cell.fraction, activity: cell.activity,
          loss: cell.loss.map { "loss " + ValueFormat.fixed($0, digits: 3) },
          accuracy: (cell.evaluation?.accuracy ?? cell.accuracy).map {
            "accuracy " + ValueFormat.percent(digits: 1).text($0) + " %"
          },
          timeLeft: cell.secondsLeft(at: time).map(DurationText.clock))
      },
      ended: total.ended, toCompute: total.toCompute, fraction: total.share,
      timeLeft: total.secondsLeft.map(DurationText.clock),
      timePassed: DurationText.elapsed(elapsed))
  }
}

/// How far all cells are together.
struct ProgressTotal {
  /// Cells that ended, of those that were to be computed.
  let ended: Int
  let toCompute: Int
  /// Share of the whole cost that is spent, 0...1.
  let share: Double
  /// At the rate so far; nil before anything is spent.
  let secondsLeft: Double?

  init(_ cells: [CellProgress], elapsed: Double) {
    var spent = 0.0
    var open = 0.0
    var counts = (ended: 0, all: 0)
    for cell in cells where cell.phase != .stored && cell.phase != .unavailable {
      counts.all += 1
      switch cell.phase {
      case .ended:
        spent += cell.cell.cost
        counts.ended += 1
      case .running:
        spent += cell.cell.cost * cell.fractionSinceStart
        open += cell.cell.cost * (1 - cell.fraction)
      case .waiting, .stored, .unavailable: open += cell.cell.cost
      }
    }
    (ended, toCompute) = (counts.ended, counts.all)
    secondsLeft = spent > 0 ? elapsed / spent * open : nil
    share = spent + open > 0 ? spent / (spent + open) : 0
  }
}
