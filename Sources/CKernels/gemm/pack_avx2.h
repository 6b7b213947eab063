// Packing and transposing in 256-bit registers.

// Transposes 8 × 8 floats.
inlined void transpose(const float *rows, size_t stride, float *columns, size_t column_stride) {
  __m256 a[8], b[8];
  unrolled for (size_t i = 0; i < 8; i++) a[i] = _mm256_loadu_ps(rows + i * stride);
  unrolled for (size_t i = 0; i < 8; i += 2) {
    b[i] = _mm256_unpacklo_ps(a[i], a[i + 1]);
    b[i + 1] = _mm256_unpackhi_ps(a[i], a[i + 1]);
  }
  unrolled for (size_t i = 0; i < 8; i += 4) {
    a[i] = _mm256_shuffle_ps(b[i], b[i + 2], 0x44);
    a[i + 1] = _mm256_shuffle_ps(b[i], b[i + 2], 0xEE);
    a[i + 2] = _mm256_shuffle_ps(b[i + 1], b[i + 3], 0x44);
    a[i + 3] = _mm256_shuffle_ps(b[i + 1], b[i + 3], 0xEE);
  }
  // a[4 h + j] holds elements j and 4 + j of rows 4 h to 4 h + 3.
  unrolled for (size_t j = 0; j < 4; j++) {
    _mm256_storeu_ps(columns + j * column_stride, _mm256_permute2f128_ps(a[j], a[4 + j], 0x20));
    _mm256_storeu_ps(columns + (4 + j) * column_stride,
                     _mm256_permute2f128_ps(a[j], a[4 + j], 0x31));
  }
}

// Transposes `height` rows of `width` floats.
static void transpose_all(const float *rows, size_t stride, size_t height, size_t width,
                     float *columns, size_t column_stride) {
  size_t i = 0;
  for (; i + 8 <= height; i += 8) {
    size_t j = 0;
    for (; j + 8 <= width; j += 8)
      transpose(rows + i * stride + j, stride, columns + j * column_stride + i, column_stride);
    for (; j < width; j++)
      for (size_t r = i; r < i + 8; r++) columns[j * column_stride + r] = rows[r * stride + j];
  }
  for (; i < height; i++)
    for (size_t j = 0; j < width; j++) columns[j * column_stride + i] = rows[i * stride + j];
}

// Rounds n floats, a multiple of 8, to bfloat16 in place; gemm/rounding.h says how.
static void round_to_bf16(float *x, size_t n) {
  __m256i largest = _mm256_set1_epi32(0x7F800000), smallest = _mm256_set1_epi32(0x00800000);
  for (size_t i = 0; i < n; i += lanes) {
    __m256i bits = _mm256_loadu_si256((const __m256i *)(x + i));
    __m256i magnitude = _mm256_and_si256(bits, _mm256_set1_epi32(0x7FFFFFFF));
    __m256i is_nan = _mm256_cmpgt_epi32(magnitude, largest);
    __m256i is_denormal = _mm256_cmpgt_epi32(smallest, magnitude);
    __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
    __m256i nearest = _mm256_add_epi32(_mm256_add_epi32(bits, odd), _mm256_set1_epi32(0x7FFF));
    __m256i quiet = _mm256_or_si256(bits, _mm256_set1_epi32(0x00400000));
    __m256i sign = _mm256_and_si256(bits, _mm256_set1_epi32((int)0x80000000));
    __m256i rounded = _mm256_blendv_epi8(nearest, quiet, is_nan);
    rounded = _mm256_blendv_epi8(rounded, sign, is_denormal);
    rounded = _mm256_and_si256(rounded, _mm256_set1_epi32((int)0xFFFF0000));
    _mm256_storeu_si256((__m256i *)(x + i), rounded);
  }
}

// Packs several panels at a time from a B that lies row by row: reads are then longer.
static void pack_rows(fpt_b_operand b, size_t k, size_t panels, float *packed) {
  size_t panel_stride = fpt_panel_floats(k, 1);
  for (size_t i = 0; i < k; i++)
    for (size_t panel = 0; panel < panels; panel++) {
      const float *from = b.values + i * b.stride + panel * panel_columns;
      float *to = packed + panel * panel_stride + i * panel_columns;
      _mm256_store_ps(to, _mm256_loadu_ps(from));
      _mm256_store_ps(to + lanes, _mm256_loadu_ps(from + lanes));
    }
}

// Packs one panel of `width` columns and writes the zeros that belong to it.
static void pack_panel(fpt_b_operand b, size_t k, size_t width, float *packed) {
  if (width < panel_columns) memset(packed, 0, k * panel_columns * sizeof(float));
  if (b.is_transposed)
    transpose_all(b.values, b.stride, width, k, packed, panel_columns);
  else
    for (size_t i = 0; i < k; i++)
      memcpy(packed + i * panel_columns, b.values + i * b.stride, width * sizeof(float));
  if (k % 2 == 1) memset(packed + k * panel_columns, 0, panel_columns * sizeof(float));
}

inlined void pack_panels(fpt_b_operand b, size_t k, size_t columns, float *packed, bool rounds) {
  size_t panel_stride = fpt_panel_floats(k, 1);
  for (size_t column = 0; column < columns;) {
    size_t whole = (columns - column) / panel_columns, together = whole < 4 ? whole : 4;
    fpt_b_operand part = b;
    part.values += column * (b.is_transposed ? b.stride : 1);
    float *target = packed + column / panel_columns * panel_stride;
    if (b.is_transposed || together < 2 || k % 2 == 1) {
      together = 1;
      pack_panel(part, k, whole > 0 ? panel_columns : columns - column, target);
    } else {
      pack_rows(part, k, together, target);
    }
    if (rounds) round_to_bf16(target, together * panel_stride);
    column += together * panel_columns;
  }
}

static void pack(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  pack_panels(b, k, columns, packed, false);
}

static void bf16_pack(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  pack_panels(b, k, columns, packed, true);
}

// Packs A into [rows, k], an even number of floats apart. What follows an odd number of terms is -0.
static void pack_a(const float *a, size_t row_stride, size_t k_stride, size_t rows, size_t k,
                   float *packed) {
  size_t stride = (k + 1) / 2 * 2;
  if (k_stride == 1)
    for (size_t row = 0; row < rows; row++)
      memcpy(packed + row * stride, a + row * row_stride, k * sizeof(float));
  else
    transpose_all(a, k_stride, k, rows, packed, stride);
  for (size_t row = 0; row < rows && k < stride; row++) packed[row * stride + k] = -0.0f;
}

// The buffer has room up to a multiple of eight.
static void bf16_pack_a(const float *a, size_t row_stride, size_t k_stride, size_t rows, size_t k,
                        float *packed) {
  pack_a(a, row_stride, k_stride, rows, k, packed);
  round_to_bf16(packed, (rows * ((k + 1) / 2 * 2) + lanes - 1) / lanes * lanes);
}
