/// Rules for what plots and maps consist of, the same in a page and in a file of its own.
enum SVGStyle {
  /// The letters of figures.
  static let font = "system-ui, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif"

  /// Rules in a page, whose colors follow the reader's settings.
  static let page = rules { "var(--\($0))" }

  /// Rules with colors as they are, for programs that know no custom properties.
  static func rules(_ palette: ChartPalette) -> String {
    let colors = Dictionary(palette.named.map { ($0.name, $0.color) }, uniquingKeysWith: { $1 })
    return rules { colors[$0] ?? "#000000" } + HeatColors(on: palette).rules
  }

  private static func rules(_ color: (String) -> String) -> String {
    var rules = """
      svg text { font: 10.5px \(font); fill: \(color("soft")); }
      svg .title { font-size: 12px; font-weight: 600; fill: \(color("ink")); }
      svg .label { font-size: 10.5px; fill: \(color("ink")); }
      svg .over, svg .phasename {
        font-size: 9.5px; paint-order: stroke; stroke: \(color("page")); stroke-width: 3px;
        stroke-linejoin: round;
      }
      svg .phasename { font-size: 9px; stroke-width: 2.2px; }
      svg path { fill: none; stroke-width: 1.7; stroke-linejoin: round; stroke-linecap: round; }
      svg .grid { stroke: \(color("line")); stroke-width: .7; }
      svg .axis { stroke: \(color("soft")); stroke-width: .9; }
      svg .reference { stroke: \(color("ink")); stroke-width: 1.1; stroke-dasharray: 1 3.2; }
      svg .phase { stroke: \(color("soft")); stroke-width: .8; stroke-dasharray: 4 2; }
      svg .e { stroke: \(color("ink")); stroke-width: 1; }
      svg .frame { fill: none; stroke: \(color("soft")); stroke-width: .6; }
      svg .gap { fill: \(color("page")); }
      svg .value { font-size: 8.5px; }

      """
    for index in 0..<ChartPalette.count {
      let own = color("c\(index)")
      rules += """
        svg .m\(index) { fill: \(own); stroke: \(color("page")); stroke-width: .7; }
        svg .o\(index) { fill: none; stroke: \(own); stroke-width: 1.6; }
        svg .b\(index) { fill: \(own); fill-opacity: .14; stroke: \(own); stroke-opacity: .35; stroke-width: .6; }
        svg .t\(index) { fill: none; stroke: \(own); stroke-width: .7; stroke-opacity: .55; }
        svg .i\(index) { stroke: \(own); stroke-width: 1.2; }
        svg .a\(index) { fill: \(own); fill-opacity: .85; stroke: \(color("page")); stroke-width: .6; }

        """
    }
    for index in 0..<SeriesStyle.mostPatterns {
      let style = SeriesStyle(index)
      let dashes = style.dashes.map { " stroke-dasharray: \($0); stroke-linecap: butt;" } ?? ""
      rules += "svg .s\(index) { stroke: \(color("c\(style.color)"));\(dashes) }\n"
    }
    return rules
  }
}
