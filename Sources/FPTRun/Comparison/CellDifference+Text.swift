import Foundation

extension CellDifference {
  /// One line for each kind of difference: what it is of, and what was found.
  package var lines: [(head: String, text: String)] {
    var lines: [(head: String, text: String)] = []
    if let states { lines.append(("state", states.joined(separator: " → "))) }
    for difference in configuration {
      lines.append(("configuration", "\(difference.path) \(difference.from) → \(difference.to)"))
    }
    if let first = curves.first {
      let others = curves.count - 1
      let more = others == 0 ? "" : others == 1 ? "; 1 more curve" : "; \(others) more curves"
      lines.append(("curves", "first differ at step \(first.step ?? 0): \(first.text)\(more)"))
    }
    for measure in measures { lines.append(("measure", measure.text)) }
    if let weights {
      let size =
        (weights.largest.map { ", by up to \(Double($0).threeDigits)" } ?? "")
        + " (\(weights.name))"
      lines.append(("weights", "\(weights.tensors) of \(weights.all) tensors\(size)"))
    }
    for other in others.prefix(3) { lines.append(("other", other.text)) }
    if others.count > 3 { lines.append(("other", "\(others.count - 3) more")) }
    return lines
  }
}

extension CellDifference.Values {
  /// The difference in words, as in `train.loss 0.6931 → 0.693, by 0.0001`.
  var text: String {
    if from == nil, to == nil { return "\(name) has other texts" }
    func shown(_ value: Double?) -> String { value.map { "\($0)" } ?? "(absent)" }
    var text = "\(name) \(shown(from)) → \(shown(to))"
    if let from, let to, !(from - to).isNaN { text += ", by \(abs(from - to).threeDigits)" }
    return text
  }
}

extension Double {
  /// Three digits that count: how far two numbers lie apart is known no better.
  fileprivate var threeDigits: String { String(format: "%.3g", self) }
}

extension FormDifference {
  /// The difference in words, as in `@message it failed → (absent)`.
  var text: String {
    func shown(_ value: String?) -> String {
      guard let value else { return "(absent)" }
      return value.count > 80 ? value.prefix(80) + "…" : value
    }
    return "\(place) \(shown(from)) → \(shown(to))"
  }
}
