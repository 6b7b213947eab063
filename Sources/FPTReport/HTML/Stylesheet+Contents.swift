extension Stylesheet {
  /// The list of contents: folded above the text, or beside it where there is room.
  static let contents = """
    .contents { font: var(--small)/1.4 var(--sans); max-width: calc(var(--wide) + 2.5rem); margin: 0 auto; padding: var(--s4) 1.25rem 0; }
    .contents summary { color: var(--soft); font-weight: 600; cursor: pointer; }
    .contents ul { list-style: none; margin: var(--s3) 0 0; padding: 0; }
    .contents a { display: block; color: var(--soft); text-decoration: none; padding: .28rem 0 .28rem .8rem; border-left: 2px solid var(--line); }
    .contents a:hover { color: var(--ink); }
    .contents a[aria-current] { color: var(--ink); border-left-color: var(--ink); }
    .contents .level-2 a { font-weight: 600; }
    .contents .level-3 a { padding-left: 1.5rem; }
    .contents .float a { padding-left: 1.5rem; font-size: var(--tiny); }
    .contents .numeral { font-variant-numeric: tabular-nums; white-space: nowrap; }
    @media screen and (min-width: 72rem) {
      .has-contents {
        display: grid; grid-template-columns: minmax(1.5rem, 1fr) 14rem minmax(0, calc(var(--wide) + 3rem)) minmax(1.5rem, 1fr);
      }
      .contents { grid-column: 2; width: 100%; padding: 0; margin: 0; }
      .contents details { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: var(--s7) 0 var(--s6); scrollbar-width: thin; }
      .contents details::details-content { content-visibility: visible; display: block; height: auto; }
      .contents summary { list-style: none; cursor: default; pointer-events: none; font-size: var(--tiny); }
      .contents summary::-webkit-details-marker { display: none; }
      .has-contents main { grid-column: 3; width: 100%; max-width: none; padding: var(--s7) 0 var(--s7) 3rem; margin: 0; }
    }
    @media screen and (min-width: 100rem) { :root { --wide: 81rem; --measure: 40rem; } }

    """
}
