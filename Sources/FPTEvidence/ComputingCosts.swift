import FPTScript

/// What it was predicted to cost to compute experiments, unit by unit, and what was spent.
package struct ComputingCosts: Sendable, Hashable {
  /// A part of an experiment that is computed in one go.
  package struct Unit: Sendable, Hashable {
    package var name: String
    /// The experiment's name, without folder and ending.
    package var experiment: String
    /// Core-hours.
    package var predicted: Double
    /// Core-hours of all tries; nil before the first.
    package var spent: Double?
    /// Whether a try came to its end.
    package var isComputed: Bool
  }

  package private(set) var units: [Unit]

  /// Units as `results/compute --list` prints them: a line each of name, experiment and predicted core-hours.
  ///
  /// - Throws: `CostError` for the first line that is none.
  package init(listing: String) throws(CostError) {
    units = []
    for (index, line) in listing.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.isEmpty { continue }
      guard words.count == 3, let hours = Double(words[2]), hours >= 0, hours.isFinite else {
        throw CostError(
          line: index + 1, message: "a unit, its experiment and predicted core-hours are expected")
      }
      units.append(
        Unit(
          name: String(words[0]), experiment: String(words[1]), predicted: hours,
          isComputed: false))
    }
  }

  /// Adds what was spent: lines of comma-separated values with the columns `unit`, `end` and `spent core-hours`.
  ///
  /// The end is an exit status, 0 or 3 where the unit is computed.
  ///
  /// - Throws: `CostError` for the first line that is none.
  package mutating func add(spent csv: String) throws(CostError) {
    var records = SeparatedRecords(csv)
    guard let header = records.next() else { return }
    let names = header.fields.map(\.text)
    guard let unit = names.firstIndex(of: "unit"), let end = names.firstIndex(of: "end"),
      let hours = names.firstIndex(of: "spent core-hours")
    else {
      throw CostError(line: 1, message: "the columns unit, end and spent core-hours are expected")
    }
    var line = 1
    while let record = records.next() {
      line += 1
      let fields = record.fields.map(\.text)
      guard fields.count > max(unit, end, hours), let spent = Double(fields[hours]),
        spent.isFinite, spent >= 0
      else { throw CostError(line: line, message: "a unit, its end and core-hours are expected") }
      // Units that there are no more do not count.
      guard let index = units.firstIndex(where: { $0.name == fields[unit] }) else { continue }
      units[index].spent = (units[index].spent ?? 0) + spent
      if fields[end] == "0" || fields[end] == "3" { units[index].isComputed = true }
    }
  }

  /// Predicted core-hours of the units of some experiments that are not computed.
  package func remaining(of experiments: Set<String>) -> Double {
    units.filter { !$0.isComputed && experiments.contains($0.experiment) }.map(\.predicted)
      .reduce(0, +)
  }

  /// All predicted core-hours, and all that were spent.
  package var predicted: Double { units.map(\.predicted).reduce(0, +) }
  package var spent: Double { units.compactMap(\.spent).reduce(0, +) }

  /// The units that are computed.
  package var finished: [Unit] { units.filter(\.isComputed) }

  /// The units of which something was spent and that are not computed.
  package var begun: [Unit] { units.filter { $0.spent != nil && !$0.isComputed } }

  /// Predicted core-hours of the units that are not computed; one that is begun counts whole.
  package var predictedLeft: Double {
    units.filter { !$0.isComputed }.map(\.predicted).reduce(0, +)
  }
}

/// A line of costs that is none.
package struct CostError: Error, Sendable, Hashable {
  package var line: Int
  package var message: String
}
