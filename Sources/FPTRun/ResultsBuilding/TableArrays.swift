import FPTEngine
import FPTLib
import FPTScript
import FPTStatistics

/// The arrays of a table under construction, point by point.
struct TableArrays {
  /// The statistics that are asked for.
  let show: Set<String>
  /// The unit of the measure.
  let units: String
  private var points: [PointStatistics] = []
  private var bootstraps: [ConfidenceInterval?] = []
  private var ofTest: [ConfidenceInterval?] = []
  private var expected: [Double] = []
  private var state: [Double] = []
  private var diverged: [Double] = []
  private(set) var published: [PublishedValues.Entry?] = []

  init(show: Set<String>, units: String) {
    self.show = show
    self.units = units
  }

  /// Adds a point: the numbers of its seeds, how many were asked for, and what stands beside them.
  mutating func add(
    _ numbers: [Double], expected: Int, state: Int, diverged: Int,
    published: PublishedValues.Entry?, ofTest: ConfidenceInterval?
  ) {
    if show.contains("bootstrap") {
      // A stream of its own for each point, so that no other point or table changes its bits.
      var words = RandomWords(
        of: RandomStream(
          seed: 0, name: "bootstrap of a table",
          step: UInt32(truncatingIfNeeded: points.count)))
      bootstraps.append(ConfidenceInterval.bootstrap(numbers, using: &words))
    }
    points.append(PointStatistics(numbers))
    self.expected.append(Double(expected))
    self.state.append(Double(state))
    self.diverged.append(Double(diverged))
    self.published.append(published)
    self.ofTest.append(ofTest)
  }

  /// What is said of the arrays as a whole.
  var attributes: [ResultAttribute] {
    show.contains("bootstrap")
      ? [
        ResultAttribute(
          "bootstrap_resamples", .integer(Int64(ConfidenceInterval.resamples)))
      ] : []
  }

  /// Every array of the table; those that nobody asks for are absent, so that other tables keep their content.
  var list: [ResultArray] {
    var list = always
    if diverged.contains(where: { $0 > 0 }) {
      list.append(
        ResultArray(name: "diverged", longName: "seeds that diverged", values: diverged))
    }
    if show.contains("sem") {
      list.append(array("sem", "standard error of the mean over seeds") { $0.standardError })
    }
    if show.contains("ci95") {
      list += ends(
        "ci95", "Student's 95 % interval of the mean over seeds", points.map { $0.interval() })
    }
    if show.contains("bootstrap") {
      list += ends("bootstrap", "95 % bootstrap interval of the mean over seeds", bootstraps)
    }
    if show.contains("median") { list.append(array("median", "median over seeds") { $0.median }) }
    if show.contains("iqr") {
      list.append(array("q1", "lower quartile over seeds") { $0.lowerQuartile })
      list.append(array("q3", "upper quartile over seeds") { $0.upperQuartile })
    }
    if ofTest.contains(where: { $0 != nil }) {
      list += ends("ci_test", "Wilson's 95 % interval over test examples", ofTest)
    }
    return list
  }

  private func array(
    _ name: String, _ longName: String, _ value: (PointStatistics) -> Double
  ) -> ResultArray {
    ResultArray(name: name, longName: longName, units: units, values: points.map(value))
  }

  private func ends(
    _ name: String, _ longName: String, _ intervals: [ConfidenceInterval?]
  ) -> [ResultArray] {
    [
      ResultArray(
        name: name + "_low", longName: "lower end of " + longName, units: units,
        values: intervals.map { $0?.lower ?? .nan }),
      ResultArray(
        name: name + "_high", longName: "upper end of " + longName, units: units,
        values: intervals.map { $0?.upper ?? .nan }),
    ]
  }

  private var always: [ResultArray] {
    [
      array("mean", "mean over seeds") { $0.mean },
      array("std", "standard deviation over seeds (n − 1)") { $0.standardDeviation },
      array("min", "smallest value over seeds") { $0.smallest },
      array("max", "largest value over seeds") { $0.largest },
      ResultArray(
        name: "count", longName: "seeds with a value", values: points.map { Double($0.count) }),
      ResultArray(name: "expected", longName: "seeds asked for", values: expected),
      ResultArray(name: "state", longName: "index into state_meanings", values: state),
      ResultArray(
        name: "reference", longName: "published value", units: units,
        values: published.map { $0?.valueInUnitOfMeasure ?? .nan }),
      ResultArray(
        name: "has_reference", longName: "whether the source has this point",
        values: published.map { $0 == nil ? 0 : 1 }),
    ]
  }
}
