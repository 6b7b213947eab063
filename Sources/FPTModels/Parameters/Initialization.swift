import FPTEngine

/// How a parameter's first values are drawn.
public enum Initialization: Sendable, Hashable {
  case zeros
  case ones
  /// One value for all, as the gains of LayerScale.
  case constant(Double)
  /// Normal with mean zero.
  case normal(standardDeviation: Double)
  /// Normal with mean zero, drawn again where it is more than `cutoff` standard deviations away; `cutoff` is at least 0.5.
  case truncatedNormal(standardDeviation: Double, cutoff: Double)
  /// Uniform on [−bound, bound).
  case uniform(bound: Double)
  /// Orthonormal columns (rows, for a wide matrix) times `gain`, from a matrix of normals; the paper's input layer has 1.41.
  case orthogonal(gain: Double)

  /// Writes the values of a parameter on the context's threads: a function of seed, name and shape alone.
  package func fill(_ parameter: Tensor, name: String, seed: UInt64, context: ComputeContext) {
    if context.isMeasuring { return }
    let stream = RandomStream(seed: seed, name: "initialisation/" + name)
    switch self {
    case .zeros: parameter.elements.update(repeating: 0)
    case .ones: parameter.elements.update(repeating: 1)
    case .constant(let value): parameter.elements.update(repeating: Float(value))
    case .normal(let standardDeviation):
      context.fillNormal(parameter, from: stream, standardDeviation: standardDeviation)
    case .truncatedNormal(let standardDeviation, let cutoff):
      context.fillNormal(parameter, from: stream, standardDeviation: standardDeviation)
      let bound = Float(max(0.5, cutoff) * standardDeviation)
      var outside = parameter.elements.indices.filter { abs(parameter.elements[$0]) > bound }
      var round = 1
      while !outside.isEmpty {
        let again = context.uninitialized([outside.count])
        context.fillNormal(
          again, from: RandomStream(seed: seed, name: "initialisation/\(name)/\(round)"),
          standardDeviation: standardDeviation)
        for (index, value) in zip(outside, again.elements) { parameter.elements[index] = value }
        outside.removeAll { abs(parameter.elements[$0]) <= bound }
        round += 1
      }
    case .uniform(let bound): context.fillUniform(parameter, from: stream, bound: bound)
    case .orthogonal(let gain):
      context.fillNormal(parameter, from: stream)
      orthogonalize(parameter, gain: gain)
    }
  }

  /// Gram–Schmidt in double precision, each vector orthogonalised twice, which keeps the result orthonormal to rounding.
  private func orthogonalize(_ parameter: Tensor, gain: Double) {
    let values = parameter.elements
    let rows = parameter.shape.first ?? 1
    let columns = rows == 0 ? 0 : values.count / rows
    let isTall = rows >= columns
    let (length, count) = isTall ? (rows, columns) : (columns, rows)
    var vectors: [[Double]] = []
    for index in 0..<count {
      var vector = (0..<length).map {
        Double(values[isTall ? $0 * columns + index : index * columns + $0])
      }
      for _ in 0..<2 {
        for earlier in vectors {
          var product = 0.0
          for i in 0..<length { product += vector[i] * earlier[i] }
          for i in 0..<length { vector[i] -= product * earlier[i] }
        }
      }
      var square = 0.0
      for x in vector { square += x * x }
      let scale = square > 0 ? 1 / square.squareRoot() : 0
      for i in 0..<length { vector[i] *= scale }
      vectors.append(vector)
    }
    for (index, vector) in vectors.enumerated() {
      for i in 0..<length {
        values[isTall ? i * columns + index : index * columns + i] = Float(vector[i] * gain)
      }
    }
  }
}
