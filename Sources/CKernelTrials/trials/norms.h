// Layer norms and norms by the root mean square.

TRIAL(moments) {
  for (int is_unbiased = 0; is_unbiased < 2; is_unbiased++) {
    MATRIX(x, n, 1);
    float *moments = unwritten(t, 2 * rows);
    kernels->moments(x, moments, rows, n, 1e-5f, is_unbiased);
    hash_floats(t, moments, 2 * rows);
  }
}

TRIAL(layer_norm) {
  for (int has_bias = 0; has_bias < 2; has_bias++) {
    MATRIX(x, n, 1);
    ROW(weight);
    ROW(bias);
    float *y = unwritten(t, rows * n), *moments = unwritten(t, 2 * rows);
    kernels->layer_norm(x, y, moments, weight, has_bias ? bias : NULL, rows, n, 1e-5f);
    hash_floats(t, y, rows * n);
    hash_floats(t, moments, 2 * rows);
  }
}

TRIAL(norm_gradient) {
  for (int form = 0; form < 4; form++) {
    MATRIX(x, n, 1);
    MATRIX(dy, n, 1);
    MATRIX(dx, n, 1);
    ROW(weight);
    float *moments = floats(t, 2 * rows, 2);
    kernels->norm_gradient(x, dy, dx, moments, weight, rows, n, form & 1, form & 2);
    hash_floats(t, dx, rows * n);
  }
}

TRIAL(norm_weight_gradient) {
  for (int accumulates = 0; accumulates < 2; accumulates++) {
    MATRIX(x, n + 3, 1);
    MATRIX(dy, n + 3, 1);
    ROW(sum);
    float *moments = floats(t, 2 * rows, 2);
    kernels->norm_weight_gradient(x, dy, moments, rows, n + 3, sum, n, accumulates);
    hash_floats(t, sum, n);
  }
}

TRIAL(rms_norm) {
  for (int offset = 0; offset < 2; offset++) {
    MATRIX(x, n, 1);
    ROW(weight);
    float *y = unwritten(t, rows * n), *scales = unwritten(t, rows);
    kernels->rms_norm(x, y, scales, weight, (float)offset, rows, n, 1e-6f);
    hash_floats(t, y, rows * n);
    hash_floats(t, scales, rows);
  }
}

TRIAL(rms_norm_gradient) {
  for (int form = 0; form < 4; form++) {
    MATRIX(x, n, 1);
    MATRIX(dy, n, 1);
    MATRIX(dx, n, 1);
    ROW(weight);
    float *scales = floats(t, rows, 2);
    kernels->rms_norm_gradient(x, dy, dx, scales, weight, form & 1 ? 1 : 0, rows, n, form & 2);
    hash_floats(t, dx, rows * n);
  }
}
