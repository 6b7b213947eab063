/// A parameter of a model before it has values: everything that freezing, counting and loading need to know.
public struct ParameterSpecification: Sendable, Hashable {
  /// The name in the checkpoint of the library the model comes from, or in the official code for what is new.
  public let name: String
  /// The shape in the checkpoint.
  public let shape: [Int]
  /// The group it is frozen and counted with.
  public let group: ParameterGroup
  /// The block it belongs to; nil outside the blocks.
  public let layer: Int?
  /// The library's random default.
  public let initialization: Initialization
  /// False for tables that this use of the model never reads: never loaded, never trained.
  public let isRead: Bool
  /// True for what this use of the model adds: in no checkpoint of the library, and drawn whatever the source.
  public let isNew: Bool
  /// True for a matrix that only products read, which take numbers in half precision as a checkpoint has them.
  public let isOperand: Bool
  /// Rows of a table that its source has, where the model has more of them; those are zeros at first.
  public let sourceRows: Int?

  /// A parameter that is read unless said otherwise.
  public init(
    _ name: String, _ shape: [Int], _ group: ParameterGroup, layer: Int? = nil,
    _ initialization: Initialization, isRead: Bool = true, isNew: Bool = false,
    isOperand: Bool = false, sourceRows: Int? = nil
  ) {
    self.name = name
    self.shape = shape
    self.group = group
    self.layer = layer
    self.initialization = initialization
    self.isRead = isRead
    self.isNew = isNew
    self.isOperand = isOperand
    self.sourceRows = sourceRows
  }

  /// Elements.
  public var count: Int { shape.reduce(1, *) }

  /// The table as its source has it; nil for what has no rows of its own.
  var atSource: ParameterSpecification? {
    guard let sourceRows else { return nil }
    return ParameterSpecification(
      name, [sourceRows] + shape.dropFirst(), group, layer: layer, initialization, isRead: isRead,
      isNew: isNew, isOperand: isOperand)
  }
}
