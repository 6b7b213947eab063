// What is added to a row, multiplied with one, or summed over one.

static void NAME(finish_row)(float *y, fpt_row_finish finish, size_t n) {
  const float *bias = finish.bias, *residual = finish.residual;
  FOR_ROW(n, {
    fv x = load_some(y + i, left);
    if (bias) x += load_some(bias + i, left);
    if (finish.mask) x = keep(x, mask_lanes(finish.mask + i / 8, left), finish.scale);
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
