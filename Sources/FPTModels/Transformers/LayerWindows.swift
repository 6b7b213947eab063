import FPTCheckpoints
import FPTJSON

/// Which blocks of Qwen2 and Qwen3 have a window, as their configurations say it.
enum LayerWindows {
  static let keys: Set<String> = [
    "use_sliding_window", "sliding_window", "max_window_layers", "layer_types",
  ]
  private static let (whole, sliding) = ("full_attention", "sliding_attention")

  /// Tokens that a token of each block sees; nil for all up to itself.
  ///
  /// Without `layer_types`, blocks from `max_window_layers` on have the window.
  static func windows(_ c: ModelConfiguration, layers: Int) throws(CheckpointError) -> [Int?] {
    let isUsed = try c.boolean("use_sliding_window", default: false)
    let window: Int? =
      isUsed && !c.isNull("sliding_window") ? try c.integer("sliding_window", default: 4096) : nil
    guard c.contains("layer_types") else {
      let first = try c.integer("max_window_layers", in: 0...1024, default: 28)
      return (0..<layers).map { $0 >= first ? window : nil }
    }
    let types = try c.texts("layer_types", oneOf: [whole, sliding], count: layers)
    guard window != nil || !types.contains(sliding) else {
      throw .wrongValue(
        file: c.path, key: "layer_types",
        expected: "\"\(whole)\" alone without `use_sliding_window` and `sliding_window`",
        found: "\"\(sliding)\"")
    }
    return types.map { $0 == sliding ? window : nil }
  }

  /// The members of a configuration that mean these windows.
  static func members(_ windows: ArraySlice<Int?>) -> JSONValue.Members {
    guard let window = windows.compactMap({ $0 }).first else {
      return ["use_sliding_window": .boolean(false), "sliding_window": .null]
    }
    return [
      "use_sliding_window": .boolean(true), "sliding_window": .integer(Int64(window)),
      "max_window_layers": .integer(Int64(windows.prefix { $0 == nil }.count)),
      "layer_types": .list(windows.map { .text($0 == nil ? whole : sliding) }),
    ]
  }
}
