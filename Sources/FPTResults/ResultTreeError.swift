/// Why a tree cannot be stored, or is not what it should be.
public enum ResultTreeError: Error, Sendable, Hashable {
  case emptyName(place: String)
  case nameTooLong(place: String, bytes: Int)
  case duplicateName(place: String)
  case tooDeep(place: String)
  case tooMany(place: String, what: String, limit: Int, found: Int)
  case reservedAttribute(place: String, name: String)
  case textWithNUL(place: String)
  /// The values are not as many as the shape says, or the shape has another rank than the dimensions.
  case shapeMismatch(place: String, dimensions: [String], shape: [Int], count: Int)
  /// One variable uses a dimension twice: rows and columns of a matrix need names of their own.
  case repeatedDimension(place: String, dimension: String)
  /// One dimension has two sizes where both are in scope.
  case dimensionConflict(place: String, dimension: String, size: Int, otherSize: Int)
  /// A variable bears the name of a dimension in scope without holding its coordinates.
  case notACoordinate(place: String, dimension: String)
  /// A coordinate has other values than the one of the same name in an enclosing group.
  case coordinateConflict(place: String, dimension: String)
  /// Something that the format requires is absent or of another kind.
  case unexpected(place: String, expected: String, found: String)
}

extension ResultTreeError: CustomStringConvertible {
  /// A sentence that names the place in the tree and says what is wrong there.
  public var description: String {
    switch self {
    case .emptyName(let place):
      return "\(place): a name is empty"
    case .nameTooLong(let place, let bytes):
      let shown = place.count > 64 ? place.prefix(60) + "…" : place
      return "\(shown): a stored name takes at most \(ResultFormat.maximumNameBytes) bytes, "
        + "this one \(bytes)"
    case .duplicateName(let place):
      return "\(place): the name is used twice in its group"
    case .tooDeep(let place):
      return "\(place): groups are nested deeper than \(ResultFormat.maximumDepth)"
    case .tooMany(let place, let what, let limit, let found):
      return "\(place): at most \(limit) \(what), found \(found)"
    case .reservedAttribute(let place, let name):
      return "\(place): the attribute name `\(name)` belongs to the file format"
    case .textWithNUL(let place):
      return "\(place): a text contains NUL, which HDF5 cannot store"
    case .shapeMismatch(let place, let dimensions, let shape, let count):
      return "\(place): dimensions \(dimensions) with sizes \(shape) "
        + "do not describe \(count) values"
    case .repeatedDimension(let place, let dimension):
      return "\(place): the dimension `\(dimension)` occurs twice; "
        + "rows and columns of a matrix need names of their own"
    case .dimensionConflict(let place, let dimension, let size, let otherSize):
      return "\(place): the dimension `\(dimension)` has size \(size) here, "
        + "but \(otherSize) elsewhere in its scope"
    case .notACoordinate(let place, let dimension):
      return "\(place): named like the dimension `\(dimension)`, so it must hold its coordinates"
    case .coordinateConflict(let place, let dimension):
      return "\(place): other coordinates for `\(dimension)` than in an enclosing group"
    case .unexpected(let place, let expected, let found):
      return "\(place): expected \(expected), found \(found)"
    }
  }
}
