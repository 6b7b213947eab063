import FPTCatalog
import Testing

@testable import FPTScript

/// Bounds of a release build; a debug build on a busy machine gets twenty times as long and more.
@Suite struct SpeedTests {
  /// A file of so many lines such as a person would write.
  static func file(lines: Int) -> String {
    var text = "experiment long { fpt: 1 }\ntask xor = BitXOR(length: 5)\n"
    text += "model language = BERT(weights: \"minilm\")\nmeasure accuracy = Accuracy(split: test)\n"
    var index = 0
    var count = 4
    while count + 22 <= lines {
      text += """
        /// ## Comparison \(index)
        ///
        /// What happens with a batch of \(index + 1)?
        model m\(index) = language with { layers: 2 }
        freeze f\(index) = all except [input, output, positions, layernorm]
        train t\(index) {
          optimizer: Adam(lr: 1e-3)
          batch: \(index + 1)
          steps: 1_000
        }
        arm a\(index) { model: m\(index); freeze: f\(index); train: t\(index) }
        run r\(index) {
          axes {
            task: [xor]
            arm: [a\(index)]
            seed: 0..<3
          }
          set { train.steps: 500 } where seed == 2
          measure: accuracy
        }
        table "Accuracy \(index)" { of: r\(index).accuracy; rows: arm; columns: task }


        """
      index += 1
      count += 22
    }
    return text + String(repeating: "// the end\n", count: lines - count)
  }

  @Test func aThousandLinesAreCheckedAtOnce() throws {
    let text = Self.file(lines: 1_000)
    #expect(text.utf8.count { $0 == 10 } == 1_000)
    let loader = InMemorySources(["main.fpt": text])
    let clock = ContinuousClock()
    var result: CheckResult?
    let best = (0..<3).map { _ in
      clock.measure { result = check(path: "main.fpt", loader: loader, schema: .current) }
    }.min()
    #expect(try #require(result).errors.isEmpty)
    let limit: Duration = isDebug ? .milliseconds(1_000) : .milliseconds(20)
    #expect(try #require(best) < limit)
    print("check of 1,000 lines: \(best ?? .zero)")
  }

  @Test func aMegabyteIsCheckedAndLaidOut() throws {
    let part = Self.file(lines: 1_000)
    let text =
      part
      + String(
        repeating: "/// prose\n\nfreeze x = all // a comment\n",
        count: (1_000_000 - part.utf8.count) / 39)
    let clock = ContinuousClock()
    let loader = InMemorySources(["main.fpt": text])
    let checking = clock.measure { _ = check(path: "main.fpt", loader: loader, schema: .current) }
    let formatting = clock.measure {
      _ = format(SourceFile(path: "main.fpt", text: text))
    }
    let limit: Duration = isDebug ? .seconds(20) : .seconds(1)
    #expect(checking < limit)
    #expect(formatting < limit)
    print("1 MB: check \(checking), format \(formatting)")
  }

  private var isDebug: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }
}
