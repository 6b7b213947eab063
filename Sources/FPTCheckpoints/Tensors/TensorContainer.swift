import FPTFiles

/// A format of files with tensors.
///
/// A new one is one file in this target with a type that conforms to this; it is found by its conformance.
package protocol TensorContainer: TensorSource {
  /// What the format is called in messages, such as `safetensors`.
  static var format: String { get }
  /// What weights in it are called in a checkpoint's folder, the name that is taken first where there are several; one that ends in
  /// `.index.json` lists the files of sharded weights.
  static var weightsNames: [String] { get }
  /// Of a folder with weights in several formats, those of the lowest rank are taken.
  static var rank: Int { get }

  /// Whether a file begins as one of this format does.
  static func recognizes(_ file: UnsafeRawBufferPointer) -> Bool

  /// Checks a file that is one by its beginning; no tensor's data are touched.
  ///
  /// - Throws: `CheckpointError`.
  init(_ file: MappedFile) throws(CheckpointError)

  /// Where the tensors lie.
  var table: TensorTable { get }
}

extension TensorContainer {
  /// The path of the file.
  public var path: String { table.file.path }
  /// The names of all tensors, in the order of the file.
  public var names: [String] { table.names }
  /// What the file says of itself.
  public var metadata: [(key: String, value: String)] { table.metadata }

  /// The shape of a tensor; nil where there is none of this name.
  public func shape(of name: String) -> [Int]? { table[name]?.shape }

  /// The type of a tensor's elements; nil where there is none of this name.
  public func type(of name: String) -> TensorType? { table[name]?.type }

  /// The tensor of a name; its data are not read yet.
  public func tensor(named name: String) throws(CheckpointError) -> MappedTensor {
    guard let entry = table[name] else { throw missing(name) }
    try requireUnchanged()
    return table.tensor(entry)
  }

  /// Makes sure that nobody has written to the file since it was opened.
  public func requireUnchanged() throws(CheckpointError) {
    try CheckpointError.reading { () throws(FileError) in try table.file.requireUnchanged() }
  }

  /// SHA-256 of the file, as lowercase hexadecimal.
  public func digest() throws(CheckpointError) -> String {
    try CheckpointError.reading { () throws(FileError) in try FileDigest.sha256(of: table.file) }
  }
}
