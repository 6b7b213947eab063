#include "CPanelProducts.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define inlined static inline __attribute__((always_inline))
#define unrolled _Pragma("clang loop unroll(full)")

enum { lanes = 8, panel_columns = 16, block_rows = 6 };

// Eight rows of eight as columns.
inlined void turn(const float *rows, size_t stride, float *columns, size_t column_stride) {
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

// `height` rows of `width` as columns.
static void turn_all(const float *rows, size_t stride, size_t height, size_t width,
                     float *columns, size_t column_stride) {
  size_t i = 0;
  for (; i + 8 <= height; i += 8) {
    size_t j = 0;
    for (; j + 8 <= width; j += 8)
      turn(rows + i * stride + j, stride, columns + j * column_stride + i, column_stride);
    for (; j < width; j++)
      for (size_t r = i; r < i + 8; r++) columns[j * column_stride + r] = rows[r * stride + j];
  }
  for (; i < height; i++)
    for (size_t j = 0; j < width; j++) columns[j * column_stride + i] = rows[i * stride + j];
}

void fpt_turn_left_factor(const float *left, size_t stride, size_t rows, size_t inner,
                          float *target, size_t target_stride) {
  turn_all(left, stride, inner, rows, target, target_stride);
}

// Panels of whole rows in memory, several at a time: a row is then read in longer stretches.
static void pack_rows(const float *right, size_t stride, size_t inner, size_t panels,
                      float *target) {
  for (size_t k = 0; k < inner; k++)
    for (size_t panel = 0; panel < panels; panel++) {
      const float *from = right + k * stride + panel * panel_columns;
      float *to = target + (panel * inner + k) * panel_columns;
      _mm256_store_ps(to, _mm256_loadu_ps(from));
      _mm256_store_ps(to + lanes, _mm256_loadu_ps(from + lanes));
    }
}

static void pack(fpt_right_factor factor, size_t inner, size_t columns, float *panels) {
  size_t whole = columns / panel_columns, left = columns % panel_columns;
  for (size_t panel = 0; panel < whole;) {
    size_t together = whole - panel < 4 ? whole - panel : 4;
    float *target = panels + panel * inner * panel_columns;
    if (factor.is_transposed) {
      together = 1;
      turn_all(factor.values + panel * panel_columns * factor.stride, factor.stride, panel_columns,
               inner, target, panel_columns);
    } else {
      pack_rows(factor.values + panel * panel_columns, factor.stride, inner, together, target);
    }
    panel += together;
  }
  if (left == 0) return;
  float *target = panels + whole * inner * panel_columns;
  size_t first = whole * panel_columns;
  memset(target, 0, inner * panel_columns * sizeof(float));
  if (factor.is_transposed) {
    turn_all(factor.values + first * factor.stride, factor.stride, left, inner, target,
             panel_columns);
  } else {
    for (size_t k = 0; k < inner; k++)
      memcpy(target + k * panel_columns, factor.values + k * factor.stride + first,
             left * sizeof(float));
  }
}

// Up to six rows of the result and one panel: twelve sums in registers, two factors and one element of the left factor beside
// them. In assembly, since it then takes as long in a debug build as in any other, and no compiler has to be talked into keeping
// the sums where they are.
//
// Rows 0 to 2 are reached from `a`, rows 3 to 5 from `d`; `rs` and `is` are the steps between rows and columns in bytes.
#define CLEAR(r)                                                                             \
  "vxorps %[c" #r "0], %[c" #r "0], %[c" #r "0]\n\t"                                         \
  "vxorps %[c" #r "1], %[c" #r "1], %[c" #r "1]\n\t"
#define ADD(r, place)                                                                        \
  "vbroadcastss " place ", %[v]\n\t"                                                         \
  "vfmadd231ps %[b0], %[v], %[c" #r "0]\n\t"                                                 \
  "vfmadd231ps %[b1], %[v], %[c" #r "1]\n\t"
#define CLEAR_1 CLEAR(0)
#define CLEAR_2 CLEAR_1 CLEAR(1)
#define CLEAR_3 CLEAR_2 CLEAR(2)
#define CLEAR_4 CLEAR_3 CLEAR(3)
#define CLEAR_5 CLEAR_4 CLEAR(4)
#define CLEAR_6 CLEAR_5 CLEAR(5)
#define ADD_1 ADD(0, "(%[a])")
#define ADD_2 ADD_1 ADD(1, "(%[a],%[rs])")
#define ADD_3 ADD_2 ADD(2, "(%[a],%[rs],2)")
#define ADD_4 ADD_3 ADD(3, "(%[d])")
#define ADD_5 ADD_4 ADD(4, "(%[d],%[rs])")
#define ADD_6 ADD_5 ADD(5, "(%[d],%[rs],2)")
// One term of every sum, from row `o` of the panel on. A row of it is a cache line; sixteen lines further on is fetched.
#define TERM(n, o)                                                                           \
  "vmovaps 64*" #o "(%[p]), %[b0]\n\t"                                                       \
  "vmovaps 64*" #o "+32(%[p]), %[b1]\n\t"                                                    \
  "prefetcht0 64*" #o "+1024(%[p])\n\t" ADD_##n "add %[is], %[a]\n\t"                        \
  "add %[is], %[d]\n\t"
#define SUMS(n)                                                                              \
  static void sums_##n(const float *left, size_t row_step, size_t inner_step,                \
                       const float *panel, size_t inner, __m256 *sums) {                     \
    __m256 c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, b0, b1, v;            \
    const float *a = left, *d = left + 3 * row_step;                                         \
    size_t fours = inner / 4, ones = inner % 4;                                              \
    __asm__ volatile(CLEAR_##n                                                               \
        "test %[fours], %[fours]\n\tjz 2f\n\t.p2align 4\n1:\n\t"                             \
        TERM(n, 0) TERM(n, 1) TERM(n, 2) TERM(n, 3)                                          \
        "add $256, %[p]\n\tdec %[fours]\n\tjnz 1b\n2:\n\t"                                   \
        "test %[ones], %[ones]\n\tjz 4f\n3:\n\t" TERM(n, 0)                                  \
        "add $64, %[p]\n\tdec %[ones]\n\tjnz 3b\n4:\n\t"                                     \
        : [c00] "=&x"(c00), [c01] "=&x"(c01), [c10] "=&x"(c10), [c11] "=&x"(c11),            \
          [c20] "=&x"(c20), [c21] "=&x"(c21), [c30] "=&x"(c30), [c31] "=&x"(c31),            \
          [c40] "=&x"(c40), [c41] "=&x"(c41), [c50] "=&x"(c50), [c51] "=&x"(c51),            \
          [b0] "=&x"(b0), [b1] "=&x"(b1), [v] "=&x"(v), [a] "+r"(a), [d] "+r"(d),            \
          [p] "+r"(panel), [fours] "+r"(fours), [ones] "+r"(ones)                            \
        : [rs] "r"(row_step * sizeof(float)), [is] "r"(inner_step * sizeof(float))           \
        : "cc", "memory");                                                                   \
    const __m256 all[12] = {c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51};     \
    for (size_t i = 0; i < 2 * n; i++) sums[i] = all[i];                                     \
  }
