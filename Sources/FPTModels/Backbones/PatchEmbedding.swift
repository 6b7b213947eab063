import FPTJSON

/// What stands before the blocks of a vision transformer in transformers, and is not used here: patches, tokens and positions.
struct PatchEmbedding {
  let width: Int
  /// The convolution over patches, whose weight is [width, channels, patch, patch].
  var convolution = "embeddings.patch_embeddings.projection"
  var hasBias = true
  /// The table, with rows for extra tokens before those of patches.
  var positions = "embeddings.position_embeddings"
  /// Whether the table has an extent of 1 before its rows.
  var hasOuterExtent = true
  /// Extra tokens that have rows.
  var tokens: [TransformersLayout.Rest]
  /// The length of a patch's side, and patches along an image's side, where no source says them.
  var patch = 16
  var grid = 14

  /// The tensors, with those of timm under their names there.
  var rest: [TransformersLayout.Rest] {
    var rest = tokens
    rest.append(
      .init(positions, shape(rows: grid * grid + tokens.count), otherNames: ["pos_embed"]) {
        side(of: $0) != nil
      })
    rest.append(
      .init(
        convolution + ".weight", [width, 3, patch, patch], otherNames: ["patch_embed.proj.weight"]
      ) { $0.count == 4 && $0[0] == width && $0[2] == $0[3] })
    if hasBias {
      rest.append(
        .init(convolution + ".bias", [width], otherNames: ["patch_embed.proj.bias"]))
    }
    return rest
  }

  /// The members of a configuration that follow from the shapes of what a source has.
  func sizes(_ shapes: [String: [Int]]) -> JSONValue.Members {
    let kernel = shapes[convolution + ".weight"] ?? [width, 3, patch, patch]
    let cells = shapes[positions].flatMap(side) ?? grid
    return [
      "image_size": .integer(cells * kernel[3]), "patch_size": .integer(kernel[3]),
      "num_channels": .integer(kernel[1]),
    ]
  }

  private func shape(rows: Int) -> [Int] { (hasOuterExtent ? [1] : []) + [rows, width] }

  /// Patches along a side of the image; nil for a table of another model, or of an image that is no square.
  private func side(of table: [Int]) -> Int? {
    guard table.count == (hasOuterExtent ? 3 : 2), table.last == width else { return nil }
    let rows = table[table.count - 2] - tokens.count
    let side = Int(Double(max(0, rows)).squareRoot().rounded())
    return side > 0 && side * side == rows && shape(rows: rows + tokens.count) == table ? side : nil
  }
}
