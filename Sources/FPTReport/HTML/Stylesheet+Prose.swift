extension Stylesheet {
  /// Prose, and code wherever it stands.
  static let prose = """
    .prose { max-width: var(--measure); hyphens: manual; }
    .prose h2 { font-size: 1.5rem; margin: 2.75rem 0 var(--s3); }
    .prose h3 { font-size: 1.2rem; margin: var(--s6) 0 var(--s2); }
    .prose h4, .prose h5, .prose h6 { font-size: 1.05rem; margin: var(--s5) 0 var(--s2); }
    .prose:first-child > :first-child { margin-top: var(--s5); }
    .prose p, .prose ul, .prose ol { margin: 0 0 1.05em; text-wrap: pretty; }
    .prose li + li { margin-top: .35em; }
    .prose ul, .prose ol { padding-left: 1.5em; }
    .prose ul.tasks { list-style: none; padding-left: 0; }
    .check { font-family: var(--sans); color: var(--soft); }
    del { color: var(--soft); }
    code, pre { font: .86em/1.55 var(--mono); font-variant-ligatures: none; }
    code { background: var(--tint); padding: .12em .32em; border-radius: 3px; white-space: nowrap; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
    code.long { white-space: normal; overflow-wrap: anywhere; }
    pre { margin: 0; background: var(--tint); padding: .85rem 1.1rem; border-radius: 6px; overflow: auto; tab-size: 2; }
    pre code { background: none; padding: 0; font-size: 1em; white-space: pre; }
    blockquote { margin: 0 0 1.2em; padding-left: 1.1rem; border-left: 3px solid var(--line); color: var(--soft); }
    hr { border: 0; border-top: 1px solid var(--line); margin: var(--s6) 0; }
    .prose img { display: block; max-width: 100%; height: auto; margin: var(--s5) 0; border-radius: 4px; }
    .no-image {
      display: inline-block; border: 1px dashed var(--soft); border-radius: 4px; padding: .1em .6em; color: var(--soft);
      font: var(--small)/1.5 var(--sans);
    }
    .prose .scroll { margin-bottom: 1.2em; }

    """
}
