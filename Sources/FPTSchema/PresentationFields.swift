/// The fields that say how a declaration is shown.
///
/// They stand in the declaration's block, behind a value too: `task bit_xor = BitXOR(length: 5) { label: "Bit XOR" }`.
package enum PresentationFields {
  /// The name that a reader sees in the place of the declared one.
  package static let label = FieldSchema(
    "label", .text,
    "What tables and plots call it; its name where absent. Files of numbers keep the name.",
    example: "label: \"Bit XOR\"")

  /// The heading of a table or plot.
  package static let heading = FieldSchema(
    "label", .text, "The heading; its name where absent.", example: "label: \"Test accuracy\"")

  /// A sentence or two under the heading.
  package static let caption = FieldSchema(
    "caption", .text, "What a reader has to know to read it, under the heading.",
    example: "caption: \"Frozen blocks, trained input and output.\"")

  /// A remark at the foot.
  package static let note = FieldSchema(
    "note", .text, "A remark at the foot.", example: "note: \"Without the last two seeds.\"")

  /// A footnote of every table and plot that shows the declaration.
  package static let footnote = FieldSchema(
    "note", .text, "A footnote of the tables and plots that show it.",
    example: "note: \"6 layers in the place of 12\"")

  /// The names of all of them.
  package static let names = [label, caption, note].map(\.name)
}
