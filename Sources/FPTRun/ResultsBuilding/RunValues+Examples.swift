import FPTLib
import FPTScript

extension RunValues {
  /// The number of examples behind an accuracy of a cell: those that the measure's limit leaves of its split.
  ///
  /// It is what Wilson's interval of the cell's accuracy is made with; the unit is the example, however many predictions it has. Nil for
  /// measures that are no share of right answers, for cells that are not done (the last evaluation of a diverged one had fewer), and
  /// where only data that are not here tell.
  func examples(behind measure: NamedValue, of cell: PlannedCell) -> Int? {
    guard state(cell) == .done, let task = cell.task, let known = measure.value.knownMeasure,
      known.curve?.column == "accuracy"
    else { return nil }
    return known.examined?.count(in: task)
  }

  /// The accuracy that chance reaches in a cell's task; nil where the task does not know it.
  func chanceAccuracy(of cell: PlannedCell) -> Double? { cell.task?.chanceAccuracy }
}
