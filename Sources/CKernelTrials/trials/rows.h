// Operations on rows and arrays, masks, sums over rows.

TRIAL(apply_epilogue) {
  for (int form = 0; form < 8; form++) {
    MATRIX(y, n + 3, 1);
    MATRIX(residual, n + 3, 1);
    ROW(bias);
    size_t mask_stride = n / 8 + 3;
    fpt_epilogue epilogue = {
        .bias = form & 1 ? bias : NULL, .mask = form & 2 ? bytes(t, rows * mask_stride) : NULL,
        .mask_stride = mask_stride, .mask_bit = (unsigned)n % 8, .scale = 1.25f,
        .residual = form & 4 ? residual : NULL};
    kernels->apply_epilogue(y, epilogue, rows, n, n + 3);
    hash_floats(t, y, rows * (n + 3));
  }
}

TRIAL(apply_mask) {
  MATRIX(x, n, 1);
  size_t mask_stride = n / 8 + 3;
  uint8_t *mask = bytes(t, rows * mask_stride);
  float *y = unwritten(t, rows * n);
  kernels->apply_mask(x, y, mask, mask_stride, 1.25f, rows, n);
  hash_floats(t, y, rows * n);
}

TRIAL(draw_mask) {
  size_t stride = n + 5;
  uint8_t *mask = (uint8_t *)unwritten(t, rows * stride);
  // Near the counter's end too, where it begins anew.
  fpt_philox_place first = {{(uint32_t)draw(t), 0x9E3779B9},
                            {0, 3, 7, t->is_special ? 0xFFFFFFFD : 5}};
  uint16_t threshold = (uint16_t)draw(t);
  kernels->draw_mask(mask, rows, n, stride, first, threshold);
  hash_bytes(t, mask, rows * stride);
}

TRIAL(multiply) {
  MATRIX(x, n + 3, 1);
  MATRIX(y, n + 3, 1);
  kernels->multiply(x, y, rows, n, n + 3);
  hash_floats(t, x, rows * (n + 3));
}

TRIAL(add) {
  ROW(x);
  ROW(y);
  kernels->add(x, y, n);
  hash_floats(t, x, n);
}

TRIAL(scale) {
  ROW(x);
  kernels->scale(x, number(t), n);
  hash_floats(t, x, n);
}

TRIAL(scale_columns) {
  for (int has_residual = 0; has_residual < 2; has_residual++) {
    MATRIX(x, n, 1);
    MATRIX(residual, n, 1);
    ROW(weight);
    float *y = unwritten(t, rows * n);
    kernels->scale_columns(x, weight, has_residual ? residual : NULL, y, rows, n);
    hash_floats(t, y, rows * n);
  }
}

TRIAL(add_positions) {
  for (int has_segment = 0; has_segment < 2; has_segment++) {
    MATRIX(x, n, 1);
    ROW(segment);
    float *positions = floats(t, 4 * n, 1), *y = unwritten(t, rows * n);
    kernels->add_positions(x, y, positions, has_segment ? segment : NULL, 2, rows, 4, n);
    hash_floats(t, y, rows * n);
  }
}

TRIAL(add_to_rows) {
  static const int32_t places[rows] = {3, 0, 3, 1, 0};
  MATRIX(x, n + 3, 1);
  float *sum = floats(t, 4 * (n + 3), 1);
  kernels->add_to_rows(sum, places, x, rows, n + 3, n);
  hash_floats(t, sum, 4 * (n + 3));
}

TRIAL(sum) { hash_number(t, kernels->sum(floats(t, n, 1), n)); }

TRIAL(dot) {
  ROW(x);
  ROW(y);
  hash_number(t, kernels->dot(x, y, n));
}

TRIAL(sum_of_squares) {
  ROW(x);
  hash_wide_number(t, kernels->sum_of_squares(x, n));
}

TRIAL(sum_rows) {
  for (int accumulates = 0; accumulates < 2; accumulates++) {
    MATRIX(x, n + 3, 1);
    ROW(sum);
    kernels->sum_rows(x, rows, n + 3, sum, n, accumulates);
    hash_floats(t, sum, n);
  }
}

TRIAL(sum_products) {
  for (int form = 0; form < 4; form++) {
    MATRIX(x, n + 3, 1);
    MATRIX(dy, n + 3, 1);
    ROW(sum);
    float *scales = floats(t, rows, 1);
    kernels->sum_products(x, dy, form & 1 ? scales : NULL, rows, n + 3, sum, n, form & 2);
    hash_floats(t, sum, n);
  }
}
