import CVectorKernels

@testable import FPTEngine

/// One build of the vector kernels that this processor can run, and the formulas whose bits it has.
struct KernelBuild {
  let name: String
  let kernels: fpt_kernels
  /// Whether it has fused multiply-adds.
  let isFused: Bool

  static let all = [
    ("baseline", fpt_registers_any), ("256 bits", fpt_registers_256),
    ("512 bits", fpt_registers_512),
  ].compactMap { name, registers in
    fpt_build(registers).map {
      KernelBuild(name: name, kernels: $0.pointee, isFused: registers != fpt_registers_any)
    }
  }

  func exponential(_ x: Vector) -> Vector {
    isFused ? FusedElementary.exponential(x) : FPTEngine.exponential(x)
  }

  func value(_ activation: Activation, _ x: Vector) -> Vector {
    isFused ? FusedElementary.value(activation, x) : activation.value(x)
  }

  func derivative(_ activation: Activation, _ x: Vector) -> Vector {
    isFused ? FusedElementary.derivative(activation, x) : activation.derivative(x)
  }
}

/// A function as Elementary has it and, where this processor fuses, as its kernels do.
func implementations(
  _ elementary: @escaping (Vector) -> Vector,
  _ ofBuild: @escaping (KernelBuild, Vector) -> Vector
) -> [(name: String, function: (Vector) -> Vector)] {
  [("Elementary", elementary)]
    + KernelBuild.all.filter(\.isFused).prefix(1).map { build in
      ("fused", { ofBuild(build, $0) })
    }
}
