/// One row of a layer norm with unbiased variance: values, moments, weight and bias.
struct NormedRow {
  let values: UnsafeMutablePointer<Float>
  let weight: UnsafeMutablePointer<Float>
  let bias: UnsafeMutablePointer<Float>
  let mean: Float
  /// 1 / √(variance + ε).
  let scale: Float

  /// A row with its moments: mean and 1 / √(variance + ε).
  @inline(__always)
  init(
    _ values: UnsafeMutablePointer<Float>, _ moments: UnsafeMutablePointer<Float>,
    _ weights: NormParameters
  ) {
    self.values = values
    weight = weights.weight.value.pointer
    bias = weights.bias.value.pointer
    mean = moments[0]
    scale = moments[1]
  }

  @inline(__always)
  func centered<L: LaneAccess>(_ lane: L.Type, _ i: Int) -> Vector {
    (L.load(values, i) - mean) * scale
  }

  @inline(__always)
  func output<L: LaneAccess>(_ lane: L.Type, _ i: Int) -> Vector {
    centered(lane, i) * L.load(weight, i) + L.load(bias, i)
  }

  /// Adds dy · x̂ and dy to an example's sums.
  @inline(__always)
  func gather(
    _ dy: UnsafeMutablePointer<Float>, _ width: Int, weight: UnsafeMutablePointer<Float>?,
    bias: UnsafeMutablePointer<Float>?
  ) {
    @inline(__always)
    func add<L: LaneAccess>(_ lane: L.Type, _ i: Int) {
      if let weight { L.store(L.load(weight, i) + L.load(dy, i) * centered(lane, i), weight, i) }
      if let bias { L.store(L.load(bias, i) + L.load(dy, i), bias, i) }
    }
    if weight == nil && bias == nil { return }
    var i = 0
    while i + 8 <= width {
      add(WholeVector.self, i)
      i += 8
    }
    while i < width {
      add(SingleLane.self, i)
      i += 1
    }
  }

  /// dx = scale · (k − mean(k) − x̂ · Σ(k · x̂) / (n − 1)) with k = dy · weight; `dx` may be the row itself.
  @inline(__always)
  func differentiate(
    _ dy: UnsafeMutablePointer<Float>, _ width: Int, into dx: UnsafeMutablePointer<Float>
  ) {
    var sums = Vector(repeating: 0)
    var products = Vector(repeating: 0)
    var i = 0
    while i + 8 <= width {
      let k = dy.vector(i) * weight.vector(i)
      sums += k
      products += k * centered(WholeVector.self, i)
      i += 8
    }
    var sum = sums.total
    var product = products.total
    while i < width {
      let k = dy[i] * weight[i]
      sum += k
      product += k * ((values[i] - mean) * scale)
      i += 1
    }
    sum /= Float(width)
    product /= Float(max(1, width - 1))
    @inline(__always)
    func write<L: LaneAccess>(_ lane: L.Type, _ i: Int) {
      let k = L.load(dy, i) * L.load(weight, i)
      L.store((k - sum - centered(lane, i) * product) * scale, dx, i)
    }
    i = 0
    while i + 8 <= width {
      write(WholeVector.self, i)
      i += 8
    }
    while i < width {
      write(SingleLane.self, i)
      i += 1
    }
  }
}

/// Mean and 1 / √(unbiased variance + ε) of a row, in two passes.
@inline(__always)
func unbiasedMoments(
  _ x: UnsafeMutablePointer<Float>, _ width: Int, _ epsilon: Float
) -> (mean: Float, scale: Float) {
  var sums = Vector(repeating: 0)
  var i = 0
  while i + 8 <= width {
    sums += x.vector(i)
    i += 8
  }
  var sum = sums.total
  while i < width {
    sum += x[i]
    i += 1
  }
  let mean = sum / Float(width)
  var squares = Vector(repeating: 0)
  i = 0
  while i + 8 <= width {
    let centered = x.vector(i) - mean
    squares += centered * centered
    i += 8
  }
  var square = squares.total
  while i < width {
    square += (x[i] - mean) * (x[i] - mean)
    i += 1
  }
  return (mean, 1 / (square / Float(max(1, width - 1)) + epsilon).squareRoot())
}

