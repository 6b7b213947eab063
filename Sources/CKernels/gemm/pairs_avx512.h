// Packing pairs of bfloat16 in 512-bit registers: the earlier term of a pair is in the upper half of a word.

// The eight pairs, twice, of 32 floats of a row.
inlined __m512 pairs_of_row(const float *row, size_t n) {
  __m512 low = _mm512_maskz_loadu_ps(first_lanes(n), row);
  __m512 high = _mm512_maskz_loadu_ps(first_lanes(n > lanes ? n - lanes : 0), row + lanes);
  __m512bh both = _mm512_cvtne2ps_pbh(high, low);
  return _mm512_castsi512_ps(_mm512_rol_epi32((__m512i)both, 16));
}

// The pairs of sixteen floats of one row with those of the next.
inlined __m512 pairs_of_rows(__m512 earlier, __m512 later) {
  __m512i upper = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(earlier));
  __m512i lower = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(later));
  return _mm512_castsi512_ps(_mm512_or_si512(_mm512_slli_epi32(upper, 16), lower));
}

static void bf16_pack(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  for (size_t column = 0; column < columns; column += lanes, packed += fpt_panel_floats(k, 2)) {
    size_t width = columns - column < lanes ? columns - column : lanes;
    if (!b.is_transposed) {
      __mmask16 seen = first_lanes(width);
      for (size_t i = 0; i < k; i += 2) {
        const float *row = b.values + i * b.stride + column;
        __m512 later = i + 1 < k ? _mm512_maskz_loadu_ps(seen, row + b.stride) : _mm512_setzero_ps();
        _mm512_store_ps(packed + lanes * (i / 2),
                        pairs_of_rows(_mm512_maskz_loadu_ps(seen, row), later));
      }
      continue;
    }
    const float *rows = b.values + column * b.stride;
    for (size_t i = 0; i < k; i += 2 * lanes) {
      __m512 a[16];
      unrolled for (size_t r = 0; r < 16; r++)
        a[r] = r < width ? pairs_of_row(rows + r * b.stride + i, k - i) : _mm512_setzero_ps();
      transpose_words(a, (k - i + 1) / 2, packed + lanes * (i / 2));
    }
  }
}

// Packs A into [rows, pairs], an even number of floats apart. What follows an odd number of terms is -0.
static void bf16_pack_a(const float *a, size_t row_stride, size_t k_stride, size_t rows, size_t k,
                        float *packed) {
  size_t stride = (k + 1) / 2 * 2;
  if (k_stride == 1) {
    for (size_t row = 0; row < rows; row++)
      for (size_t i = 0; i < k; i += 2 * lanes)
        _mm512_mask_storeu_ps(packed + row * stride + i / 2, first_lanes((k - i + 1) / 2),
                              pairs_of_row(a + row * row_stride + i, k - i));
  } else {
    for (size_t row = 0; row < rows; row += lanes) {
      size_t height = rows - row < lanes ? rows - row : lanes;
      __mmask16 seen = first_lanes(height);
      for (size_t i = 0; i < k; i += 2 * lanes) {
        __m512 words[16];
        float turned[16 * 16] __attribute__((aligned(64)));
        for (size_t t = 0; t < 16; t++) {
          const float *term = a + (i + 2 * t) * k_stride + row;
          __m512 earlier = i + 2 * t < k ? _mm512_maskz_loadu_ps(seen, term) : _mm512_setzero_ps();
          __m512 later = i + 2 * t + 1 < k ? _mm512_maskz_loadu_ps(seen, term + k_stride)
                                           : _mm512_setzero_ps();
          words[t] = pairs_of_rows(earlier, later);
        }
        transpose_words(words, height, turned);
        for (size_t r = 0; r < height; r++)
          _mm512_mask_storeu_ps(packed + (row + r) * stride + i / 2, first_lanes((k - i + 1) / 2),
                                _mm512_load_ps(turned + lanes * r));
      }
    }
  }
  const uint32_t negative_zero = 0x8000;
  for (size_t row = 0; row < rows && k < stride; row++) {
    uint32_t word;
    memcpy(&word, packed + row * stride + k / 2, sizeof word);
    word |= negative_zero;
    memcpy(packed + row * stride + k / 2, &word, sizeof word);
  }
}
