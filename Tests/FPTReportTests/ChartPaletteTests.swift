import Foundation
import Testing

@testable import FPTReport

/// The colors of series as readers with each kind of color blindness see them, and on gray print.
@Suite("Colors of plots")
struct ChartPaletteTests {
  private typealias Color = [Double]

  /// Matrices of Machado, Oliveira and Fernandes 2009 for linear RGB, at full severity.
  private static let sights: [(name: String, matrix: [[Double]])] = [
    ("normal", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    (
      "deuteranopia",
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    (
      "tritanopia",
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  private static func linear(_ hex: String) -> Color {
    let digits = Array(hex.dropFirst())
    return stride(from: 0, to: 6, by: 2).map { start in
      let value = Double(Int(String(digits[start...start + 1]), radix: 16) ?? 0) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  private static func times(_ matrix: [[Double]], _ color: Color) -> Color {
    matrix.map { row in zip(row, color).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// Ottosson's Oklab, in which distances are about as large as they look.
  private static func oklab(_ color: Color) -> Color {
    let cones = times(
      [
        [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ], color.map { min(max($0, 0), 1) })
    return times(
      [
        [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
      ], cones.map { cbrt($0) })
  }

  private static func luminance(_ color: Color) -> Double {
    0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
  }

  private static func lightness(_ color: Color) -> Double { 116 * cbrt(luminance(color)) - 16 }

  private static func contrast(_ a: Color, _ b: Color) -> Double {
    let (high, low) = (max(luminance(a), luminance(b)), min(luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
  }

  @Test(
    "series are told apart by every reader, in gray, and on their page",
    arguments: [ChartPalette.light, .dark, .print])
  func apart(palette: ChartPalette) {
    let colors = palette.series.map(Self.linear)
    #expect(colors.count == ChartPalette.count)
    for i in colors.indices {
      // What WCAG asks of parts of figures.
      #expect(Self.contrast(colors[i], Self.linear(palette.page)) >= 3, "\(palette.series[i])")
      for j in colors.indices where j < i {
        let pair = "\(palette.series[i]) and \(palette.series[j])"
        let isFirst = i < 4
        for sight in Self.sights {
          let (a, b) = (
            Self.oklab(Self.times(sight.matrix, colors[i])),
            Self.oklab(Self.times(sight.matrix, colors[j]))
          )
          let distance = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
          #expect(distance > (isFirst ? 0.14 : 0.085), "\(pair), \(sight.name): \(distance)")
        }
        let step = abs(Self.lightness(colors[i]) - Self.lightness(colors[j]))
        #expect(step > (isFirst ? 9 : 3), "\(pair) in gray: \(step)")
      }
    }
  }

  @Test("letters of labels have the contrast that WCAG asks of text")
  func text() {
    for palette in [ChartPalette.light, .dark, .print] {
      for color in [palette.ink, palette.soft] {
        #expect(Self.contrast(Self.linear(color), Self.linear(palette.page)) >= 4.5, "\(color)")
      }
    }
  }

  @Test("twelve series differ in shape or dashes wherever they share a color")
  func styles() {
    let styles = (0..<DrawnChart.mostSeries).map { SeriesStyle($0) }
    for a in styles {
      for b in styles where a.index < b.index {
        #expect(a.color != b.color || a.shape != b.shape && a.dashes != b.dashes)
        #expect(a.letter != b.letter)
      }
    }
  }
}
