import Testing

@testable import FPTReport

/// Contrast (WCAG 2.2) of every text of a page, computed from its colors.
@Suite("Contrast of a page")
struct PageContrastTests {
  private static let grounds = [
    ("light", ChartPalette.light, PageColors.light, HeatColors.light),
    ("dark", ChartPalette.dark, PageColors.dark, HeatColors.dark),
    ("paper", ChartPalette.print, PageColors.light, HeatColors.light),
  ]

  private static func contrast(_ one: String, _ other: String) -> Double {
    HeatColors.contrast(HeatColors.luminance(of: one), HeatColors.luminance(of: other))
  }

  @Test("words are read on the page and on tinted ground")
  func words() throws {
    for (name, palette, colors, _) in Self.grounds {
      let named = Dictionary(uniqueKeysWithValues: palette.named + colors)
      for ground in ["page", "tint"] {
        for ink in ["ink", "soft", "link"] {
          let contrast = Self.contrast(try #require(named[ink]), try #require(named[ground]))
          #expect(contrast >= 4.5, "\(ink) on \(ground), \(name): \(contrast)")
        }
      }
      // Notes at the pointer are the other way round.
      #expect(Self.contrast(palette.page, palette.ink) >= 7)
    }
  }

  @Test("code is read on tinted ground")
  func code() throws {
    let tints = [PageColors.light, PageColors.dark].map { colors in
      colors.first { $0.name == "tint" }?.color
    }
    for color in Stylesheet.codeColors {
      for (ink, tint) in zip([color.light, color.dark], tints) {
        let contrast = Self.contrast(ink, try #require(tint))
        #expect(contrast >= 4.5, "\(color.name): \(contrast)")
      }
    }
  }

  @Test("numbers are read on every square of a heat map")
  func squares() {
    for (name, _, _, heat) in Self.grounds {
      for step in 0...HeatColors.steps {
        let contrast = Self.contrast(heat.ink(on: step), heat.color(step))
        #expect(contrast >= 4.5, "\(step), \(name): \(contrast)")
      }
    }
  }

  @Test("no rule gives text a color of another kind")
  func colors() {
    let rules = Stylesheet.page.matches(of: /[^-]color: ([^;}]+);/).map { String($0.output.1) }
    let code = Stylesheet.codeColors.map { "var(--k-\($0.name))" }
    let known = Set(
      ["var(--ink)", "var(--soft)", "var(--link)", "var(--page)", "inherit"] + code)
    for rule in rules { #expect(known.contains(rule) || rule.hasPrefix("light-dark"), "\(rule)") }
  }
}
