extension Stylesheet {
  /// Paper: nothing that has to be clicked, no heading without what it heads, and breaks between rows of panels only.
  static let print = """
    @page { margin: 18mm 17mm; }
    @media print {
      body { font-size: 10.5pt; line-height: 1.5; }
      main, .prose, .signs, figcaption small { max-width: none; padding: 0; }
      .contents, .skip, .anchor, .copy, .theme, .pointed, .sort::after, .fold:not(.printed, [open]), .section:not(:has(> :not(h2, .fold:not(.printed, [open])))) { display: none !important; }
      .printed > summary { list-style: none; }
      .printed::details-content { content-visibility: visible; display: block; height: auto; }
      a { color: inherit; }
      h1, h2, h3, h4, h5, h6, figcaption, .legend, summary, p:has(+ figure), .prose:has(+ figure) > p:last-child { break-after: avoid; }
      h1, h2, h3, h4, h5, h6, tr, .panels svg, figcaption, .note, blockquote { break-inside: avoid; }
      p, li { orphans: 3; widows: 3; }
      figure { margin: 1.6em 0; }
      .results { break-inside: avoid-page; }
      .panels { grid-template-columns: repeat(2, 1fr); }
      .map .panels { grid-template-columns: repeat(3, 1fr); }
      .colorbar { width: 13rem; }
      .scroll, pre { overflow: visible; background: none; }
      .scroll th:first-child { position: static; }
      pre code { white-space: pre-wrap; }
      svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }

    """
}
