import FPTStatistics

/// What a line is called by what was computed, and by nothing else.
///
/// The order is: *not computed*, *no evidence*, a diverged cell, too few pairs, then the interval. A line with a missing cell has no chosen
/// rate yet that could be said to stay at chance, so the first comes first for claims of equality too.
package struct VerdictRule: Sendable, Hashable {
  /// How far above chance a mean accuracy has to be at the least.
  package var marginAboveChance: Double

  package init(marginAboveChance: Double = 0.02) { self.marginAboveChance = marginAboveChance }

  /// The verdict where the learning rate is chosen, with marks; `atSingleRate` is the same line at the paper's rate.
  package func ruling(on line: LineEvidence, atSingleRate: LineEvidence? = nil) -> Ruling {
    var ruling = plainRuling(on: line)
    guard ruling.verdict != .descriptive, ruling.verdict != .notComputed else { return ruling }
    if let behind = line.direction.armBehind(line.difference),
      let choice = line.arm(behind).choice, choice.isAtEnd
    {
      ruling.marks.append(.grid)
      ruling.reasons.append(
        "the best rate of \(line.arm(behind).label), which is behind, is an end of its grid: \(choice.label)"
      )
    }
    if let other = atSingleRate.map({ plainRuling(on: $0).verdict }), other != ruling.verdict {
      if other == .notComputed {
        ruling.reasons.append("the paper's rate is not computed")
      } else {
        ruling.marks.append(.rate(other))
        ruling.reasons.append("at the paper's rate: \(other.text)")
      }
    }
    if !line.familyIsWhole {
      ruling.marks.append(.provisional)
      ruling.reasons.append("cells of its family are missing")
    }
    return ruling
  }

  /// Whether an arm leaves chance.
  ///
  /// Its mean is above by the margin, and the lower end of its interval is above. Where there is no interval, since all seeds have the same
  /// value or there is one, the mean decides alone.
  package func leavesChance(_ arm: ArmEvidence, chance: Double) -> Bool {
    // 52 % is 2 points above 50 %, whatever the last bits say.
    guard let mean = arm.mean, mean - chance >= marginAboveChance - 1e-9 else { return false }
    return arm.interval.map { $0.lower > chance } ?? true
  }

  /// The verdict and the marks of equality, without the marks of learning rates.
  private func plainRuling(on line: LineEvidence) -> Ruling {
    guard line.direction != .descriptive else {
      return Ruling(.descriptive, reasons: ["no direction is published"])
    }
    if let early = early(line) { return early }
    if line.direction == .equal { return equality(line) }
    guard let interval = line.directedInterval, interval.isKnown else {
      return Ruling(.cannotBeTold, reasons: [whyNoInterval(line)])
    }
    if interval.lower > 0 {
      return Ruling(.holds, reasons: ["all of the interval is on the published side of zero"])
    }
    if interval.upper < 0 {
      return Ruling(.doesNotHold, reasons: ["all of the interval is on the other side of zero"])
    }
    return Ruling(.cannotBeTold, reasons: ["the interval contains zero"])
  }

  /// What ends a line before its difference is looked at.
  private func early(_ line: LineEvidence) -> Ruling? {
    let missing = ([line.left, line.right] + line.judged).map(\.missing)
    if let most = missing.max(), most > 0 {
      let arms = [line.left, line.right].filter { $0.missing > 0 }
      let text = arms.map { "\($0.missing) of \($0.label)" }.joined(separator: ", ")
      return Ruling(
        .notComputed, reasons: ["cells are missing" + (text.isEmpty ? "" : ": \(text)")])
    }
    if let condition = line.condition {
      guard let value = condition.value else {
        return Ruling(.notComputed, reasons: ["\(condition.name) is not computed"])
      }
      guard value >= condition.least else {
        let (found, least) = (condition.text(value), condition.text(condition.least))
        return Ruling(
          .noEvidence, reasons: ["\(condition.name) has \(found), and needs \(least)"])
      }
    }
    if let chance = line.chance, !line.judged.contains(where: { leavesChance($0, chance: chance) })
    {
      return Ruling(.noEvidence, reasons: ["neither arm leaves chance"])
    }
    if let diverged = [line.left, line.right].first(where: { $0.diverged > 0 }) {
      let cells = diverged.diverged == 1 ? "1 cell" : "\(diverged.diverged) cells"
      return Ruling(.cannotBeTold, reasons: ["\(cells) of \(diverged.name) diverged"])
    }
    guard line.pairs >= line.fewestPairs else {
      let pairs = line.pairs == 1 ? "1 pair" : "\(line.pairs) pairs"
      return Ruling(.cannotBeTold, reasons: ["\(pairs), of \(line.fewestPairs) at the least"])
    }
    return nil
  }

  private func equality(_ line: LineEvidence) -> Ruling {
    guard let equality = line.equality else {
      return Ruling(.cannotBeTold, reasons: ["its table has no margin of equality"])
    }
    if equality.isShown == true {
      return equality.interval == nil
        ? Ruling(.holds, marks: [.identical], reasons: ["all differences are the same"])
        : Ruling(.holds, reasons: ["the 90 % interval lies within the margin"])
    }
    if let interval = line.adjusted, interval.isKnown {
      if interval.upper < 0 {
        return Ruling(.doesNotHold, reasons: ["\(line.left.label) is behind"])
      }
      if interval.lower > 0 {
        return Ruling(
          .holds, marks: [.ahead(line.left.name)], reasons: ["\(line.left.label) is ahead"])
      }
      return Ruling(
        .cannotBeTold, reasons: ["the 90 % interval leaves the margin, the adjusted one has zero"])
    }
    return Ruling(.cannotBeTold, reasons: [whyNoInterval(line)])
  }

  private func whyNoInterval(_ line: LineEvidence) -> String {
    switch line.pairs {
    case 0: "there is no pair"
    case 1: "one pair has no interval"
    default: "all differences are equal, so there is no interval"
    }
  }
}

extension ConfidenceInterval {
  /// Whether both ends are numbers.
  fileprivate var isKnown: Bool { !lower.isNaN && !upper.isNaN }
}
