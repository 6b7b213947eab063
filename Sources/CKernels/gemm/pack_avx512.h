// Packing in 512-bit registers.

static void pack(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  size_t size = fpt_panel_floats(k, 1);
  for (size_t column = 0; column < columns; column += lanes, packed += size) {
    size_t width = columns - column < lanes ? columns - column : lanes;
    if (k % 2 == 1) _mm512_store_ps(packed + size - lanes, _mm512_setzero_ps());
    if (!b.is_transposed) {
      __mmask16 seen = first_lanes(width);
      for (size_t i = 0; i < k; i++)
        _mm512_store_ps(packed + lanes * i,
                        _mm512_maskz_loadu_ps(seen, b.values + i * b.stride + column));
      continue;
    }
    const float *rows = b.values + column * b.stride;
    for (size_t i = 0; i < k; i += lanes) {
      __mmask16 seen = first_lanes(k - i);
      __m512 a[16];
      for (size_t r = 0; r < 16; r++)
        a[r] = r < width ? _mm512_maskz_loadu_ps(seen, rows + r * b.stride + i)
                         : _mm512_setzero_ps();
      transpose_words(a, k - i, packed + lanes * i);
    }
  }
}

// Packs A into [rows, k], an even number of floats apart.
static void pack_a(const float *a, size_t row_stride, size_t k_stride, size_t rows, size_t k,
                   float *packed) {
  size_t stride = (k + 1) / 2 * 2;
  for (size_t row = 0; row < rows; row += lanes) {
    size_t height = rows - row < lanes ? rows - row : lanes;
    if (k_stride == 1) {
      for (size_t r = row; r < row + height; r++)
        memcpy(packed + r * stride, a + r * row_stride, k * sizeof(float));
      continue;
    }
    for (size_t i = 0; i < k; i += lanes) {
      __mmask16 seen = first_lanes(height), wanted = first_lanes(k - i);
      __m512 words[16];
      float turned[16 * 16] __attribute__((aligned(64)));
      for (size_t t = 0; t < 16; t++)
        words[t] = i + t < k ? _mm512_maskz_loadu_ps(seen, a + (i + t) * k_stride + row)
                             : _mm512_setzero_ps();
      transpose_words(words, height, turned);
      for (size_t r = 0; r < height; r++)
        _mm512_mask_storeu_ps(packed + (row + r) * stride + i, wanted,
                              _mm512_load_ps(turned + lanes * r));
    }
  }
}
