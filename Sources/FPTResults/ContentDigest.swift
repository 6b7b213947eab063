/// A SHA-256 over everything in a tree that results consist of.
///
/// In it are names, types, dimensions, shapes, values and attributes, in an order of their own. Not in it are the group
/// `/provenance`, the root attribute `content_digest`, cells' `resolved_configuration`, and what the file format adds. Equal digests mean equal results,
/// whatever the order in which they were stored and whichever version of libhdf5 stored them.
public struct ContentDigest: Sendable, Hashable, CustomStringConvertible {
  /// 64 lowercase hexadecimal digits.
  public let hexadecimal: String

  /// The digest as hexadecimal digits.
  public var description: String { hexadecimal }

  /// The digest of a tree, taken as the content of a whole file.
  ///
  /// - Complexity: linear in the size of the tree.
  public init(of tree: ResultGroup) {
    var root = tree
    root.attributes.removeAll { $0.name == ResultFormat.digestAttribute }
    root.groups.removeAll { $0.name == ResultFormat.provenanceGroup }
    var hash = CanonicalHash()
    hash.add("fpt-results-\(tree.formatVersion)")
    hash.add(root)
    hexadecimal = hash.finalize().hexadecimal
  }

  /// The digest of what a file holds, computed afresh.
  public init(ofFile path: String) throws(ResultFileError) {
    self.init(of: try ResultFile.read(path))
  }
}

extension ResultGroup {
  /// The version of the format that the root says; the present one where it says none.
  package var formatVersion: Int64 {
    attribute(ResultFormat.versionAttribute)?.integer ?? ResultFormat.version
  }

  /// The tree with its content digest as a root attribute.
  public func stamped() -> ResultGroup {
    var stamped = self
    stamped.noteDigests()
    stamped.setAttribute(
      ResultFormat.digestAttribute, .text(ContentDigest(of: stamped).hexadecimal))
    return stamped
  }

  /// Computes the digest of every variable's values, once for all that need it.
  private mutating func noteDigests() {
    for index in variables.indices where variables[index].known.digest == nil {
      variables[index].known.digest = variables[index].valuesDigest()
    }
    for index in groups.indices { groups[index].group.noteDigests() }
  }
}

extension CanonicalHash {
  fileprivate mutating func add(_ group: ResultGroup) {
    add(group.attributes, without: ResultFormat.resolvedAttribute)
    let variables = Self.sorted(group.variables, by: \.name)
    add(count: variables.count)
    for (name, variable) in variables {
      add(name)
      add(variable.values.typeName)
      add(count: variable.shape.count)
      for (dimension, size) in zip(variable.dimensions, variable.shape) {
        add(ResultName.encoded(dimension))
        add(count: size)
      }
      add(variable.valuesDigest())
      add(variable.attributes)
    }
    let groups = Self.sorted(group.groups, by: \.name)
    add(count: groups.count)
    for (name, child) in groups {
      add(name)
      add(child.group)
    }
  }

  private mutating func add(_ attributes: [ResultAttribute], without omitted: String? = nil) {
    let attributes = Self.sorted(attributes.filter { $0.name != omitted }, by: \.name)
    add(count: attributes.count)
    for (name, attribute) in attributes {
      add(name)
      switch attribute.value {
      case .text(let text):
        add("text")
        add(text)
      case .integer(let integer):
        add("int64")
        add(.int64([integer]), isScalar: true)
      case .number(let number):
        add("float64")
        add(.float64([number]), isScalar: true)
      case .texts(let texts):
        add("text[]")
        add(count: texts.count)
        add(.texts(texts), isScalar: false)
      case .integers(let integers):
        add("int64[]")
        add(count: integers.count)
        add(.int64(integers), isScalar: false)
      }
    }
  }

  /// Elements with their stored names, in the order of those names' bytes.
  private static func sorted<Element>(
    _ elements: [Element], by name: (Element) -> String
  ) -> [(String, Element)] {
    elements.map { (ResultName.encoded(name($0)), $0) }
      .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }
}
