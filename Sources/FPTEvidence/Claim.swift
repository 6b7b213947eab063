/// One line of a claim, as a file of claims declares it: what was published, and which numbers of which results file answer it.
package struct Claim: Sendable, Hashable {
  /// The heading of the claim that the line belongs to.
  package var claim: String
  /// What the line belongs to inside of the claim; empty for nothing.
  package var part: String
  package var line: String
  package var direction: ClaimDirection
  /// Published values, and where they stand.
  package var published: String
  package var source: String
  /// The results file, below the folder of results.
  package var results: String
  /// The experiment file, beside the file of claims.
  package var experiment: String
  /// Title of the table that compares the arms, each at its best learning rate.
  package var table: String
  /// Title of the table that compares them at the paper's rate; nil for none.
  package var rateTable: String?
  /// The points that are compared; nil for a line that compares nothing.
  package var arms: Arms?
  /// The points of the table's other axes.
  package var place: [Point]
  /// The accuracy of a constant answer.
  package var chance: Double?
  /// Titles of the tables whose accuracy says whether chance is left, at the best rate and at the paper's; nil for the line's own.
  package var judgedBy: String?
  package var rateJudgedBy: String?
  /// What has to be reached elsewhere.
  package var condition: Condition?
  package var fewestPairs: Int
  /// Places of an attention map whose mean is compared in the place of the table's numbers.
  package var attention: AttentionPlaces?
  /// The line of the file.
  package var number: Int

  package struct Arms: Sendable, Hashable {
    package var left: String
    package var right: String
  }

  /// A point of an axis, both as tables name them.
  package struct Point: Sendable, Hashable {
    package var axis: String
    package var label: String
    package init(axis: String, label: String) { (self.axis, self.label) = (axis, label) }
  }

  /// A table's mean that must not be below a value.
  package struct Condition: Sendable, Hashable {
    package var table: String
    package var place: [Point]
    package var least: Double
  }

  /// How a line names its experiment: the file's name without folder and ending.
  package var experimentName: String {
    let name = experiment.split(separator: "/").last.map(String.init) ?? experiment
    return name.hasSuffix(".fpt") ? String(name.dropLast(4)) : name
  }
}

/// Pairs of a query and a key of an attention map, each counted from 0.
package struct AttentionPlaces: Sendable, Hashable {
  /// The measure that has the map.
  package var measure: String
  package var pairs: [Pair]

  package struct Pair: Sendable, Hashable {
    package var query: Int
    package var key: Int
    package init(query: Int, key: Int) { (self.query, self.key) = (query, key) }
  }
}
