import FPTEngine
import FPTLib
import Foundation

/// One of the committed PyTorch references.
struct PyTorchFixture {
  let folder: String

  init(_ name: String) {
    folder =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/\(name)").path
  }

  func tensors(_ file: String) throws -> SafetensorsFile {
    try SafetensorsFile(path: "\(folder)/\(file).safetensors")
  }
}

extension SafetensorsFile {
  func floats(_ name: String) throws -> [Float] { try tensor(named: name).floats() }

  func tensor(_ name: String, _ context: ComputeContext) throws -> Tensor {
    let stored = try tensor(named: name)
    return context.tensor(stored.shape, try stored.floats())
  }
}

/// ‖a − b‖ / ‖b‖ in double precision; infinite where the counts differ.
func relativeError(_ a: [Float], _ b: [Float]) -> Double {
  guard a.count == b.count else { return .infinity }
  var difference = 0.0
  var norm = 0.0
  for (x, y) in zip(a, b) {
    difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
    norm += Double(y) * Double(y)
  }
  return (difference / max(norm, 1e-30)).squareRoot()
}