/// i, f, o = σ(a), g = tanh(a) and f · c + i · g from the two normalized products.
@inline(__always)
func openGates(
  _ fromInput: NormedRow, _ fromHidden: NormedRow, remembered c: UnsafeMutablePointer<Float>,
  width: Int, gates: UnsafeMutablePointer<Float>, rawCell: UnsafeMutablePointer<Float>
) {
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ k: Int) {
    @inline(__always)
    func preactivation(_ gate: Int) -> Vector {
      fromInput.output(lane, gate * width + k) + fromHidden.output(lane, gate * width + k)
    }
    let i = logistic(preactivation(0))
    let f = logistic(preactivation(1))
    let o = logistic(preactivation(2))
    let g = hyperbolicTangent(preactivation(3))
    L.store(i, gates, k)
    L.store(f, gates, width + k)
    L.store(o, gates, 2 * width + k)
    L.store(g, gates, 3 * width + k)
    L.store(L.load(c, k) * f + i * g, rawCell, k)
  }
  var k = 0
  while k + 8 <= width {
    write(WholeVector.self, k)
    k += 8
  }
  while k < width {
    write(SingleLane.self, k)
    k += 1
  }
}

/// c = norm(raw cell) and h = o · tanh(c).
@inline(__always)
func emitHidden(
  _ rawCell: NormedRow, outputGate o: UnsafeMutablePointer<Float>, width: Int,
  cell: UnsafeMutablePointer<Float>, hidden: UnsafeMutablePointer<Float>
) {
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ k: Int) {
    let c = rawCell.output(lane, k)
    L.store(c, cell, k)
    L.store(L.load(o, k) * hyperbolicTangent(c), hidden, k)
  }
  var k = 0
  while k + 8 <= width {
    write(WholeVector.self, k)
    k += 8
  }
  while k < width {
    write(SingleLane.self, k)
    k += 1
  }
}

/// d(o) = dh · tanh(c) and dc += dh · o · (1 − tanh² c).
@inline(__always)
func closeCell(
  cell: UnsafeMutablePointer<Float>, outputGate o: UnsafeMutablePointer<Float>,
  hiddenGradient dh: UnsafeMutablePointer<Float>, width: Int,
  cellGradient dc: UnsafeMutablePointer<Float>, outputGateGradient: UnsafeMutablePointer<Float>
) {
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ k: Int) {
    let t = hyperbolicTangent(L.load(cell, k))
    let dhk = L.load(dh, k)
    L.store(dhk * t, outputGateGradient, k)
    L.store(L.load(dc, k) + dhk * L.load(o, k) * (1 - t * t), dc, k)
  }
  var k = 0
  while k + 8 <= width {
    write(WholeVector.self, k)
    k += 8
  }
  while k < width {
    write(SingleLane.self, k)
    k += 1
  }
}

/// Replaces i, f, o, g by the gradients of their preactivations, and writes dc of the step before.
@inline(__always)
func closeGates(
  gates: UnsafeMutablePointer<Float>, rawCellGradient: UnsafeMutablePointer<Float>,
  remembered c: UnsafeMutablePointer<Float>, outputGateGradient: UnsafeMutablePointer<Float>,
  width: Int,
  cellGradient dc: UnsafeMutablePointer<Float>
) {
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ k: Int) {
    let d = L.load(rawCellGradient, k)
    let i = L.load(gates, k)
    let f = L.load(gates, width + k)
    let o = L.load(gates, 2 * width + k)
    let g = L.load(gates, 3 * width + k)
    L.store(d * g * i * (1 - i), gates, k)
    L.store(d * L.load(c, k) * f * (1 - f), gates, width + k)
    L.store(L.load(outputGateGradient, k) * o * (1 - o), gates, 2 * width + k)
    L.store(d * i * (1 - g * g), gates, 3 * width + k)
    L.store(d * f, dc, k)
  }
  var k = 0
  while k + 8 <= width {
    write(WholeVector.self, k)
    k += 8
  }
  while k < width {
    write(SingleLane.self, k)
    k += 1
  }
}

/// dweight[column] (+)= Σ over rows of dy · x̂ for some columns, rows in order.
func sumNormWeight(
  _ dy: UnsafeMutablePointer<Float>, _ x: UnsafeMutablePointer<Float>,
  moments: UnsafeMutablePointer<Float>, rows: Int, width: Int, _ columns: Range<Int>,
  into sum: UnsafeMutablePointer<Float>, accumulates: Bool
) {
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ i: Int) {
    var total = accumulates ? L.load(sum, i) : Vector(repeating: 0)
    for row in 0..<rows {
      let place = row * width + i
      total += L.load(dy, place) * ((L.load(x, place) - moments[2 * row]) * moments[2 * row + 1])
    }
    L.store(total, sum, i)
  }
  var i = columns.lowerBound
  while i + 8 <= columns.upperBound {
    write(WholeVector.self, i)
    i += 8
  }
  while i < columns.upperBound {
    write(SingleLane.self, i)
    i += 1
  }
}
