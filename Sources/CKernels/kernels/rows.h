// Operations on one row: epilogue, products, sums, scaling.

static void NAME(apply_epilogue)(float *y, fpt_row_epilogue epilogue, size_t n) {
  const float *bias = epilogue.bias, *residual = epilogue.residual;
  FOR_ROW(n, {
    fv x = load_some(y + i, left);
    if (bias) x += load_some(bias + i, left);
    if (epilogue.mask) x = keep(x, mask_lanes(epilogue.mask + i / 8, left), epilogue.scale);
    if (residual) x += load_some(residual + i, left);
    store_some(y + i, x, left);
  })
}

static void NAME(multiply)(float *x, const float *y, size_t n) {
  FOR_ROW(n, store_some(x + i, load_some(x + i, left) * load_some(y + i, left), left);)
}

static float NAME(sum)(const float *x, size_t n) {
  f8 sums = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, sums = add(sums, load_some(x + i, left));)
  float sum = total(sums);
  for (size_t i = whole; i < n; i++) sum += x[i];
  return sum;
}

static float NAME(dot)(const float *x, const float *y, size_t n) {
  f8 sums = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, sums = add(sums, load_some(x + i, left) * load_some(y + i, left));)
  float sum = total(sums);
  for (size_t i = whole; i < n; i++) sum += x[i] * y[i];
  return sum;
}

static void NAME(scale)(float *x, float factor, size_t n) {
  FOR_ROW(n, store_some(x + i, load_some(x + i, left) * factor, left);)
}
