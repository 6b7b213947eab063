extension ResultGroup {
  /// The same results without what no content digest covers and in one order, so that equal content digests give equal files.
  ///
  /// Attributes, variables and groups are sorted by the bytes of their stored names, and which variables are compressed
  /// follows from their place and size alone: none of the weights, else those of more than 16,384
  /// elements.
  package func withoutProvenance() -> ResultGroup {
    var root = self
    root.groups.removeAll { $0.name == ResultFormat.provenanceGroup }
    root.attributes.removeAll { $0.name == ResultFormat.digestAttribute }
    return root.ordered(isBelowWeights: false).stamped()
  }

  private func ordered(isBelowWeights: Bool) -> ResultGroup {
    func precedes(_ a: String, _ b: String) -> Bool {
      ResultName.encoded(a).utf8.lexicographicallyPrecedes(ResultName.encoded(b).utf8)
    }
    var group = self
    group.attributes.removeAll { $0.name == ResultFormat.resolvedAttribute }
    group.attributes.sort { precedes($0.name, $1.name) }
    group.variables = variables.map { variable in
      var variable = variable
      variable.attributes.sort { precedes($0.name, $1.name) }
      variable.isCompressed = !isBelowWeights && variable.values.count > 1 << 14
      return variable
    }.sorted { precedes($0.name, $1.name) }
    group.groups = groups.map { child in
      Child(
        name: child.name,
        group: child.group.ordered(isBelowWeights: isBelowWeights || child.name == "weights"))
    }.sorted { precedes($0.name, $1.name) }
    return group
  }
}
