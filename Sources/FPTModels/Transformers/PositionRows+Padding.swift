import FPTCheckpoints

extension PositionRows {
  /// RoBERTa's rows: those up to the padding token's number belong to no token.
  ///
  /// - Throws: `CheckpointError`.
  init(behindPaddingOf c: ModelConfiguration) throws(CheckpointError) {
    let first = try c.integer("pad_token_id", in: 0...65_536, default: 1) + 1
    let count = try c.integer("max_position_embeddings", in: (first + 1)...(1 << 24))
    self.init(count, first: first)
  }
}
