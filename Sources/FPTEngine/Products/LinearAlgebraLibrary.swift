import COpenBLAS

/// The BLAS this process computes with.
public enum LinearAlgebraLibrary {
  /// Name and version as the library states them, such as `OpenBLAS 0.3.21 …`.
  public static var configuration: String {
    openblas_get_config().map { String(cString: $0) } ?? "unknown"
  }

  /// The kernel family in use, such as `SkylakeX` or `Haswell`. Bits may differ between families.
  public static var core: String {
    openblas_get_corename().map { String(cString: $0) } ?? "unknown"
  }

  /// Makes every call run on the thread that made it: the engine does its own parallel work.
  static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()
}
