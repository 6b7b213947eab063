import CKernels

@testable import FPTEngine

/// One build of the vector kernels that this processor can run.
struct KernelBuild {
  let name: String
  let table: KernelTable

  var kernels: fpt_kernels { table.functions.pointee }

  static let all = KernelTable.all.map { KernelBuild(name: $0.name, table: $0) }

  func exponential(_ x: Vector) -> Vector {
    FusedElementary.exponential(x)
  }

  func value(_ activation: Activation, _ x: Vector) -> Vector {
    FusedElementary.value(activation, x)
  }

  func derivative(_ activation: Activation, _ x: Vector) -> Vector {
    FusedElementary.derivative(activation, x)
  }
}

/// A function as Elementary has it and, where this processor fuses, as its kernels do.
func implementations(
  _ elementary: @escaping (Vector) -> Vector,
  _ ofBuild: @escaping (KernelBuild, Vector) -> Vector
) -> [(name: String, function: (Vector) -> Vector)] {
  [("Elementary", elementary)]
    + KernelBuild.all.prefix(1).map { build in
      ("fused", { ofBuild(build, $0) })
    }
}
