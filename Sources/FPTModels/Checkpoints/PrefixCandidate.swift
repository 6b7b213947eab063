import FPTCheckpoints

/// A prefix that a checkpoint may put before a model's names.
struct PrefixCandidate {
  let prefix: String
  /// Parameters whose tensors are there.
  let found: Int
  /// Parameters whose tensors are there in their shapes.
  let fitting: Int

  /// The library's own prefixes, then what stands before a probe's name in this file.
  static func all(
    of backbone: any Backbone, read: [ParameterSpecification], in file: any TensorSource
  ) -> [PrefixCandidate] {
    var prefixes = backbone.checkpointPrefixes
    if let name = read.first(where: { $0.layer != nil })?.name {
      for spelling in [name] + backbone.otherNames(of: name) {
        for tensor in file.names where tensor.hasSuffix("." + spelling) {
          let prefix = String(tensor.dropLast(spelling.count))
          if !prefixes.contains(prefix), prefixes.count < 64 { prefixes.append(prefix) }
        }
      }
    }
    return prefixes.map { prefix in
      var (found, fitting) = (0, 0)
      for parameter in read {
        guard let name = backbone.tensor(of: parameter.name, under: prefix, in: file) else {
          continue
        }
        found += 1
        let shape = (parameter.atSource ?? parameter).shape
        if file.shape(of: name) == shape { fitting += 1 }
      }
      return PrefixCandidate(prefix: prefix, found: found, fitting: fitting)
    }
  }
}
