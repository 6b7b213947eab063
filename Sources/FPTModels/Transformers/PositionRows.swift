/// The rows of a table of learned positions.
public struct PositionRows: Sendable, Hashable {
  /// Rows of the table.
  public private(set) var count: Int
  /// Rows of it that its source has, where it was extended.
  private var sourceCount: Int?
  /// Row that the first token has.
  public let first: Int

  init(_ count: Int, first: Int = 0) {
    self.count = count
    self.first = first
  }

  /// The most tokens that have rows.
  var maximumTokens: Int { count - first }

  /// Rows for at least so many tokens; those that there are count as given.
  func extended(to tokens: Int) -> PositionRows {
    var rows = self
    let wanted = max(0, tokens) + first
    rows.sourceCount = wanted > count ? count : nil
    rows.count = max(count, wanted)
    return rows
  }

  /// The table as a parameter.
  func parameter(
    _ name: String, width: Int, _ initialization: Initialization, isNew: Bool = false
  ) -> ParameterSpecification {
    .init(
      name, [count, width], .positions, initialization, isNew: isNew, sourceRows: sourceCount)
  }
}