SUMS(1)
SUMS(2)
SUMS(3)
SUMS(4)
SUMS(5)
SUMS(6)

// The first n lanes, of a vector's.
inlined __m256i first_lanes(size_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n < lanes ? (int)n : lanes),
                            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// A row of sums is added to the first `columns` places of the result.
inlined void finish(const fpt_panel_product *p, const __m256 *sums, float *target, size_t columns) {
  __m256 alpha = _mm256_set1_ps(p->alpha), zero = _mm256_setzero_ps();
  if (columns >= panel_columns) {
    __m256 low = p->accumulates ? _mm256_loadu_ps(target) : zero;
    __m256 high = p->accumulates ? _mm256_loadu_ps(target + lanes) : zero;
    _mm256_storeu_ps(target, _mm256_fmadd_ps(alpha, sums[0], low));
    _mm256_storeu_ps(target + lanes, _mm256_fmadd_ps(alpha, sums[1], high));
    return;
  }
  for (size_t half = 0; half * lanes < columns; half++, target += lanes) {
    __m256i seen = first_lanes(columns - half * lanes);
    __m256 before = p->accumulates ? _mm256_maskload_ps(target, seen) : zero;
    _mm256_maskstore_ps(target, seen, _mm256_fmadd_ps(alpha, sums[half], before));
  }
}

// Of so many rows left, how many are next: none is done twice, and a last one or two are not left alone where that would leave
// the adders waiting.
inlined size_t next_rows(size_t left) {
  if (left < block_rows) return left;
  if (left == 7 || left == 8) return 4;
  return left == 9 ? 5 : block_rows;
}

static void multiply_panel(fpt_panel_product p) {
  while (p.rows > 0) {
    size_t height = next_rows(p.rows);
    __m256 sums[2 * block_rows];
    for (size_t r = 0; r < height; r++) {
      _mm_prefetch(p.target + r * p.target_stride, _MM_HINT_T0);
      _mm_prefetch(p.target + r * p.target_stride + p.columns - 1, _MM_HINT_T0);
    }
    switch (height) {
    case 1: sums_1(p.left, p.row_step, p.inner_step, p.panels, p.inner, sums); break;
    case 2: sums_2(p.left, p.row_step, p.inner_step, p.panels, p.inner, sums); break;
    case 3: sums_3(p.left, p.row_step, p.inner_step, p.panels, p.inner, sums); break;
    case 4: sums_4(p.left, p.row_step, p.inner_step, p.panels, p.inner, sums); break;
    case 5: sums_5(p.left, p.row_step, p.inner_step, p.panels, p.inner, sums); break;
    default: sums_6(p.left, p.row_step, p.inner_step, p.panels, p.inner, sums); break;
    }
    for (size_t r = 0; r < height; r++)
      finish(&p, sums + 2 * r, p.target + r * p.target_stride, p.columns);
    p.left += height * p.row_step;
    p.target += height * p.target_stride;
    p.rows -= height;
  }
}

// A panel stays in the first-level cache while the rows pass by.
static void multiply(fpt_panel_product whole) {
  for (size_t column = 0; column < whole.columns; column += panel_columns) {
    fpt_panel_product p = whole;
    size_t left = whole.columns - column;
    p.columns = left < panel_columns ? left : panel_columns;
    p.panels += column / panel_columns * whole.panel_stride;
    p.target += column;
    multiply_panel(p);
  }
}

const fpt_panel_kernels fpt_avx2_panel_kernels = {block_rows, pack, multiply};

#undef inlined
#undef unrolled
#pragma clang attribute pop

#else

void fpt_turn_left_factor(const float *left, size_t stride, size_t rows, size_t inner,
                          float *target, size_t target_stride) {}

#endif
