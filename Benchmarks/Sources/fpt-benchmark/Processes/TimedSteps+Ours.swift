import FPTEngine
import Foundation

extension TimedSteps {
  /// Our own steps, of this build or of another one.
  static func ours(
    _ row: StepCase, _ precision: Precision, _ engine: EngineArguments, build: String? = nil
  ) -> TimedSteps? {
    guard let executable = build.map({ URL(filePath: $0) }) ?? Bundle.main.executableURL,
      let text = try? JSONEncoder().encode(row)
    else { return nil }
    let isKnown = StepCase.all.contains { $0.name == row.name }
    return TimedSteps(
      executable,
      [StepServer.argument, "--precision", precision.rawValue] + engine.arguments
        + ["--", isKnown ? row.name : String(decoding: text, as: UTF8.self)])
  }
}
