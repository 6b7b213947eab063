extension AttentionGeometry {
  /// The causal mask: how many keys a query sees, the first ones.
  ///
  /// Queries are the last tokens. In causal attention a query sees the keys up to its own token; otherwise it sees all of them.
  @inline(__always)
  func visibleKeys(query: Int) -> Int {
    isCausal ? tokens - queryTokens + query + 1 : tokens
  }
}
