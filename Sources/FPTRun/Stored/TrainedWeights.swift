import FPTLib
import FPTScript

/// The trained parameters of a cell, under the names of the paper's code: `in_net`, `sequence_model`, `out_net`.
///
/// With the frozen parameters of the checkpoint they began from, they are the trained model: PyTorch's
/// `load_state_dict(…, strict=False)` takes them.
package struct TrainedWeights: Sendable {
  private let tensors: [SafetensorsWriter.Tensor]
  private let metadata: [(key: String, value: String)]

  package init(_ record: CellRecord) {
    tensors = record.trained.compactMap { variable in
      guard case .float32(let values) = variable.values else { return nil }
      return SafetensorsWriter.Tensor(
        name: variable.name, shape: variable.shape, values: .float32(values))
    }
    var metadata = [
      (key: "format", value: "pt"), (key: "cell", value: record.hash),
      (key: "configuration", value: record.configuration),
    ]
    if let frozen = record.frozen {
      metadata.append((key: "frozen_asset", value: frozen.asset))
      metadata.append((key: "frozen_sha256", value: frozen.sha256))
    }
    self.metadata = metadata
  }

  /// Writes a safetensors file, whole or not at all; equal weights give equal bytes.
  ///
  /// - Throws: `CheckpointError` from the system.
  package func write(to path: String) throws(CheckpointError) {
    try SafetensorsWriter.write(tensors, metadata: metadata, to: path)
  }
}
