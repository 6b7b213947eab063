import FPTScript

/// The fields of one line of a file of claims.
struct ClaimRow {
  let fields: [String]
  let places: [String: Int]
  let line: Int

  /// The line as a claim; a claim that is not named is that of the line before.
  func claim(after last: Claim?) throws(ClaimListError) -> Claim {
    guard fields.count <= places.count || fields.dropFirst(places.count).allSatisfy(\.isEmpty)
    else {
      throw error(
        "\(places.count) fields are expected, found \(fields.count)",
        "a field with a comma in it stands in quotation marks")
    }
    guard let heading = optional("claim") ?? last?.claim else {
      throw error("the first line names no claim")
    }
    // A new claim begins without a part.
    let part = optional("part") ?? (heading == last?.claim ? last?.part ?? "" : "")
    return Claim(
      claim: heading, part: part == "-" ? "" : part, line: try required("line"),
      direction: try direction(), published: self["published"], source: self["source"],
      results: try path("results"), experiment: try path("experiment"),
      table: try required("table"), rateTable: optional("rate_table"), arms: try arms(),
      place: try points(self["at"], "at"), chance: try chance(),
      judgedBy: optional("judged_by"), rateJudgedBy: optional("rate_judged_by"),
      condition: try condition(), fewestPairs: try fewestPairs(), attention: try attention(),
      number: line)
  }

  private subscript(_ column: String) -> String {
    guard let index = places[column], fields.indices.contains(index) else { return "" }
    return Self.trimmed(fields[index])
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  private func error(_ message: String, _ help: String? = nil) -> ClaimListError {
    ClaimListError(line: line, message: message, help: help)
  }

  private func optional(_ column: String) -> String? { self[column].isEmpty ? nil : self[column] }

  private func required(_ column: String) throws(ClaimListError) -> String {
    guard let text = optional(column) else { throw error("`\(column)` is empty") }
    return text
  }

  /// A path below the folder that it begins in; experiments may lie beside it.
  private func path(_ column: String) throws(ClaimListError) -> String {
    let text = try required(column)
    let leaves = column == "results" && text.split(separator: "/").contains("..")
    guard !text.hasPrefix("/"), !leaves else {
      throw error("`\(column)` is a path below a folder, and `\(text)` is none")
    }
    return text
  }

  private func direction() throws(ClaimListError) -> ClaimDirection {
    let text = try required("direction")
    if let direction = ClaimDirection(rawValue: text) { return direction }
    let words = ClaimDirection.allCases.map(\.rawValue)
    let near = Suggestions.near(text, among: words)
    throw error(
      "no direction is called `\(text)`",
      near.isEmpty
        ? "a direction is one of \(words.map { "`\($0)`" }.joined(separator: ", "))"
        : "did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?")
  }

  private func arms() throws(ClaimListError) -> Claim.Arms? {
    switch (optional("left"), optional("right")) {
    case (let left?, let right?): return Claim.Arms(left: left, right: right)
    case (nil, nil):
      guard self["direction"] == ClaimDirection.descriptive.rawValue else {
        throw error("a line with a direction compares two points", "fill in `left` and `right`")
      }
      return nil
    default: throw error("of `left` and `right` one is empty")
    }
  }

  /// `task=bit_xor, model=language`.
  private func points(
    _ text: String, _ column: String
  ) throws(ClaimListError) -> [Claim.Point] {
    var points: [Claim.Point] = []
    for part in text.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map { Self.trimmed($0) }
      guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty }) else {
        throw error(
          "`\(Self.trimmed(part))` in `\(column)` is no point of an axis",
          "write for example `task=bit_xor`")
      }
      points.append(Claim.Point(axis: sides[0], label: sides[1]))
    }
    return points
  }

  private func share(_ text: String, _ column: String) throws(ClaimListError) -> Double {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? Self.trimmed(text.dropLast()) : text
    // Read as it stands, 11.2 % is the number nearest to 0.112, which a division misses.
    let isPlain = digits.allSatisfy { $0.isNumber || $0 == "." }
    guard isPlain, let value = Double(isPercent ? digits + "e-2" : digits), value.isFinite else {
      throw error("`\(text)` in `\(column)` is no share", "write for example `50%`")
    }
    guard (0...1).contains(value) else {
      throw error(
        "a share lies from 0 to 100 %; found `\(text)` in `\(column)`",
        value > 1 && !isPercent ? "write `\(text)%`" : nil)
    }
    return value
  }

  private func chance() throws(ClaimListError) -> Double? {
    guard let text = optional("chance") else { return nil }
    return try share(text, "chance")
  }

  private func fewestPairs() throws(ClaimListError) -> Int {
    guard let text = optional("fewest_pairs") else { return 2 }
    guard let count = Int(text), (2...1000).contains(count) else {
      throw error("`fewest_pairs` is a whole number from 2 to 1000; found `\(text)`")
    }
    return count
  }

  /// `Pretraining on Bit Memory: seed=10 >= 95%`.
  private func condition() throws(ClaimListError) -> Claim.Condition? {
    guard let text = optional("condition") else { return nil }
    guard let colon = text.lastIndex(of: ":"),
      let sign = text[colon...].range(of: ">=")
    else {
      throw error(
        "`\(text)` is no condition", "write for example `Pretraining: seed=10 >= 95%`")
    }
    let place = text[text.index(after: colon)..<sign.lowerBound]
    return Claim.Condition(
      table: Self.trimmed(text[..<colon]), place: try points(String(place), "condition"),
      least: try share(Self.trimmed(text[sign.upperBound...]), "condition"))
  }

  /// `attention 5-0 6-1`: the measure, then queries with their keys.
  private func attention() throws(ClaimListError) -> AttentionPlaces? {
    guard let text = optional("attention") else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace)
    let pairs = words.dropFirst().compactMap { word -> AttentionPlaces.Pair? in
      let ends = word.split(separator: "-").compactMap { Int($0) }
      guard ends.count == 2, ends.allSatisfy({ (0..<100_000).contains($0) }) else { return nil }
      return AttentionPlaces.Pair(query: ends[0], key: ends[1])
    }
    guard let measure = words.first, !pairs.isEmpty, pairs.count == words.count - 1 else {
      throw error(
        "`\(text)` names no places of an attention map",
        "write the measure, then each query with its key: `attention 5-0 6-1`")
    }
    return AttentionPlaces(measure: String(measure), pairs: pairs)
  }
}
