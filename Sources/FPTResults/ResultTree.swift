import FPTDigest

/// A group of a results file in memory: attributes, variables and subgroups, each in order.
///
/// Everything that is stored (cells, runs, tables) is first built as such a tree, and only then written as HDF5; the
/// content digest is a function of the tree alone.
public struct ResultGroup: Sendable, Hashable {
  /// The attributes of the group, in the order they are stored.
  public var attributes: [ResultAttribute] = []
  /// The arrays in the group, in the order they are stored.
  public var variables: [ResultVariable] = []
  /// The groups inside this one, in the order they are stored.
  public var groups: [Child] = []

  /// A group inside another, with its name.
  public struct Child: Sendable, Hashable {
    /// The name of the group; no other child and no variable of the group around it has it too.
    public var name: String
    /// What the group holds.
    public var group: ResultGroup
    /// Gives a group its name.
    public init(name: String, group: ResultGroup) {
      self.name = name
      self.group = group
    }
  }

  /// Makes an empty group.
  public init() {}
}

/// An attribute of a group or variable.
public struct ResultAttribute: Sendable, Hashable {
  /// What an attribute can hold: one value, or an array with one dimension.
  public enum Value: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case texts([String])
    case integers([Int64])
  }
  /// The name, of which there is one in a group or variable.
  public var name: String
  /// What stands under the name.
  public var value: Value
  /// Makes an attribute.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// An N-dimensional array with a name for each of its dimensions.
public struct ResultVariable: Sendable, Hashable {
  /// Values of one of the types that the format has; floating-point numbers use NaN where there is
  /// no value.
  public enum Values: Sendable, Hashable {
    case float32([Float])
    case float64([Double])
    case int64([Int64])
    case int8([Int8])
    case texts([String])
  }
  /// The name, of which there is one in a group.
  public var name: String
  /// Names of the dimensions, outermost first; a variable named like its only dimension is that dimension's coordinate.
  public var dimensions: [String]
  /// The size of each dimension, outermost first; empty for a scalar.
  public var shape: [Int]
  /// Row-major values; their count is the product of `shape`.
  public var values: Values { didSet { known = KnownDigest() } }
  /// What the variable says of itself, such as `units` and `long_name`.
  public var attributes: [ResultAttribute]
  /// Shuffle + deflate: for activations and attention, not for weights.
  public var isCompressed: Bool
  /// The digest of the values, once it was computed or read with them.
  var known = KnownDigest()

  /// Makes an array; names, shape and the number of values are checked when it is written.
  public init(
    name: String, dimensions: [String], shape: [Int], values: Values,
    attributes: [ResultAttribute] = [], isCompressed: Bool = false
  ) {
    self.name = name
    self.dimensions = dimensions
    self.shape = shape
    self.values = values
    self.attributes = attributes
    self.isCompressed = isCompressed
  }
}

/// A digest that goes along with values, so that these are hashed once.
///
/// It is no part of what makes two variables equal.
struct KnownDigest: Sendable, Hashable {
  var digest: Digest?

  static func == (a: KnownDigest, b: KnownDigest) -> Bool { true }
  func hash(into hasher: inout Hasher) {}
}
