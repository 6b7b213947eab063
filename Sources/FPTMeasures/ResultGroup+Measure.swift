import FPTResults

extension ResultGroup {
  /// The record of a measure of one number.
  init(scalar value: Double, longName: String) {
    self.init()
    variables = [.number("value", value, longName: longName)]
  }

  /// What a measure records that is kept elsewhere: among the `curves` of the cell or in its
  /// `provenance`.
  init(recordedIn place: String) {
    self.init()
    setAttribute("recorded_in", .text(place))
  }

  /// A map: an array whose last two dimensions are shown together, with coordinates before it.
  init(map variables: [ResultVariable]) {
    self.init()
    self.variables = variables
    guard let signal = variables.last else { return }
    // What viewers plot by default (NeXus).
    setAttribute("NX_class", .text("NXdata"))
    setAttribute("signal", .text(signal.name))
    setAttribute("axes", .texts(signal.dimensions))
  }
}

extension ResultVariable {
  /// One number.
  static func number(_ name: String, _ value: Double, longName: String) -> ResultVariable {
    ResultVariable(
      scalar: name, values: .float64([value]), attributes: .described(longName, units: "1"))
  }
}
