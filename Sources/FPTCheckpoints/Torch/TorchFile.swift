import FPTFiles

/// What `torch.save` writes of a dictionary of tensors, mapped into memory and checked before anything in it is used.
///
/// Nothing in it is ever run.
struct TorchFile: TensorContainer {
  static let format = "PyTorch"
  static let weightsNames = ["pytorch_model.bin", "pytorch_model.bin.index.json"]
  static let rank = 1

  let table: TensorTable

  static func recognizes(_ file: UnsafeRawBufferPointer) -> Bool { TorchCheckpoint.isOne(file) }

  /// - Throws: `CheckpointError.malformedTorch`.
  init(_ file: MappedFile) throws(CheckpointError) {
    do { table = TensorTable(file, try TorchCheckpoint(file.bytes).entries) } catch {
      throw .malformedTorch(file: file.path, problem: error)
    }
  }
}
