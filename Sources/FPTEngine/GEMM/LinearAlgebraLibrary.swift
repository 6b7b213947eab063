import COpenBLAS

/// The kernels that compute matrix products in this process.
public enum GEMMFamily {
  /// The name of the kernel family that the bits of a matrix product depend on.
  ///
  /// `FMA` is the engine's own GEMM, with the same bits on every processor that has it. Otherwise it is OpenBLAS's kernel family,
  /// such as `OpenBLAS Nehalem`.
  public static let name =
    isPortable ? portable : "OpenBLAS \(LinearAlgebraLibrary.core)"

  /// The name of the family whose bits are the same on other machines.
  public static let portable = "FMA"

  /// Whether this processor has AVX2 and FMA, which the engine's own GEMM needs.
  public static var isPortable: Bool { GEMMKernels.fastest != nil }
}

/// The BLAS of this process, which computes where the engine's own GEMM cannot.
public enum LinearAlgebraLibrary {
  /// Name and version as the library states them, such as `OpenBLAS 0.3.21 …`.
  public static var configuration: String {
    openblas_get_config().map { String(cString: $0) } ?? "unknown"
  }

  /// The kernel family in use, such as `SkylakeX` or `Haswell`; bits of matrix products may differ between families.
  public static var core: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// Makes every call run on the thread that made it, since the engine does its own parallel work.
  static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()
}
