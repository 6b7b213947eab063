// Transposing in 512-bit registers.

inlined __mmask16 first_lanes(size_t n) {
  return n < lanes ? (__mmask16)((1u << n) - 1) : (__mmask16)0xFFFF;
}

inlined __m512 low_pairs(__m512 a, __m512 b) {
  return _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
}

inlined __m512 high_pairs(__m512 a, __m512 b) {
  return _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
}

// Transposes 16 rows of 16 words, and writes the first `count` columns, 16 words apart.
inlined void transpose_words(__m512 a[16], size_t count, float *columns) {
  __m512 b[16];
  unrolled for (size_t i = 0; i < 16; i += 2) {
    b[i] = _mm512_unpacklo_ps(a[i], a[i + 1]);
    b[i + 1] = _mm512_unpackhi_ps(a[i], a[i + 1]);
  }
  unrolled for (size_t i = 0; i < 16; i += 4) {
    a[i] = low_pairs(b[i], b[i + 2]);
    a[i + 1] = high_pairs(b[i], b[i + 2]);
    a[i + 2] = low_pairs(b[i + 1], b[i + 3]);
    a[i + 3] = high_pairs(b[i + 1], b[i + 3]);
  }
  // a[4 i + j] holds, quarter by quarter, element 4 q + j of rows 4 i to 4 i + 3.
  unrolled for (size_t j = 0; j < 4; j++) {
    b[j] = _mm512_shuffle_f32x4(a[j], a[4 + j], 0x88);
    b[4 + j] = _mm512_shuffle_f32x4(a[j], a[4 + j], 0xDD);
    b[8 + j] = _mm512_shuffle_f32x4(a[8 + j], a[12 + j], 0x88);
    b[12 + j] = _mm512_shuffle_f32x4(a[8 + j], a[12 + j], 0xDD);
  }
  unrolled for (size_t j = 0; j < 4; j++) {
    a[j] = _mm512_shuffle_f32x4(b[j], b[8 + j], 0x88);
    a[4 + j] = _mm512_shuffle_f32x4(b[4 + j], b[12 + j], 0x88);
    a[8 + j] = _mm512_shuffle_f32x4(b[j], b[8 + j], 0xDD);
    a[12 + j] = _mm512_shuffle_f32x4(b[4 + j], b[12 + j], 0xDD);
  }
  unrolled for (size_t k = 0; k < 16; k++)
      if (k < count) _mm512_storeu_ps(columns + lanes * k, a[k]);
}
