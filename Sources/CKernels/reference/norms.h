// Layer norms and root-mean-square norms of rows, and their gradients.

// What the sum of squares of n numbers is divided by.
static float freedom(size_t n, bool is_unbiased) {
  return (float)(is_unbiased && n > 1 ? n - 1 : n);
}

static void moments(const float *x, float *moments, size_t rows, size_t columns, float epsilon,
                    bool is_unbiased) {
  for (size_t row = 0; row < rows; row++, x += columns, moments += 2) {
    float mean = sum(x, columns) / (float)columns;
    lane_sum squares = sum_over(columns);
    for (size_t i = 0; i < columns; i++) add_term(&squares, (x[i] - mean) * (x[i] - mean));
    float variance = squares.total / freedom(columns, is_unbiased);
    moments[0] = mean;
    moments[1] = 1.0f / sqrtf(variance + epsilon);
  }
}

static void layer_norm(const float *x, float *y, float *statistics, const float *weight,
                       const float *bias, size_t rows, size_t columns, float epsilon) {
  moments(x, statistics, rows, columns, epsilon, false);
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) {
      size_t place = row * columns + i;
      float value = (x[place] - statistics[2 * row]) * statistics[2 * row + 1] * weight[i];
      y[place] = bias ? value + bias[i] : value;
    }
}

static void norm_gradient(const float *x, const float *dy, float *dx, const float *moments,
                          const float *weight, size_t rows, size_t columns, bool is_unbiased,
                          bool accumulates) {
  for (size_t row = 0; row < rows; row++, x += columns, dy += columns, dx += columns) {
    float mean = moments[2 * row], scale = moments[2 * row + 1];
    lane_sum h_sum = sum_over(columns), product_sum = sum_over(columns);
    for (size_t i = 0; i < columns; i++) {
      float h = dy[i] * weight[i], normalized = (x[i] - mean) * scale;
      add_term(&h_sum, h);
      add_term(&product_sum, h * normalized);
    }
    float h_mean = h_sum.total / (float)columns;
    float product_mean = product_sum.total / freedom(columns, is_unbiased);
    for (size_t i = 0; i < columns; i++) {
      float h = dy[i] * weight[i], normalized = (x[i] - mean) * scale;
      float value = (h - h_mean - normalized * product_mean) * scale;
      dx[i] = accumulates ? dx[i] + value : value;
    }
  }
}

static void rms_norm(const float *x, float *y, float *scales, const float *weight, float offset,
                     size_t rows, size_t columns, float epsilon) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns) {
    float square = dot(x, x, columns) / (float)columns;
    scales[row] = 1.0f / sqrtf(square + epsilon);
    for (size_t i = 0; i < columns; i++) y[i] = x[i] * scales[row] * (weight[i] + offset);
  }
}

static void rms_norm_gradient(const float *x, const float *dy, float *dx, const float *scales,
                              const float *weight, float offset, size_t rows, size_t columns,
                              bool accumulates) {
  for (size_t row = 0; row < rows; row++, x += columns, dy += columns, dx += columns) {
    lane_sum products = sum_over(columns);
    for (size_t i = 0; i < columns; i++) add_term(&products, x[i] * (dy[i] * (weight[i] + offset)));
    float share = products.total / (float)columns * scales[row] * scales[row];
    for (size_t i = 0; i < columns; i++) {
      float h = dy[i] * (weight[i] + offset);
      float value = (h - x[i] * share) * scales[row];
      dx[i] = accumulates ? dx[i] + value : value;
    }
  }
}
