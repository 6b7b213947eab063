import FPTLib
import FPTSchema

/// The fields of the declaration `plot`.
enum PlotFields {
  private static let horizontalScales = ClosedSet(noun: "scale", members: ["linear", "log"])
  private static let verticalScales = ClosedSet(noun: "scale", members: ["linear", "log", "free"])

  static let all: [any DeclaredField] = [
    FieldSchema(
      "of", .runMeasure, required: true, "The run and its measure.", example: "of: main.curve"),
    FieldSchema(
      "x", .axis, "What runs to the right: an axis or, for curves, `step`.", example: "x: step"),
    FieldSchema(
      "y", .splitMetric(splits: TaskSplit.closedSet), "Which of a curve's values is shown.",
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
  ]
}
