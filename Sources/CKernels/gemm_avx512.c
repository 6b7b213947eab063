#include "CGEMM.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define inlined static inline __attribute__((always_inline))
#define unrolled _Pragma("clang loop unroll(full)")

enum { lanes = 16, tile_rows = 8 };

extern const fpt_gemm_kernels fpt_avx2_gemm;

inlined __mmask16 first_lanes(size_t n) {
  return n < lanes ? (__mmask16)((1u << n) - 1) : (__mmask16)0xFFFF;
}

inlined __m512 low_pairs(__m512 a, __m512 b) {
  return _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
}

inlined __m512 high_pairs(__m512 a, __m512 b) {
  return _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
}

// Transposes 16 × 16 floats, of which `count` rows exist; the others read as zero.
inlined void transpose(const float *rows, size_t stride, size_t count, __mmask16 wanted,
                       float *columns) {
  __m512 a[16], b[16];
  unrolled for (size_t i = 0; i < 16; i++)
      a[i] = i < count ? _mm512_maskz_loadu_ps(wanted, rows + i * stride) : _mm512_setzero_ps();
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
      if (wanted >> k & 1) _mm512_store_ps(columns + lanes * k, a[k]);
}

static void pack(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  size_t stride = b.stride;
  for (size_t column = 0; column < columns; column += lanes, packed += lanes * k) {
    size_t width = columns - column < lanes ? columns - column : lanes;
    if (!b.is_transposed) {
      __mmask16 seen = first_lanes(width);
      for (size_t i = 0; i < k; i++)
        _mm512_store_ps(packed + lanes * i,
                        _mm512_maskz_loadu_ps(seen, b.values + i * stride + column));
      continue;
    }
    const float *rows = b.values + column * stride;
    for (size_t i = 0; i < k; i += lanes) {
      __mmask16 wanted = first_lanes(k - i);
      if (width == lanes && k - i >= lanes)
        transpose(rows + i, stride, lanes, 0xFFFF, packed + lanes * i);
      else
        transpose(rows + i, stride, width, wanted, packed + lanes * i);
    }
  }
}

