import COpenBLAS

/// Who computes matrix products in this process.
public enum ProductFamily {
  /// What their bits depend on: `FMA` for the engine's own product, the same on every processor that has it, and elsewhere the
  /// library's kernel family, such as `OpenBLAS Nehalem`.
  public static let name =
    isPortable ? portable : "OpenBLAS \(LinearAlgebraLibrary.core)"

  /// The name of the family that other machines have too.
  public static let portable = "FMA"

  /// Whether this processor has the instructions of the engine's own product: AVX2 and FMA.
  public static var isPortable: Bool { PanelKernels.fastest != nil }
}

/// The BLAS of this process: it multiplies where the engine's own product cannot.
public enum LinearAlgebraLibrary {
  /// Name and version as the library states them, such as `OpenBLAS 0.3.21 …`.
  public static var configuration: String {
    openblas_get_config().map { String(cString: $0) } ?? "unknown"
  }

  /// The kernel family in use, such as `SkylakeX` or `Haswell`. Bits of its products may differ between families.
  public static var core: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// Makes every call run on the thread that made it: the engine does its own parallel work.
  static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()
}
