// The updates of parameters.

static void NAME(adam)(float *value, const float *gradient, float *first, float *second,
                       fpt_adam step, size_t n) {
  FOR_ROW(n, {
    fv g = load_some(gradient + i, left) * step.scale;
    fv m = load_some(first + i, left);
    fv v = load_some(second + i, left) * step.beta2;
    m += (g - m) * step.one_minus_beta1;
    v += g * g * step.one_minus_beta2;
    store_some(first + i, m, left);
    store_some(second + i, v, left);
    fv denominator = __builtin_elementwise_sqrt(v) / step.root_correction + step.epsilon;
    fv before = load_some(value + i, left) * step.decay;
    store_some(value + i, before - m / denominator * step.step_size, left);
  })
}

static void NAME(combine)(float *x, float a, const float *y, float b, size_t n) {
  FOR_ROW(n, store_some(x + i, load_some(x + i, left) * a + load_some(y + i, left) * b, left);)
}
