#include "CPanelProducts.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define inlined static inline __attribute__((always_inline))

enum { lanes = 16 };

// (e0 + e1) + (e2 + e3) in each quarter of four vectors, then (q0 + q1) + (q2 + q3): four sums side by side.
inlined __m128 totals(__m512 x0, __m512 x1, __m512 x2, __m512 x3) {
  __m512 a = _mm512_unpacklo_ps(x0, x1), b = _mm512_unpackhi_ps(x0, x1);
  __m512 c = _mm512_unpacklo_ps(x2, x3), d = _mm512_unpackhi_ps(x2, x3);
  __m512 first = _mm512_add_ps(_mm512_shuffle_ps(a, c, 0x44), _mm512_shuffle_ps(a, c, 0xEE));
  __m512 second = _mm512_add_ps(_mm512_shuffle_ps(b, d, 0x44), _mm512_shuffle_ps(b, d, 0xEE));
  __m512 quarters = _mm512_add_ps(first, second);
  __m128 low = _mm_add_ps(_mm512_castps512_ps128(quarters), _mm512_extractf32x4_ps(quarters, 1));
  __m128 high = _mm_add_ps(_mm512_extractf32x4_ps(quarters, 2),
                           _mm512_extractf32x4_ps(quarters, 3));
  return _mm_add_ps(low, high);
}

// Four rows and four columns: sixteen sums of sixteen lanes in registers.
#define BEGIN(r) __m512 r##0 = _mm512_setzero_ps(), r##1 = r##0, r##2 = r##0, r##3 = r##0;
#define ADD(r, n)                                                                            \
  {                                                                                          \
    __m512 x = _mm512_maskz_loadu_ps(seen, left + n * inner + k);                            \
    r##0 = _mm512_fmadd_ps(u0, x, r##0);                                                     \
    r##1 = _mm512_fmadd_ps(u1, x, r##1);                                                     \
    r##2 = _mm512_fmadd_ps(u2, x, r##2);                                                     \
    r##3 = _mm512_fmadd_ps(u3, x, r##3);                                                     \
  }
#define ADD_ALL(mask)                                                                        \
  {                                                                                          \
    const __mmask16 seen = mask;                                                             \
    _mm_prefetch(ahead + k, _MM_HINT_T0);                                                    \
    __m512 u0 = _mm512_maskz_loadu_ps(seen, right + k);                                      \
    __m512 u1 = _mm512_maskz_loadu_ps(seen, right + stride + k);                             \
    __m512 u2 = _mm512_maskz_loadu_ps(seen, right + 2 * stride + k);                         \
    __m512 u3 = _mm512_maskz_loadu_ps(seen, right + 3 * stride + k);                         \
    ADD(a, 0) ADD(b, 1) ADD(c, 2) ADD(d, 3)                                                  \
  }
#define WRITE(r, n)                                                                          \
  {                                                                                          \
    float *place = target + n * target_stride;                                               \
    __m128 sum = totals(r##0, r##1, r##2, r##3);                                             \
    _mm_storeu_ps(place, accumulates ? _mm_add_ps(sum, _mm_loadu_ps(place)) : sum);          \
  }

static void multiply_four(const float *left, const float *right, size_t stride, size_t inner,
                          float *target, size_t target_stride, bool accumulates,
                          const float *ahead) {
  BEGIN(a) BEGIN(b) BEGIN(c) BEGIN(d)
  size_t k = 0;
  for (; k + lanes <= inner; k += lanes) ADD_ALL(0xFFFF)
  if (k < inner) ADD_ALL((__mmask16)((1u << (inner - k)) - 1))
  WRITE(a, 0) WRITE(b, 1) WRITE(c, 2) WRITE(d, 3)
}

void fpt_multiply_dots(size_t rows, size_t columns, size_t inner, const float *left,
                       const float *right, size_t stride, float *target, size_t target_stride,
                       bool accumulates) {
  for (size_t column = 0; column < columns; column += 4)
    for (size_t row = 0; row < rows; row += 4) {
      // Every four rows fetch one of the next four columns.
      size_t next = column + 4 < columns ? column + 4 + row / 4 % 4 : column;
      multiply_four(left + row * inner, right + column * stride, stride, inner,
                    target + row * target_stride + column, target_stride, accumulates,
                    right + next * stride);
    }
}

#undef inlined
#pragma clang attribute pop

#else

void fpt_multiply_dots(size_t rows, size_t columns, size_t inner, const float *left,
                       const float *right, size_t stride, float *target, size_t target_stride,
                       bool accumulates) {}

#endif
