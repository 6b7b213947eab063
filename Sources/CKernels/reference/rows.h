// Operations on rows and arrays.

static void apply_epilogue(float *y, fpt_epilogue e, size_t rows, size_t columns, size_t stride) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) {
      size_t place = row * stride + i;
      float x = y[place];
      if (e.bias) x += e.bias[i];
      if (e.mask)
        x = is_set(e.mask + row * e.mask_stride, e.mask_bit + i) ? x * e.scale : 0;
      if (e.residual) x += e.residual[place];
      y[place] = x;
    }
}

static void multiply(float *x, const float *y, size_t rows, size_t columns, size_t stride) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) x[row * stride + i] *= y[row * stride + i];
}

static void add(float *x, const float *y, size_t n) {
  for (size_t i = 0; i < n; i++) x[i] += y[i];
}

static void scale(float *x, float factor, size_t n) {
  for (size_t i = 0; i < n; i++) x[i] *= factor;
}

static void scale_columns(const float *x, const float *weight, const float *residual, float *y,
                          size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) {
      size_t place = row * columns + i;
      float product = weight[i] * x[place];
      y[place] = residual ? residual[place] + product : product;
    }
}

static void add_positions(const float *x, float *y, const float *positions, const float *segment,
                          size_t first, size_t rows, size_t tokens, size_t columns) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) {
      size_t place = row * columns + i;
      float value = x[place] + positions[(first + row) % tokens * columns + i];
      y[place] = segment ? value + segment[i] : value;
    }
}

static void add_to_rows(float *sum, const int32_t *place, const float *x, size_t count,
                        size_t stride, size_t columns) {
  for (size_t row = 0; row < count; row++)
    for (size_t i = 0; i < columns; i++)
      sum[(size_t)place[row] * stride + i] += x[row * stride + i];
}
