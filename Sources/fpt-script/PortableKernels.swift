import ArgumentParser
import FPTEngine

/// `--portable`: only with products that every x86-64 machine of the last ten years computes to the same bits.
///
/// The engine's own product is such, and is used wherever the processor has AVX2 and FMA; so the flag changes nothing there. It
/// refuses to compute where the machine's BLAS would have to multiply, with bits of its own.
struct PortableKernels: ParsableArguments {
  @Flag(
    help: """
      Computes only where matrix products have the bits that other x86-64 machines compute too: on processors with AVX2 and FMA.
      """)
  var portable = false

  /// Returns where the products are portable or need not be.
  func apply() throws {
    guard portable, !GEMMFamily.isPortable else { return }
    throw Failure.stop(
      "--portable needs a processor with AVX2 and FMA, and this one has not both",
      help:
        "without the flag \(LinearAlgebraLibrary.configuration) multiplies, and results are the "
        + "same bits only where it has the same kernels (\(LinearAlgebraLibrary.core))")
  }
}
