/// The published direction of a line: what its first arm was, beside the second.
package enum ClaimDirection: String, Sendable, Hashable, CaseIterable {
  /// More, where more is better, such as an accuracy.
  case ahead
  /// Less, where more is better.
  case behind
  /// More, where less is better, such as steps until convergence.
  case later
  /// Less, where less is better.
  case sooner
  /// More, where neither is better.
  case more
  /// Less, where neither is better.
  case less
  /// Equal within the margin of the table.
  case equal
  /// None was published.
  case descriptive

  /// What makes a difference as it was published one above zero; 1 where nothing was published of its sign.
  package var sign: Double {
    switch self {
    case .behind, .sooner, .less: -1
    case .ahead, .later, .more, .equal, .descriptive: 1
    }
  }

  /// The arm that is behind with some difference, left minus right; nil for none, or where neither is better.
  func armBehind(_ difference: Double?) -> ArmSide? {
    guard let difference, difference != 0, !difference.isNaN else { return nil }
    switch self {
    case .ahead, .behind, .equal: return difference < 0 ? .left : .right
    case .later, .sooner: return difference > 0 ? .left : .right
    case .more, .less, .descriptive: return nil
    }
  }
}

/// One of the two arms of a comparison.
package enum ArmSide: Sendable, Hashable { case left, right }
