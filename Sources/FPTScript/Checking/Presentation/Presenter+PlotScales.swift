import FPTSchema

/// What a plot says of its scales.
struct PlotScales {
  var hasLogarithmicX = false
  var hasLogarithmicY = false
  var hasFreeY = false
}

extension Presenter {
  /// The scales of a plot; a logarithmic one over names, or over what is not positive, is an error.
  func plotScales(
    _ values: Constructed, _ places: [String: Field], of axis: AxisDraft?, _ plot: PlotSchema
  ) -> PlotScales {
    guard plot.hasScale else { return PlotScales() }
    var scales = PlotScales()
    let horizontal = places["x_scale"] ?? places["scale"]
    if let older = places["scale"], let newer = places["x_scale"] {
      diagnostics.report(
        .duplicateField, "`scale` is the older word for `x_scale`, and both are here",
        at: older.path.span, also: [Diagnostic.Label(newer.path.span, "first")],
        help: "leave `scale` out")
    }
    scales.hasLogarithmicX =
      values[horizontal?.path.text ?? "x_scale"] == .symbol("log")
    let vertical = names(values["y_scale"])
    scales.hasLogarithmicY = vertical.contains("log")
    scales.hasFreeY = vertical.contains("free")
    if scales.hasLogarithmicY, vertical.contains("linear"), let field = places["y_scale"] {
      diagnostics.report(
        .fieldsDisagree, "a scale is linear or logarithmic, not both", at: field.value.span,
        help: "leave one of them out")
    }
    if scales.hasLogarithmicX, let axis, let field = horizontal {
      checkLogarithm(axis, field)
    }
    return scales
  }

  /// Names have no distance, and zero has no logarithm.
  private func checkLogarithm(_ axis: AxisDraft, _ field: Field) {
    let numbers = axis.points.map { point -> Double? in
      switch point.value {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: nil
      }
    }
    if numbers.contains(nil) {
      diagnostics.report(
        .wrongMeasure,
        "the points of `\(axis.name)` are names, which no logarithmic scale has places for",
        at: field.value.span,
        also: [Diagnostic.Label(axis.span, "\(axis.points.count) points")],
        help: "leave `\(field.path.text)` out: each name gets a place of its own")
    } else if let low = numbers.compactMap(\.self).min(), low <= 0 {
      diagnostics.report(
        .wrongMeasure,
        "`\(axis.name)` has the value \(Value.number(low).expressionText), which has no place on a logarithmic scale",
        at: field.value.span, also: [Diagnostic.Label(axis.span, "\(axis.points.count) points")],
        help: "take values above 0, or leave `\(field.path.text)` out")
    }
  }
}
