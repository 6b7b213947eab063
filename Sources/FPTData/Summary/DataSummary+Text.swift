extension DataSummary {
  /// Classes that are listed one by one.
  private static let listedClasses = 12

  /// The examples of each split and their shape: `16 training, 2 validation and 2 test examples of
  /// 8 tokens, width 3`.
  package var shapeText: String {
    func count(_ split: TaskSplit, _ word: String) -> String {
      examples[split.rawValue].map { "\($0) \(word)" } ?? "\(word) without end"
    }
    let splits =
      "\(count(.train, "training")), \(count(.validation, "validation")) and \(count(.test, "test"))"
    let token = width.map { "width \($0)" } ?? "vocabulary \(vocabulary ?? 0)"
    return "\(splits) examples of \(tokens == 1 ? "1 token" : "\(tokens) tokens"), \(token)"
  }

  /// The classes and how often each occurs over all splits: `3 classes: a 20, b 19, c 1`.
  package var classesText: String {
    guard let counts else {
      return predictions == 1
        ? "\(classes) classes" : "\(predictions) answers of \(classes) classes each"
    }
    let present = counts.count == classes ? "\(classes)" : "\(counts.count) of \(classes)"
    let subject =
      predictions == 1
      ? "\(present) classes" : "\(predictions) answers of \(classes) classes each"
    if counts.count <= Self.listedClasses {
      let listed = counts.map { "\($0.text) \(total($0))" }.joined(separator: ", ")
      return "\(subject): \(listed)" + (isOneHot ? "; one-hot" : "")
    }
    let ordered = counts.sorted { (total($0), $1.number) > (total($1), $0.number) }
    let most = ordered.prefix(3).map { "\($0.text) \(total($0))" }.joined(separator: ", ")
    let fewest = ordered.suffix(3).map { "\($0.text) \(total($0))" }.joined(separator: ", ")
    return "\(subject): most labels \(most); fewest \(fewest)"
  }

  /// Training examples that repeat earlier ones; nil where there are none.
  package var repetitionText: String? {
    let found = duplicates.withinTraining
    return found == 0
      ? nil : "\(found) of \(examples["train"] ?? 0) training examples repeat the inputs of another"
  }

  /// Labels of a class in all splits; those of a test split that is the validation split count once.
  private func total(_ count: ClassCount) -> Int {
    count.train + count.validation + (isTestValidation ? 0 : count.test)
  }

  /// Warnings about the data, for a user who relies on a measure; empty if there are none.
  package var warnings: [String] {
    var warnings: [String] = []
    if isOneHot {
      warnings.append(
        "the labels are one-hot: each example has one 1 among zeros, and is taken as \(predictions) "
          + "answers of two classes; for one answer of \(predictions) classes, store "
          + "`labels.argmax(1)`")
    }
    func warn(_ found: Int, of split: TaskSplit, _ others: String, _ reason: String) {
      let all = examples[split.rawValue] ?? 0
      guard found > 0 else { return }
      warnings.append(
        "\(found) of \(all) \(split.rawValue) examples are also \(others) examples: duplicates, with "
          + "the same inputs; \(reason)")
    }
    let byHeart = "a model may have learned them by heart"
    if !isTestValidation {
      warn(duplicates.validationInTraining, of: .validation, "training", byHeart)
    }
    warn(duplicates.testInTraining, of: .test, "training", byHeart)
    warn(
      duplicates.testInValidation, of: .test, "validation",
      "what is chosen by the one is no surprise to the other")
    guard let counts else { return warnings }
    if counts.count == 1, let only = counts.first {
      warnings.append("all labels are the same class, \(only.text): there is nothing to learn")
    }
    let untrained = counts.filter { $0.train == 0 }
    if !untrained.isEmpty {
      warnings.append(
        Self.subject(untrained.map(\.text), "has", "have") + " no training examples, and "
          + "\(untrained.reduce(0) { $0 + total($1) }) in the other splits")
    }
    if infersClasses, counts.count > 1 {
      let present = Set(counts.map(\.number))
      let absent = (0..<classes).lazy.filter { !present.contains($0) }
      let (first, number) = (Array(absent.prefix(4)), classes - present.count)
      if number > 0 {
        warnings.append(
          Self.subject(first.map(String.init), "has", "have", of: number)
            + " no example at all; by the largest label, the classes are 0 to \(classes - 1)")
      }
    }
    return warnings
  }

  /// `class 3 has`, `the classes 3 and 4 have`, `the classes 3, 4, 5 and 7 more have`.
  private static func subject(
    _ names: [String], _ singular: String, _ plural: String, of count: Int? = nil
  ) -> String {
    let count = count ?? names.count
    if count == 1 { return "class \(names.first ?? "") \(singular)" }
    let shown = names.prefix(3)
    let others = count - shown.count
    let list =
      others > 0
      ? shown.joined(separator: ", ") + " and \(others) more"
      : shown.dropLast().joined(separator: ", ") + " and \(shown.last ?? "")"
    return "the classes \(list) \(plural)"
  }
}
