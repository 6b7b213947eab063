// The non-linearities of feed-forward layers, and their derivatives.

// FPTEngine/Elementary/Activation.swift.
inlined fv gelu(fv x) {
  fv e;
  return x * normal_distribution(x, &e);
}

inlined fv gelu_with_derivative(fv x, fv *derivative) {
  fv near = at_most(at_least(x, -13.0f), 13.0f), e;
  fv distribution = normal_distribution(near, &e);
  *derivative = fused(near * e, all(0.3989422804f), distribution);
  return x * distribution;
}

inlined fv gelu_gate(fv x, fv *e) {
  fv square = x * x;
  *e = exponential(x * horner(square, all(-0.0713548163f), -1.5957691216f));
  return 1.0f / (1.0f + *e);
}

inlined fv gelu_tanh(fv x) {
  fv e;
  return x * gelu_gate(x, &e);
}

inlined fv gelu_tanh_with_derivative(fv x, fv *derivative) {
  fv near = at_most(at_least(x, -10.0f), 10.0f), e;
  fv s = gelu_gate(near, &e);
  *derivative = fused(near * (s * e * s),
                      horner(near * near, all(0.2140644488f), 1.5957691216f), s);
  return x * s;
}

inlined fv relu(fv x) { return at_least(x, 0); }

inlined fv relu_with_derivative(fv x, fv *derivative) {
  *derivative = (fv)((x > all(0)) & (iv)all(1));
  return relu(x);
}

#define ACTIVATION(f)                                                                        \
  static void NAME(activate_##f)(float *u, float *derivative, const float *bias, size_t n) { \
    FOR_ROW(n, {                                                                             \
      fv x = load_some(u + i, left);                                                         \
      fv d;                                                                                  \
      if (bias) x += load_some(bias + i, left);                                              \
      fv y = derivative ? f##_with_derivative(x, &d) : f(x);                                 \
      store_some(u + i, y, left);                                                            \
      if (derivative) store_some(derivative + i, d, left);                                   \
    })                                                                                       \
  }
ACTIVATION(gelu)
ACTIVATION(gelu_tanh)
ACTIVATION(relu)

static void NAME(activate)(fpt_activation f, float *u, float *derivative, const float *bias,
                           size_t n) {
  switch (f) {
  case fpt_gelu: NAME(activate_gelu)(u, derivative, bias, n); break;
  case fpt_gelu_tanh: NAME(activate_gelu_tanh)(u, derivative, bias, n); break;
  case fpt_relu: NAME(activate_relu)(u, derivative, bias, n); break;
  }
}
