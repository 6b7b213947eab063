// Layer norms and root-mean-square norms, and their gradients, row after row.

inlined float inverse_root(float x) { return 1.0f / __builtin_elementwise_sqrt(x); }

// What the sum of squares of n numbers is divided by.
inlined float freedom(size_t n, bool is_unbiased) {
  return (float)(is_unbiased && n > 1 ? n - 1 : n);
}

inlined void row_moments(const float *x, float *moments, size_t n, float epsilon, float divisor) {
  float mean = row_sum(x, n) / (float)n;
  moments[0] = mean;
  moments[1] = inverse_root(squared_deviations(x, mean, n) / divisor + epsilon);
}

static void NAME(moments)(const float *x, float *moments, size_t rows, size_t columns,
                          float epsilon, bool is_unbiased) {
  FOR_ROWS(rows)
    row_moments(x + row * columns, moments + 2 * row, columns, epsilon,
                freedom(columns, is_unbiased));
}

static void NAME(layer_norm)(const float *x, float *y, float *moments, const float *weight,
                             const float *bias, size_t rows, size_t columns, float epsilon) {
  FOR_ROWS(rows) {
    const float *from = x + row * columns;
    float *to = y + row * columns;
    row_moments(from, moments + 2 * row, columns, epsilon, (float)columns);
    float mean = moments[2 * row], scale = moments[2 * row + 1];
    FOR_ROW(columns, {
      fv value = (load_some(from + i, left) - mean) * scale * load_some(weight + i, left);
      if (bias) value += load_some(bias + i, left);
      store_some(to + i, value, left);
    })
  }
}

// The gradient of one row: from sums over whole vectors of eight, and then what is left.
inlined void norm_gradient_row(const float *x, const float *dy, float *dx, const float *moments,
                               const float *weight, size_t n, float divisor, bool accumulates) {
  float mean = moments[0], scale = moments[1];
  f8 sums = {0}, products = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, {
    fv h = load_some(dy + i, left) * load_some(weight + i, left);
    fv product = h * ((load_some(x + i, left) - mean) * scale);
    sums = add_lanes(sums, left < LANES ? first_lanes(h, left) : h);
    products = add_lanes(products, left < LANES ? first_lanes(product, left) : product);
  })
  float sum = total(sums), product = total(products);
  for (size_t i = whole; i < n; i++) {
    float h = dy[i] * weight[i];
    sum += h;
    product += h * ((x[i] - mean) * scale);
  }
  sum /= (float)n;
  product /= divisor;
  FOR_ROW(n, {
    fv normalized = (load_some(x + i, left) - mean) * scale;
    fv h = load_some(dy + i, left) * load_some(weight + i, left);
    fv value = (h - sum - normalized * product) * scale;
    store_some(dx + i, accumulates ? load_some(dx + i, left) + value : value, left);
  })
}

static void NAME(norm_gradient)(const float *x, const float *dy, float *dx, const float *moments,
                                const float *weight, size_t rows, size_t columns,
                                bool is_unbiased, bool accumulates) {
  FOR_ROWS(rows) {
    size_t first = row * columns;
    norm_gradient_row(x + first, dy + first, dx + first, moments + 2 * row, weight, columns,
                      freedom(columns, is_unbiased), accumulates);
  }
}

static void NAME(rms_norm)(const float *x, float *y, float *scales, const float *weight,
                           float offset, size_t rows, size_t columns, float epsilon) {
  FOR_ROWS(rows) {
    const float *from = x + row * columns;
    float *to = y + row * columns;
    float scale = inverse_root(row_dot(from, from, columns) / (float)columns + epsilon);
    scales[row] = scale;
    FOR_ROW(columns, {
      fv normalized = load_some(from + i, left) * scale;
      store_some(to + i, normalized * (load_some(weight + i, left) + offset), left);
    })
  }
}

inlined float weighted_dot(const float *x, const float *dy, const float *weight, float offset,
                           size_t n) {
  SUM_OF(n,
         load_some(x + i, left)
             * (load_some(dy + i, left) * (load_some(weight + i, left) + offset)),
         x[i] * (dy[i] * (weight[i] + offset)))
}

static void NAME(rms_norm_gradient)(const float *x, const float *dy, float *dx,
                                    const float *scales, const float *weight, float offset,
                                    size_t rows, size_t columns, bool accumulates) {
  FOR_ROWS(rows) {
    const float *x_row = x + row * columns, *dy_row = dy + row * columns;
    float *to = dx + row * columns, scale = scales[row];
    float share = weighted_dot(x_row, dy_row, weight, offset, columns) / (float)columns * scale
                  * scale;
    FOR_ROW(columns, {
      fv h = load_some(dy_row + i, left) * (load_some(weight + i, left) + offset);
      fv value = (h - load_some(x_row + i, left) * share) * scale;
      store_some(to + i, accumulates ? load_some(to + i, left) + value : value, left);
    })
  }
}
