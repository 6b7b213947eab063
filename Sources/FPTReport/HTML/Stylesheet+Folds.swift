extension Stylesheet {
  /// What a reader unfolds.
  static let folds = """
    .fold { font: var(--small)/1.5 var(--sans); margin: var(--s3) 0; max-width: 100%; }
    .fold > summary { color: var(--soft); cursor: pointer; width: fit-content; max-width: 100%; border-radius: 3px; }
    .fold > summary:hover { color: var(--ink); }
    .fold > .folded { margin: var(--s2) 0 var(--s4); }
    .changes ul { list-style: none; margin: 0; padding: 0 0 0 1.1em; columns: 2 24rem; color: var(--soft); font-variant-numeric: tabular-nums; }
    .changes li { break-inside: avoid; }

    """
}
