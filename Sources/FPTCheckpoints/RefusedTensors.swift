import Foundation

/// Tensors of a checkpoint that nobody reads and that are not known to be harmless.
public struct RefusedTensors: Sendable, Hashable {
  /// In the file's order.
  public let names: [String]
  /// How many blocks there are and should be, where there are too many.
  public let blocks: Blocks?

  /// Numbers of blocks.
  public struct Blocks: Sendable, Hashable {
    /// Blocks that the checkpoint has.
    public let found: Int
    /// Blocks that the model should have.
    public let expected: Int

    package init(found: Int, expected: Int) {
      self.found = found
      self.expected = expected
    }
  }

  package init(names: [String], blocks: Blocks?) {
    self.names = names
    self.blocks = blocks
  }

  /// Patterns that cover the names, with `*` in the place of numbers; of blocks, each block.
  var patterns: [String] {
    if let blocks {
      // A name goes on after the number of its block.
      let surplus = blocks.expected..<max(blocks.expected, blocks.found)
      let whole = names.compactMap { name -> String? in
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let place = parts.indices.dropFirst().dropLast().first { index in
          Int(parts[index]).map { surplus.contains($0) && "\($0)" == parts[index] } ?? false
        }
        return place.map { parts[...$0].joined(separator: ".") + ".*" }
      }
      if whole.count == names.count { return Set(whole).sorted() }
    }
    return NamePattern.covering(names)
  }
}
