/// Version of the engine's numerics: raised whenever the same configuration and seed would give other bits.
public let numericsVersion = 6

/// The kind of matrix products that bits come from: chains of fused multiply-adds, alike on every processor.
///
/// Results of earlier versions of the program may name another one.
public let productFamily = "FMA"
