import HDF5

extension ArrayFile {
  /// Soft links that are followed on the way to an array; more are taken for a circle.
  private static let linkLimit = 16

  static func read(_ name: String, in root: Group, path: String) throws(TaskError) -> Values {
    do {
      let dataset = try dataset(name, in: root, path: path)
      return try values(of: dataset, name: name, path: path)
    } catch let error as TaskError {
      throw error
    } catch {
      throw .unreadable(file: path, reason: "\(error)")
    }
  }

  /// Follows groups and soft links from the root.
  private static func dataset(
    _ name: String, in root: Group, path: String
  ) throws -> Dataset {
    // The groups on the way, the root first, and what is still to be walked, the next part last.
    var groups = [root]
    var rest = Array(parts(of: name).reversed())
    var links = 0
    // How much of the name is still to be walked behind the target of a link.
    var (behind, nowhere) = (Int.max, "")
    while let part = rest.popLast() {
      guard let group = groups.last, try group.contains(part) else {
        if rest.count >= behind {
          throw TaskError.malformedData(
            file: path, what: "`\(name)`", expected: "an array",
            found: "a link that leads nowhere: there is no `\(nowhere)`")
        }
        throw missing(name, names: try names(in: groups.last ?? root), path: path)
      }
      if let target = try group.softLinkTarget(part) {
        links += 1
        guard links <= linkLimit else {
          throw TaskError.malformedData(
            file: path, what: "`\(name)`", expected: "an array",
            found: "a circle of soft links, or more than \(linkLimit) of them")
        }
        (behind, nowhere) = (min(behind, rest.count), target)
        if target.hasPrefix("/") { groups = [root] }
        rest += parts(of: target).reversed()
        continue
      }
      switch try group.member(part) {
      case .group(let inner) where !rest.isEmpty: groups.append(inner)
      case .dataset(let dataset) where rest.isEmpty: return dataset
      case .group:
        throw TaskError.malformedData(
          file: path, what: "`\(name)`", expected: "an array",
          found: "a group; name an array in it, such as `\(name)/x`")
      default:
        throw TaskError.malformedData(
          file: path, what: "`\(name)`", expected: "an array", found: "something else")
      }
    }
    throw missing(name, names: try names(in: root), path: path)
  }

  private static func parts(of path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)
  }

  /// Links of a group; a group with very many has none worth listing.
  private static func names(in group: Group) throws(HDF5Error) -> [String] {
    guard try group.memberCount() <= 1_000 else { return [] }
    let prefix = group.path == "/" ? "" : String(group.path.dropFirst()) + "/"
    return try group.linkNames(limit: 1_000).map { prefix + $0 }
  }

  private static func values(
    of dataset: Dataset, name: String, path: String
  ) throws -> Values {
    guard let type = try dataset.numberType() else {
      throw TaskError.malformedData(
        file: path, what: "the array `\(name)`", expected: "of numbers",
        found: "of \(dataset.datatype)" + remedy(for: dataset.datatype))
    }
    if let filter = try dataset.storage().filters.first(where: { !knownFilters.contains($0) }) {
      throw TaskError.malformedData(
        file: path, what: "the array `\(name)`", expected: "stored plainly or with gzip",
        found: "compressed by the filter \(filter)\(filterNames[filter].map { ", \($0)" } ?? ""); "
          + "store it as by `f.create_dataset(\"\(name)\", data=x, compression=\"gzip\")`")
    }
    let conventions = try NetCDFConventions(of: dataset, name: name, path: path)
    let numbers = try dataset.readNumbers(limit: sizeLimit)
    let shape = dataset.dataspace.shape
    return try conventions.decode(numbers, type: type, shape: shape)
  }

  /// Deflate, shuffle, Fletcher's checksum, szip, n-bit and scale-offset: filters that libhdf5 itself has.
  private static let knownFilters = 1...6
  private static let filterNames = [
    307: "bzip2", 32_000: "LZF", 32_001: "Blosc", 32_004: "LZ4", 32_008: "Bitshuffle",
    32_013: "ZFP", 32_015: "Zstandard", 32_026: "Blosc 2",
  ]

  /// Advice for an array that has no numbers.
  private static func remedy(for type: Datatype) -> String {
    let words = type.description
    switch words {
    case _ where type == .text || words.contains("text"):
      return "; number them, as by `names, y = numpy.unique(y, return_inverse=True)`, and store y"
    case _ where words.contains("compound"):
      return "; store each of its fields as an array of its own, of complex numbers "
        + "the real and the imaginary part"
    case _ where words.contains("variable-length"):
      return "; pad its rows to one length and store them as one array"
    case _ where words.contains("floating-point"):
      return "; store it as `x.astype(\"float32\")`"
    default: return "; store it as numbers, as by `x.astype(\"float32\")`"
    }
  }
}
