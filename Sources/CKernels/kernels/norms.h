// Layer norms and their gradients, a row at a time.

static float NAME(squared_deviations)(const float *x, float mean, size_t n) {
  f8 squares = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, {
    fv deviation = first_lanes(load_some(x + i, left) - mean, left);
    squares = add(squares, deviation * deviation);
  })
  float square = total(squares);
  for (size_t i = whole; i < n; i++) square += (x[i] - mean) * (x[i] - mean);
  return square;
}

static void NAME(normalize)(const float *x, float *y, float mean, float scale, const float *weight,
                            const float *bias, size_t n) {
  FOR_ROW(n, {
    fv normalized = (load_some(x + i, left) - mean) * scale;
    store_some(y + i, normalized * load_some(weight + i, left) + load_some(bias + i, left), left);
  })
}

static void NAME(normalize_gradient)(const float *x, const float *dy, float *dx, float mean,
                                     float scale, const float *weight, size_t n, bool accumulates) {
  f8 sums = {0}, products = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, {
    fv h = load_some(dy + i, left) * load_some(weight + i, left);
    sums = add(sums, h);
    products = add(products, h * ((load_some(x + i, left) - mean) * scale));
  })
  float sum = total(sums), product = total(products);
  for (size_t i = whole; i < n; i++) {
    float h = dy[i] * weight[i];
    sum += h;
    product += h * ((x[i] - mean) * scale);
  }
  sum /= (float)n;
  product /= (float)n;
  FOR_ROW(n, {
    fv normalized = (load_some(x + i, left) - mean) * scale;
    fv h = load_some(dy + i, left) * load_some(weight + i, left);
    fv value = (h - sum - normalized * product) * scale;
    store_some(dx + i, accumulates ? load_some(dx + i, left) + value : value, left);
  })
}
