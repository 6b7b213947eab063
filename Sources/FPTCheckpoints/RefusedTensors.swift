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
      let numbers = (blocks.expected..<blocks.found).map { ".\($0)." }
      let whole = names.compactMap { name -> String? in
        guard let place = numbers.lazy.compactMap({ name.range(of: $0) }).first else { return nil }
        return String(name[..<place.upperBound]) + "*"
      }
      if whole.count == names.count { return Set(whole).sorted() }
    }
    return NamePattern.covering(names)
  }
}
