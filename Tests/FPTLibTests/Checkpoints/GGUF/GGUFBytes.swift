import FPTFiles

/// A GGUF file put together byte by byte, also of parts that no library writes.
struct GGUFBytes {
  var signature = "GGUF"
  var version: UInt32 = 3
  var keys: [[UInt8]] = []
  var tensors: [[UInt8]] = []
  /// In the place of the true ones.
  var tensorCount: UInt64?
  var keyCount: UInt64?
  var alignment = 32
  var data: [UInt8] = []

  static func bytes<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  static func text(_ text: String) -> [UInt8] { bytes(UInt64(text.utf8.count)) + text.utf8 }

  /// An entry of the metadata, of a type by its number.
  static func key(_ name: String, _ type: UInt32, _ value: [UInt8]) -> [UInt8] {
    text(name) + bytes(type) + value
  }

  static func key(_ name: String, _ value: String) -> [UInt8] { key(name, 8, text(value)) }
  static func key(_ name: String, _ value: UInt32) -> [UInt8] { key(name, 4, bytes(value)) }
  static func key(_ name: String, _ value: Float) -> [UInt8] {
    key(name, 6, bytes(value.bitPattern))
  }
  static func key(_ name: String, _ value: Bool) -> [UInt8] { key(name, 7, [value ? 1 : 0]) }
  static func key(_ name: String, _ values: [String]) -> [UInt8] {
    key(name, 9, bytes(UInt32(8)) + bytes(UInt64(values.count)) + values.flatMap(text))
  }
  static func key(_ name: String, _ values: [UInt32]) -> [UInt8] {
    key(name, 9, bytes(UInt32(4)) + bytes(UInt64(values.count)) + values.flatMap { bytes($0) })
  }

  /// The description of a tensor, with the innermost extent first.
  static func tensor(
    _ name: String, _ extents: [UInt64], type: UInt32 = 0, at offset: UInt64 = 0,
    dimensions: UInt32? = nil
  ) -> [UInt8] {
    text(name) + bytes(dimensions ?? UInt32(extents.count)) + extents.flatMap { bytes($0) }
      + bytes(type) + bytes(offset)
  }

  /// The file.
  var bytes: [UInt8] {
    var file = Array(signature.utf8) + Self.bytes(version)
    file += Self.bytes(tensorCount ?? UInt64(tensors.count))
    file += Self.bytes(keyCount ?? UInt64(keys.count))
    file += keys.joined()
    file += tensors.joined()
    file += Array(repeating: 0, count: (alignment - file.count % alignment) % alignment)
    return file + data
  }

  /// A whole Llama of one block, of zeros: width 32, 2 heads, 4 tokens.
  static func llama(
    architecture: String = "llama", without missing: Set<String> = [], _ more: [[UInt8]] = [],
    tensors others: [(name: String, extents: [UInt64])] = []
  ) -> GGUFBytes {
    var file = GGUFBytes()
    let keys: [(name: String, entry: [UInt8])] =
      [
        ("general.architecture", key("general.architecture", architecture))
      ]
      + [
        ("block_count", 1), ("context_length", 64), ("embedding_length", 32),
        ("feed_forward_length", 64), ("attention.head_count", 2), ("attention.head_count_kv", 2),
      ].map { name, value in (name, key("\(architecture).\(name)", UInt32(value))) } + [
        (
          "attention.layer_norm_rms_epsilon",
          key("\(architecture).attention.layer_norm_rms_epsilon", Float(1e-5))
        )
      ]
    file.keys = keys.filter { !missing.contains($0.name) }.map(\.entry) + more
    let tensors: [(name: String, extents: [UInt64])] =
      [
        ("token_embd.weight", [32, 4]), ("output_norm.weight", [32]),
        ("blk.0.attn_norm.weight", [32]),
        ("blk.0.attn_q.weight", [32, 32]), ("blk.0.attn_k.weight", [32, 32]),
        ("blk.0.attn_v.weight", [32, 32]), ("blk.0.attn_output.weight", [32, 32]),
        ("blk.0.ffn_norm.weight", [32]), ("blk.0.ffn_gate.weight", [32, 64]),
        ("blk.0.ffn_up.weight", [32, 64]), ("blk.0.ffn_down.weight", [64, 32]),
      ] + others
    for (name, extents) in tensors where !missing.contains(name) {
      file.tensors.append(tensor(name, extents, at: UInt64(file.data.count)))
      file.data += Array(repeating: 0, count: 4 * extents.reduce(1) { $0 * Int($1) })
      file.data += Array(repeating: 0, count: (32 - file.data.count % 32) % 32)
    }
    return file
  }
}
