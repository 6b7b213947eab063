// Elementary functions, activations, gates.

TRIAL(elementary) {
  for (int f = fpt_exponential; f <= fpt_logistic; f++) {
    float *x = floats(t, n, 20), *y = unwritten(t, n);
    kernels->elementary((fpt_elementary)f, x, y, n);
    hash_floats(t, y, n);
  }
}

TRIAL(activate) {
  for (int f = fpt_gelu; f <= fpt_quick_gelu; f++)
    for (int form = 0; form < 4; form++) {
      MATRIX(u, n + 3, 6);
      ROW(bias);
      float *derivative = unwritten(t, rows * (n + 3));
      kernels->activate((fpt_activation)f, u, form & 1 ? derivative : NULL, form & 2 ? bias : NULL,
                        rows, n, n + 3);
      hash_floats(t, u, rows * (n + 3));
      hash_floats(t, derivative, rows * (n + 3));
    }
}

TRIAL(activate_gated) {
  for (int f = fpt_gelu; f <= fpt_quick_gelu; f++) {
    MATRIX(both, 2 * n, 6);
    float *y = unwritten(t, rows * n);
    kernels->activate_gated((fpt_activation)f, both, both + n, y, rows, n);
    hash_floats(t, y, rows * n);
  }
}

TRIAL(gated_gradient) {
  for (int f = fpt_gelu; f <= fpt_quick_gelu; f++)
    for (int accumulates = 0; accumulates < 2; accumulates++) {
      MATRIX(both, 2 * n, 6);
      MATRIX(gradient, 2 * n, 1);
      MATRIX(dy, n, 1);
      kernels->gated_gradient((fpt_activation)f, both, both + n, dy, gradient, gradient + n, rows,
                              n, accumulates);
      hash_floats(t, gradient, rows * 2 * n);
    }
}
