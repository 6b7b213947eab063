// Operations on rows and arrays: epilogue, products, sums, scaling.

// One row from a mask's whole byte on.
inlined void epilogue_row(float *y, const float *bias, const uint8_t *mask, float scale,
                          const float *residual, size_t n) {
  FOR_ROW(n, {
    fv x = load_some(y + i, left);
    if (bias) x += load_some(bias + i, left);
    if (mask) x = keep(x, mask_lanes(mask + i / 8, left), scale);
    if (residual) x += load_some(residual + i, left);
    store_some(y + i, x, left);
  })
}

static void NAME(apply_epilogue)(float *y, fpt_epilogue e, size_t rows, size_t columns,
                                 size_t stride) {
  // The columns before the mask's next byte.
  size_t head = e.mask && e.mask_bit > 0 ? 8 - e.mask_bit : 0;
  if (head > columns) head = columns;
  FOR_ROWS(rows) {
    float *to = y + row * stride;
    const float *residual = e.residual ? e.residual + row * stride : 0;
    const uint8_t *mask = e.mask ? e.mask + row * e.mask_stride : 0;
    if (head > 0) {
      uint8_t bits = (uint8_t)(mask[0] >> e.mask_bit);
      epilogue_row(to, e.bias, &bits, e.scale, residual, head);
      mask += 1;
    }
    epilogue_row(to + head, e.bias ? e.bias + head : 0, mask, e.scale,
                 residual ? residual + head : 0, columns - head);
  }
}

static void NAME(multiply)(float *x, const float *y, size_t rows, size_t columns, size_t stride) {
  FOR_ROWS(rows) {
    float *x_row = x + row * stride;
    const float *y_row = y + row * stride;
    FOR_ROW(columns,
            store_some(x_row + i, load_some(x_row + i, left) * load_some(y_row + i, left), left);)
  }
}

static void NAME(add)(float *x, const float *y, size_t n) {
  FOR_ROW(n, store_some(x + i, load_some(x + i, left) + load_some(y + i, left), left);)
}

static void NAME(scale)(float *x, float factor, size_t n) {
  FOR_ROW(n, store_some(x + i, load_some(x + i, left) * factor, left);)
}

static void NAME(scale_columns)(const float *x, const float *weight, const float *residual,
                                float *y, size_t rows, size_t columns) {
  FOR_ROWS(rows) {
    size_t first = row * columns;
    FOR_ROW(columns, {
      fv value = load_some(weight + i, left) * load_some(x + first + i, left);
      if (residual) value = load_some(residual + first + i, left) + value;
      store_some(y + first + i, value, left);
    })
  }
}

static void NAME(add_positions)(const float *x, float *y, const float *positions,
                                const float *segment, size_t first, size_t rows, size_t tokens,
                                size_t columns) {
  FOR_ROWS(rows) {
    const float *position = positions + (first + row) % tokens * columns;
    FOR_ROW(columns, {
      fv value = load_some(x + row * columns + i, left) + load_some(position + i, left);
      if (segment) value += load_some(segment + i, left);
      store_some(y + row * columns + i, value, left);
    })
  }
}

static void NAME(add_to_rows)(float *sum, const int32_t *place, const float *x, size_t count,
                              size_t stride, size_t columns) {
  FOR_ROWS(count)
    NAME(add)(sum + (size_t)place[row] * stride, x + row * stride, columns);
}
