import CKernels

/// The activation function of a feed-forward layer or of a gate.
///
/// Values are within 2e-7 · (1 + |x|) of the exact function and derivatives within 5e-7, for every x, infinities included. NaN gives
/// NaN, but a derivative of 0 for `relu`; so does −∞, which has no value there in IEEE arithmetic but for `relu`.
public enum Activation: Sendable, Hashable, CaseIterable {
  /// x · Φ(x), with the exact normal distribution; BERT, ViT and Longformer use it.
  case gelu
  /// The tanh approximation of GELU (`gelu_new`); GPT-2 uses it.
  case geluTanh
  /// max(0, x).
  case relu
  /// x · σ(x) (Elfwing et al. 2018), also called swish; its gated form is SwiGLU.
  case silu
  /// x · σ(1.702 x), an approximation of GELU (Hendrycks and Gimpel 2016); CLIP uses it.
  case quickGELU

  /// The same activation in C.
  var kernel: fpt_activation {
    switch self {
    case .gelu: fpt_gelu
    case .geluTanh: fpt_gelu_tanh
    case .relu: fpt_relu
    case .silu: fpt_silu
    case .quickGELU: fpt_quick_gelu
    }
  }
}
