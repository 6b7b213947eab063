import CBLAS
import FPTEngine

/// The time of a step's matrix products in OpenBLAS alone, with its own threads: no step that computed them so could be faster.
struct GEMMBaseline {
  let threads: Int
  let shapes: [GEMMShape: Int]

  /// Seconds for all products, each shape timed on its own, the best of several, and taken as often as it occurs.
  func seconds() -> Double {
    openblas_set_num_threads(Int32(threads))
    // The engine computes on its own threads, and its results are timed after this.
    defer { openblas_set_num_threads(1) }
    return shapes.reduce(0) { $0 + best(of: $1.key) * Double($1.value) }
  }

  private func best(of shape: GEMMShape) -> Double {
    let (m, n, k) = (shape.rows, shape.columns, shape.k)
    let a = [Float](repeating: 0.5, count: m * k)
    let b = [Float](repeating: 0.25, count: k * n)
    var c = [Float](repeating: 0, count: m * n)
    var best = Double.infinity
    let clock = ContinuousClock()
    for _ in 0..<8 {
      let time = clock.measure {
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1, a, Int32(k),
          b, Int32(n), 0, &c, Int32(n))
      }
      best = min(best, time / .seconds(1))
    }
    return best
  }
}
