#include "CPanelProducts.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define inlined static inline __attribute__((always_inline))
#define unrolled _Pragma("clang loop unroll(full)")

enum { lanes = 16, block_rows = 8 };

inlined __mmask16 first_lanes(size_t n) {
  return n < lanes ? (__mmask16)((1u << n) - 1) : (__mmask16)0xFFFF;
}

inlined __m512 low_pairs(__m512 a, __m512 b) {
  return _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
}

inlined __m512 high_pairs(__m512 a, __m512 b) {
  return _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
}

// Sixteen rows of sixteen, of which `count` are there, written as columns.
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

static void pack(fpt_right_factor factor, size_t inner, size_t columns, float *panels) {
  size_t stride = factor.stride;
  for (size_t column = 0; column < columns; column += lanes, panels += lanes * inner) {
    size_t width = columns - column < lanes ? columns - column : lanes;
    if (!factor.is_transposed) {
      __mmask16 seen = first_lanes(width);
      for (size_t k = 0; k < inner; k++)
        _mm512_store_ps(panels + lanes * k,
                        _mm512_maskz_loadu_ps(seen, factor.values + k * stride + column));
      continue;
    }
    const float *rows = factor.values + column * stride;
    for (size_t k = 0; k < inner; k += lanes) {
      __mmask16 wanted = first_lanes(inner - k);
      if (width == lanes && inner - k >= lanes)
        transpose(rows + k, stride, lanes, 0xFFFF, panels + lanes * k);
      else
        transpose(rows + k, stride, width, wanted, panels + lanes * k);
    }
  }
}

// Eight rows of the result and up to three panels: 24 sums in registers. Of the rows `height` are there; the others repeat the
// last one and are not written. `ahead` is where the left factor's next rows are fetched from, if anywhere.
//
// Written out by macros: whether nested loops over rows and panels are unrolled, and the sums stay in registers, is a matter of
// luck.
#define ROWS(f) f(0) f(1) f(2) f(3) f(4) f(5) f(6) f(7)
#define BEGIN(r)                                                                             \
  const size_t row##r = r < height ? r : height - 1;                                         \
  const float *left##r = p.left + row##r * p.row_step;                                       \
  __m512 a##r = _mm512_setzero_ps(), b##r = a##r, c##r = a##r;                               \
  fetch(p.target + row##r * p.target_stride, p.columns);                                     \
  if (ahead) fetch(ahead + r * p.row_step, p.inner);
#define ADD(r)                                                                               \
  {                                                                                          \
    __m512 value = _mm512_set1_ps(left##r[place]);                                           \
    a##r = _mm512_fmadd_ps(value, first, a##r);                                              \
    if (panels > 1) b##r = _mm512_fmadd_ps(value, second, b##r);                             \
    if (panels > 2) c##r = _mm512_fmadd_ps(value, third, c##r);                              \
  }
#define WRITE(r)                                                                             \
  if (r < height) {                                                                          \
    float *target = p.target + r * p.target_stride;                                          \
    finish(target, a##r, alpha, panels == 1 ? last : 0xFFFF, p.accumulates);                 \
    if (panels > 1)                                                                          \
      finish(target + lanes, b##r, alpha, panels == 2 ? last : 0xFFFF, p.accumulates);       \
    if (panels > 2) finish(target + 2 * lanes, c##r, alpha, last, p.accumulates);            \
  }

inlined void fetch(const float *row, size_t count) {
  for (size_t i = 0; i < count; i += lanes) _mm_prefetch(row + i, _MM_HINT_T0);
  _mm_prefetch(row + count - 1, _MM_HINT_T0);
}

inlined void finish(float *target, __m512 sum, __m512 alpha, __mmask16 seen, bool accumulates) {
  __m512 before = accumulates ? _mm512_maskz_loadu_ps(seen, target) : _mm512_setzero_ps();
  _mm512_mask_storeu_ps(target, seen, _mm512_fmadd_ps(alpha, sum, before));
}

inlined void multiply_block(const fpt_panel_product p, const size_t step, const size_t panels,
                            size_t height, __mmask16 last, const float *ahead) {
  ROWS(BEGIN)
  const float *right = p.panels;
  __m512 second = a0, third = a0;
  size_t place = 0;
#pragma clang loop unroll_count(2)
  for (size_t k = 0; k < p.inner; k++, place += step, right += lanes) {
    __m512 first = _mm512_load_ps(right);
    if (panels > 1) second = _mm512_load_ps(right + p.panel_stride);
    if (panels > 2) third = _mm512_load_ps(right + 2 * p.panel_stride);
    ROWS(ADD)
  }
  __m512 alpha = _mm512_set1_ps(p.alpha);
  ROWS(WRITE)
}

// One function for each number of panels, and another for a left factor that lies row by row.
#define BLOCK(n)                                                                             \
  static void multiply_##n(const fpt_panel_product *p, size_t height, __mmask16 last,        \
                           const float *ahead) {                                             \
    if (p->inner_step == 1)                                                                  \
      multiply_block(*p, 1, n, height, last, ahead);                                         \
    else                                                                                     \
      multiply_block(*p, p->inner_step, n, height, last, 0);                                 \
  }
BLOCK(1)
BLOCK(2)
BLOCK(3)

// Three panels at a time, and four as two and two.
inlined size_t panels_at_once(size_t left) { return left == 4 ? 2 : left < 3 ? left : 3; }

// The rows of a product in one group of panels.
static void multiply_group(fpt_panel_product p, size_t panels) {
  __mmask16 last = first_lanes(p.columns - (panels - 1) * lanes);
  for (size_t row = 0; row < p.rows; row += block_rows) {
    size_t left = p.rows - row, height = left < block_rows ? left : block_rows;
    const float *next = left >= 2 * block_rows ? p.left + block_rows * p.row_step : 0;
    switch (panels) {
    case 1: multiply_1(&p, height, last, next); break;
    case 2: multiply_2(&p, height, last, next); break;
    default: multiply_3(&p, height, last, next); break;
    }
    p.left += block_rows * p.row_step;
    p.target += block_rows * p.target_stride;
  }
}

// A group of panels stays in the second-level cache while the rows pass by.
static void multiply(fpt_panel_product whole) {
  fpt_panel_product p = whole;
  for (size_t column = 0; column < whole.columns; column += p.columns) {
    size_t width = whole.columns - column;
    size_t panels = panels_at_once((width + lanes - 1) / lanes);
    p.columns = width < panels * lanes ? width : panels * lanes;
    p.target = whole.target + column;
    p.panels = whole.panels + column / lanes * whole.panel_stride;
    multiply_group(p, panels);
  }
}

const fpt_panel_kernels fpt_avx512_panel_kernels = {block_rows, pack, multiply};

#undef inlined
#undef unrolled
#pragma clang attribute pop

#endif
