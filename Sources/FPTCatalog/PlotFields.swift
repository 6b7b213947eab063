import FPTFigures
import FPTLib
import FPTSchema

/// The fields of the declaration `plot`.
enum PlotFields {
  private static let horizontalScales = ClosedSet(noun: "scale", members: ["linear", "log"])
  private static let verticalScales = ClosedSet(noun: "scale", members: ["linear", "log", "free"])

  static let all: [any DeclaredField] = [
    FieldSchema(
      "of", .list(.runMeasure), required: true,
      "The run and its measure; several of one unit are told apart as `run` or `measure`.",
      example: "of: main.curve"),
    FieldSchema(
      "kind", .symbol(kinds), default: .symbol("lines"),
      "How numbers are drawn; a curve or a map has its own way.", example: "kind: bars"),
    FieldSchema(
      "x", .axis,
      "What runs to the right: an axis, for curves `step`, and for `kind: scatter` another measure of the run.",
      example: "x: step"),
    FieldSchema(
      "y", .list(.splitMetric(splits: TaskSplit.closedSet)),
      "Which of a curve's values is shown; several splits are told apart as `split`. For `kind: heat` the axis downwards.",
      example: "y: test.accuracy"),
    FieldSchema(
      "series", .list(.axis), default: .list([]), "The axes told apart by color.",
      example: "series: arm"),
    FieldSchema(
      "facet", .list(.axis), default: .list([]), "The axes that get a panel for each point.",
      example: "facet: task"),
    FieldSchema(
      "x_scale", .symbol(horizontalScales), default: .symbol("linear"), "Scale of the x axis.",
      example: "x_scale: log"),
    FieldSchema(
      "y_scale", .list(.symbol(verticalScales)), default: .list([.symbol("linear")]),
      "Scale of the y axis; `free` gives each panel its own range.",
      example: "y_scale: [log, free]"),
    FieldSchema(
      "scale", .symbol(horizontalScales), "The older word for `x_scale`.", example: "scale: log"),
    FieldSchema(
      "against", .declared(.reference), "The published values, for `kind: published`.",
      example: "against: paper"),
  ]

  private static let kinds = ClosedSet(
    noun: "kind of plot", members: PlotKinds.choices.compactMap(\.word))
}