// The microkernel multiplies eight rows of A by up to three panels of B, with 24 sums in registers. `height` rows exist; the others
// repeat the last one and are not written. It prefetches the next rows of A from `ahead`, which may be null.
//
// Macros write it out, because no compiler reliably unrolls nested loops over rows and panels and keeps the sums in registers.
#define ROWS(f) f(0) f(1) f(2) f(3) f(4) f(5) f(6) f(7)
#define BEGIN(r)                                                                             \
  const size_t row##r = r < height ? r : height - 1;                                         \
  const float *a_row##r = p.a + row##r * p.a_row_stride;                                     \
  __m512 sum##r = _mm512_setzero_ps(), second_sum##r = sum##r, third_sum##r = sum##r;        \
  fetch(p.c + row##r * p.c_stride, p.columns);                                               \
  if (ahead) fetch(ahead + r * p.a_row_stride, p.k);
#define ADD(r)                                                                               \
  {                                                                                          \
    __m512 value = _mm512_set1_ps(a_row##r[place]);                                          \
    sum##r = _mm512_fmadd_ps(value, first, sum##r);                                          \
    if (panels > 1) second_sum##r = _mm512_fmadd_ps(value, second, second_sum##r);           \
    if (panels > 2) third_sum##r = _mm512_fmadd_ps(value, third, third_sum##r);              \
  }
#define WRITE(r)                                                                             \
  if (r < height) {                                                                          \
    float *c = p.c + r * p.c_stride;                                                         \
    write(c, sum##r, alpha, panels == 1 ? last : 0xFFFF, p.accumulates);                     \
    if (panels > 1)                                                                          \
      write(c + lanes, second_sum##r, alpha, panels == 2 ? last : 0xFFFF, p.accumulates);    \
    if (panels > 2) write(c + 2 * lanes, third_sum##r, alpha, last, p.accumulates);          \
  }

inlined void fetch(const float *row, size_t count) {
  for (size_t i = 0; i < count; i += lanes) _mm_prefetch(row + i, _MM_HINT_T0);
  _mm_prefetch(row + count - 1, _MM_HINT_T0);
}

inlined void write(float *c, __m512 sum, __m512 alpha, __mmask16 seen, bool accumulates) {
  __m512 before = accumulates ? _mm512_maskz_loadu_ps(seen, c) : _mm512_setzero_ps();
  _mm512_mask_storeu_ps(c, seen, _mm512_fmadd_ps(alpha, sum, before));
}

inlined void multiply_tile(const fpt_gemm_block p, const size_t step, const size_t panels,
                          size_t height, __mmask16 last, const float *ahead) {
  ROWS(BEGIN)
  const float *b = p.packed_b;
  __m512 second = sum0, third = sum0;
  size_t place = 0;
#pragma clang loop unroll_count(2)
  for (size_t k = 0; k < p.k; k++, place += step, b += lanes) {
    __m512 first = _mm512_load_ps(b);
    if (panels > 1) second = _mm512_load_ps(b + p.panel_stride);
    if (panels > 2) third = _mm512_load_ps(b + 2 * p.panel_stride);
    ROWS(ADD)
  }
  __m512 alpha = _mm512_set1_ps(p.alpha);
  ROWS(WRITE)
}

// One function for each number of panels, with a case of its own for an A that lies row by row.
#define TILE(n)                                                                              \
  static void multiply_##n(const fpt_gemm_block *p, size_t height, __mmask16 last,           \
                           const float *ahead) {                                             \
    if (p->a_k_stride == 1)                                                                  \
      multiply_tile(*p, 1, n, height, last, ahead);                                          \
    else                                                                                     \
      multiply_tile(*p, p->a_k_stride, n, height, last, 0);                                  \
  }
TILE(1)
TILE(2)
TILE(3)

// Three panels at a time; four are taken as two and two.
inlined size_t panels_at_once(size_t panels) {
  return panels == 4 ? 2 : panels < 3 ? panels : 3;
}

// Multiplies all rows by one group of panels.
static void multiply_group(fpt_gemm_block p, size_t panels) {
  __mmask16 last = first_lanes(p.columns - (panels - 1) * lanes);
  for (size_t row = 0; row < p.rows; row += tile_rows) {
    size_t rest = p.rows - row, height = rest < tile_rows ? rest : tile_rows;
    const float *next = rest >= 2 * tile_rows ? p.a + tile_rows * p.a_row_stride : 0;
    switch (panels) {
    case 1: multiply_1(&p, height, last, next); break;
    case 2: multiply_2(&p, height, last, next); break;
    default: multiply_3(&p, height, last, next); break;
    }
    p.a += tile_rows * p.a_row_stride;
    p.c += tile_rows * p.c_stride;
  }
}

// A group of panels stays in the L2 cache while all rows are multiplied by it.
static void multiply(fpt_gemm_block whole) {
  fpt_gemm_block p = whole;
  for (size_t column = 0; column < whole.columns; column += p.columns) {
    size_t width = whole.columns - column;
    size_t panels = panels_at_once((width + lanes - 1) / lanes);
    p.columns = width < panels * lanes ? width : panels * lanes;
    p.c = whole.c + column;
    p.packed_b = whole.packed_b + column / lanes * whole.panel_stride;
    multiply_group(p, panels);
  }
}

static void pack_a(const float *a, size_t stride, size_t rows, size_t k, float *packed,
                   size_t packed_stride) {
  fpt_avx2_gemm.pack_a(a, stride, rows, k, packed, packed_stride);
}

const fpt_gemm_kernels fpt_avx512_gemm = {
    .rows = tile_rows, .pack = pack, .pack_a = pack_a, .multiply = multiply};

#undef inlined
#undef unrolled
#pragma clang attribute pop

#endif
