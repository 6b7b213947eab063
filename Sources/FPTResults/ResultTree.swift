import FPTDigest

/// A group of a results file in memory: attributes, variables and subgroups, each in order.
///
/// Everything that is stored (cells, runs, tables) is first built as such a tree, and only then written as HDF5; the
/// content digest is a function of the tree alone.
public struct ResultGroup: Sendable, Hashable {
  public var attributes: [ResultAttribute] = []
  public var variables: [ResultVariable] = []
  public var groups: [Child] = []

  public struct Child: Sendable, Hashable {
    public var name: String
    public var group: ResultGroup
    public init(name: String, group: ResultGroup) {
      self.name = name
      self.group = group
    }
  }

  public init() {}
}

/// An attribute of a group or variable.
public struct ResultAttribute: Sendable, Hashable {
  public enum Value: Sendable, Hashable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case texts([String])
    case integers([Int64])
  }
  public var name: String
  public var value: Value
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// An N-dimensional array with a name for each of its dimensions.
public struct ResultVariable: Sendable, Hashable {
  public enum Values: Sendable, Hashable {
    case float32([Float])
    case float64([Double])
    case int64([Int64])
    case int8([Int8])
    case texts([String])
  }
  public var name: String
  /// Names of the dimensions, outermost first; a variable named like its only dimension is that dimension's coordinate.
  public var dimensions: [String]
  public var shape: [Int]
  /// Row-major values; their count is the product of `shape`.
  public var values: Values { didSet { known = KnownDigest() } }
  public var attributes: [ResultAttribute]
  /// Shuffle + deflate: for activations and attention, not for weights.
  public var isCompressed: Bool
  /// The digest of the values, once it was computed or read with them.
  var known = KnownDigest()

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

/// A digest that goes along with values, so that these are hashed once. It is no part of what makes two variables equal.
struct KnownDigest: Sendable, Hashable {
  var digest: Digest?

  static func == (a: KnownDigest, b: KnownDigest) -> Bool { true }
  func hash(into hasher: inout Hasher) {}
}
