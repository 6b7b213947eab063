import FPTLib
import FPTScript

/// The page beside an exported model: how it is loaded, and where its numbers are from.
struct TransformersReadme {
  private let export: TransformersExport

  init(_ export: TransformersExport) { self.export = export }

  var text: String {
    let loader = export.model.transformersLayout.loader
    let also =
      loader == "AutoModel"
      ? "" : "\n`AutoModel` makes more of it than the backbone: take `\(loader)`.\n"
    return """
      # \(results.name(of: record.hash))

      \(backbone), with a new input and a new output layer: a model as in
      *Pretrained Transformers as Universal Computation Engines* (Lu et al. 2021).

      - `config.json` and `model.safetensors` are the backbone, as the class `\(modelClass)` of transformers. \
      `\(loader).from_pretrained` loads it.
      - `fpt_layers.safetensors` has what that class does not have: \(list(export.published.layers.map(\.name))).
      \(also)
      ```python
      \(example)
      ```
      \(placeholders)
      ## Where the numbers are from

      \(origin)
      """
  }

  private var record: CellRecord { export.record }
  private var results: StoredResults { export.results }

  /// What the backbone began with, and how much of it was trained.
  private var backbone: String {
    let specification = export.modelSpecification
    let origin =
      specification.firstCheckpoint != nil || specification.producer != nil
      ? "A pretrained backbone"
      : specification.initialization == .statistics
        ? "A backbone of random values with the statistics of pretrained ones"
        : "A backbone of random values"
    let own = SequenceClassifier.specifications(
      of: specification.backbone, input: export.shape.input, output: export.shape.output
    ).filter { $0.isRead && $0.name.hasPrefix(SequenceClassifier.backbonePrefix) }
    let trained = Set(record.trained.map(\.name))
    let share = own.count { trained.contains($0.name) }
    return origin
      + (share == 0
        ? ", none of which was trained"
        : share == own.count ? ", all of which was trained" : ", trained in part")
  }

  private func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  private var modelClass: String {
    guard case .list(let names)? = export.configuration["architectures"],
      case .text(let name)? = names.first
    else { return export.model.architecture }
    return name
  }

  /// A program that computes logits of one batch.
  private var example: String {
    let layout = export.model.transformersLayout
    var lines = [
      "import torch", "from safetensors.torch import load_file",
      "from transformers import \(layout.loader)", "",
      "folder = \".\"  # this folder",
      "model = \(layout.loader).from_pretrained(folder).eval()",
      "layers = load_file(f\"{folder}/fpt_layers.safetensors\")",
      "linear = torch.nn.functional.linear", "", "",
    ]
    let (shape, output) = (export.shape, export.shape.output)
    let batch: String
    switch shape.input {
    case .vectors(let width):
      lines += [
        "def logits(inputs):  # [examples, tokens, \(width)]",
        "    x = linear(inputs, layers[\"in_net.0.weight\"], layers[\"in_net.0.bias\"])",
      ]
      batch = "torch.randn(2, \(shape.tokens), \(width))"
    case .symbols(let vocabulary, _):
      lines += [
        "def logits(inputs):  # [examples, tokens], symbols below \(vocabulary)",
        "    x = layers[\"in_net.weight\"][inputs]",
      ]
      batch = "torch.randint(\(vocabulary), (2, \(shape.tokens)))"
    }
    for table in export.published.layers where table.group == .positions {
      lines.append("    x = x + layers[\"\(table.name)\"][:x.shape[1]]")
    }
    lines += hidden(layout.blocks)
    lines += [
      "    read = hidden[:, -\(output.readTokens):]",
      "    y = linear(read, layers[\"out_net.0.weight\"], layers[\"out_net.0.bias\"])",
      "    return y.reshape(-1, \(output.classes))", "", "",
      "with torch.no_grad():", "    print(logits(\(batch)))",
    ]
    return lines.joined(separator: "\n")
  }

  /// The lines that run the backbone on `x`.
  private func hidden(_ blocks: TransformersLayout.Blocks?) -> [String] {
    guard let blocks else { return ["    hidden = model(inputs_embeds=x).last_hidden_state"] }
    // A list of an earlier version of transformers stands behind that of the present one.
    var list = "model." + (blocks.lists.last ?? "")
    for other in blocks.lists.dropLast().reversed() {
      let first = other.prefix { $0 != "." }
      list = "model.\(other) if hasattr(model, \"\(first)\") else \(list)"
    }
    let before = blocks.normBefore.map { ["    x = model.\($0)(x)"] } ?? []
    return before + [
      "    for block in \(list):", "        x = block(x\(blocks.arguments))",
      "        x = x[0] if isinstance(x, tuple) else x", "    hidden = model.\(blocks.norm)(x)",
    ]
  }

  /// Which tensors nobody trained, here or before.
  private var placeholders: String {
    let names = export.published.tensors.tensors.filter(\.isPlaceholder).map(\.name)
    guard !names.isEmpty else { return "" }
    return """

      The class also wants tensors that this model never reads and that it did not begin with: \(list(names)).
      They are zeros, so that the folder loads without a warning. Do not use what is computed from them, such as embeddings
      of token ids or a pooled output.

      """
  }

  private var origin: String {
    var lines = [
      "- Cell: `\(record.hash)`", "- Points: \(results.name(of: record.hash))",
      "- Experiment: \(results.document.title.isEmpty ? "without a title" : results.document.title)",
      "- Seed: \(export.cell.seed)",
      "- Content digest of the results: `\(results.digest.hexadecimal)`",
      "- Trained parameters: \(record.trained.count) tensors; the others are as they were before",
    ]
    let specification = export.modelSpecification
    if let checkpoint = specification.firstCheckpoint {
      lines.append(
        "- Pretrained weights: \(checkpoint.name), SHA-256 `\(checkpoint.weightsDigest)`")
      if let asset = Asset.all.first(where: { $0.name == checkpoint.name }) {
        lines += [
          "  - \(asset.summary)", "  - License: \(asset.license)", "  - \(asset.citation)",
        ]
      }
      lines += WeightsCautions.lines(weights: [checkpoint.weightsDigest]).map {
        "  - To know: \($0)"
      }
    } else {
      lines.append(
        specification.initialization == .statistics
          ? "- Frozen parameters: random, with mean and standard deviation of pretrained weights"
          : "- Frozen parameters: random, drawn by the seed")
    }
    if let producer = specification.producer {
      lines.append("- It began with the weights of the cell `\(producer.weights.hash)`")
    }
    if export.usesHalfPrecision {
      lines.append(
        "- It was trained with products in bfloat16; in float32 the logits differ by their rounding"
      )
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
