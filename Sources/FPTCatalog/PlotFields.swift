import FPTLib
import FPTSchema

/// The fields of the declaration `plot`.
enum PlotFields {
  private enum Scale: String, FieldChoice {
    case linear, log
    static let noun = "scale"
  }

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
    Field("scale", default: Scale.linear, "Scale of the x axis.", example: "scale: log"),
  ]
}
