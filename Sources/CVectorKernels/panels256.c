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
// Rows 0 to 2 of the left factor, and in the end of the result, are reached from `a`, rows 3 to 5 from `d`; `rs` and `is` are the
// steps between rows and columns in bytes.
#define CLEAR(r, place)                                                                      \
  "vxorps %[c" #r "0], %[c" #r "0], %[c" #r "0]\n\t"                                         \
  "vxorps %[c" #r "1], %[c" #r "1], %[c" #r "1]\n\t"
#define ADD(r, place)                                                                        \
  "vbroadcastss " place ", %[v]\n\t"                                                         \
  "vfmadd231ps %[b0], %[v], %[c" #r "0]\n\t"                                                 \
  "vfmadd231ps %[b1], %[v], %[c" #r "1]\n\t"
// Sums become alpha · sums + what is there, or + 0, and take its place.
#define ADD_TO_ZERO(r, place)                                                                \
  "vfmadd213ps %[v], %[b0], %[c" #r "0]\n\t"                                                 \
  "vfmadd213ps %[v], %[b0], %[c" #r "1]\n\t" STORE(r, place)
#define ADD_TO_TARGET(r, place)                                                              \
  "vfmadd213ps " place ", %[b0], %[c" #r "0]\n\t"                                            \
  "vfmadd213ps 32" place ", %[b0], %[c" #r "1]\n\t" STORE(r, place)
#define STORE(r, place)                                                                      \
  "vmovups %[c" #r "0], " place "\n\tvmovups %[c" #r "1], 32" place "\n\t"

// Something for every row, from the first on; `at` is a displacement.
#define ROWS_1(f, at) f(0, at "(%[a])")
#define ROWS_2(f, at) ROWS_1(f, at) f(1, at "(%[a],%[rs])")
#define ROWS_3(f, at) ROWS_2(f, at) f(2, at "(%[a],%[rs],2)")
#define ROWS_4(f, at) ROWS_3(f, at) f(3, at "(%[d])")
#define ROWS_5(f, at) ROWS_4(f, at) f(4, at "(%[d],%[rs])")
#define ROWS_6(f, at) ROWS_5(f, at) f(5, at "(%[d],%[rs],2)")

// One term of every sum, from row `o` of the panel on.
#define TERM(n, o, at)                                                                       \
  "vmovaps 64*" #o "(%[p]), %[b0]\n\tvmovaps 64*" #o "+32(%[p]), %[b1]\n\t" ROWS_##n(ADD, at)
#define NEXT_COLUMN "add %[is], %[a]\n\tadd %[is], %[d]\n\t"
// As many terms as `count` says, of which the body has `each`.
#define REPEAT(loop, end, count, each, body)                                                 \
  "test %[" #count "], %[" #count "]\n\tjz " #end "f\n\t.p2align 5\n" #loop ":\n\t" body     \
  "add $64*" #each ", %[p]\n\tdec %[" #count "]\n\tjnz " #loop "b\n" #end ":\n\t"

#define MULTIPLY_ROWS(n)                                                                     \
  static void multiply_rows_##n(const fpt_panel_product *product, float *target,             \
                                size_t target_stride) {                                      \
    __m256 c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, b0, b1, v;            \
    const float *a = product->left, *p = product->panels;                                    \
    const float *d = a + 3 * product->row_step;                                              \
    size_t rs = product->row_step * sizeof(float), is = product->inner_step * sizeof(float); \
    size_t fours = product->inner / 4, ones = product->inner % 4;                            \
    unrolled for (size_t r = 0; r < n; r++) {                                                \
      _mm_prefetch(target + r * target_stride, _MM_HINT_T0);                                 \
      _mm_prefetch(target + r * target_stride + panel_columns - 1, _MM_HINT_T0);             \
    }                                                                                        \
    __asm__ volatile(                                                                        \
        ROWS_##n(CLEAR, "")     "cmp $4, %[is]\n\tjne 5f\n\t"                                \
        REPEAT(1, 2, fours, 4,                                                               \
               TERM(n, 0, "0") TERM(n, 1, "4") TERM(n, 2, "8") TERM(n, 3, "12")              \
               "add $16, %[a]\n\tadd $16, %[d]\n\t")                                         \
        "jmp 7f\n5:\n\t"                                                                     \
        REPEAT(6, 7, fours, 4,                                                               \
               TERM(n, 0, "") NEXT_COLUMN TERM(n, 1, "") NEXT_COLUMN                         \
               TERM(n, 2, "") NEXT_COLUMN TERM(n, 3, "") NEXT_COLUMN)                        \
        REPEAT(3, 4, ones, 1, TERM(n, 0, "") NEXT_COLUMN)                                    \
        "mov %[target], %[a]\n\tmov %[step], %[rs]\n\t"                                      \
        "lea (%[a],%[rs],2), %[d]\n\tadd %[rs], %[d]\n\t"                                    \
        "vbroadcastss %[alpha], %[b0]\n\t"                                                   \
        "cmpb $0, %[accumulates]\n\tjne 8f\n\tvxorps %[v], %[v], %[v]\n\t"                   \
        ROWS_##n(ADD_TO_ZERO, "") "jmp 9f\n8:\n\t" ROWS_##n(ADD_TO_TARGET, "") "9:\n\t"      \
        : [c00] "=&x"(c00), [c01] "=&x"(c01), [c10] "=&x"(c10), [c11] "=&x"(c11),            \
          [c20] "=&x"(c20), [c21] "=&x"(c21), [c30] "=&x"(c30), [c31] "=&x"(c31),            \
          [c40] "=&x"(c40), [c41] "=&x"(c41), [c50] "=&x"(c50), [c51] "=&x"(c51),            \
          [b0] "=&x"(b0), [b1] "=&x"(b1), [v] "=&x"(v), [a] "+&r"(a), [d] "+&r"(d),          \
          [p] "+&r"(p), [fours] "+&r"(fours), [ones] "+&r"(ones), [rs] "+&r"(rs)             \
        : [is] "r"(is), [target] "m"(target), [step] "r"(target_stride * sizeof(float)),     \
          [alpha] "m"(product->alpha), [accumulates] "m"(product->accumulates)               \
        : "cc", "memory");                                                                   \
  }
MULTIPLY_ROWS(1)
MULTIPLY_ROWS(2)
MULTIPLY_ROWS(3)
MULTIPLY_ROWS(4)
MULTIPLY_ROWS(5)
MULTIPLY_ROWS(6)

inlined void multiply_rows(const fpt_panel_product *p, size_t rows, float *target, size_t stride) {
  switch (rows) {
  case 1: multiply_rows_1(p, target, stride); break;
  case 2: multiply_rows_2(p, target, stride); break;
  case 3: multiply_rows_3(p, target, stride); break;
  case 4: multiply_rows_4(p, target, stride); break;
  case 5: multiply_rows_5(p, target, stride); break;
  default: multiply_rows_6(p, target, stride); break;
  }
}

// The first n lanes, of a vector's.
inlined __m256i first_lanes(size_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n < lanes ? (int)n : lanes),
                            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// The last panel's rows have fewer columns: they are worked on where there is room for all sixteen.
static void multiply_narrow_rows(const fpt_panel_product *p, size_t rows) {
  float whole[block_rows * panel_columns] __attribute__((aligned(32)));
  __m256i low = first_lanes(p->columns);
  __m256i high = first_lanes(p->columns > lanes ? p->columns - lanes : 0);
  for (size_t r = 0; r < rows && p->accumulates; r++) {
    const float *from = p->target + r * p->target_stride;
    _mm256_store_ps(whole + r * panel_columns, _mm256_maskload_ps(from, low));
    _mm256_store_ps(whole + r * panel_columns + lanes, _mm256_maskload_ps(from + lanes, high));
  }
  multiply_rows(p, rows, whole, panel_columns);
  for (size_t r = 0; r < rows; r++) {
    float *to = p->target + r * p->target_stride;
    _mm256_maskstore_ps(to, low, _mm256_load_ps(whole + r * panel_columns));
    if (p->columns > lanes)
      _mm256_maskstore_ps(to + lanes, high, _mm256_load_ps(whole + r * panel_columns + lanes));
  }
}

// Of so many rows left, how many are next: none is done twice, and a last one or two are not left alone where that would leave
// the adders waiting.
inlined size_t next_rows(size_t left) {
  if (left < block_rows) return left;
  if (left == 7 || left == 8) return 4;
  return left == 9 ? 5 : block_rows;
}

// Fetches so many terms of a panel, a cache line each, into the second-level cache.
inlined void fetch(const float *panel, size_t terms) {
  for (size_t k = 0; k < terms; k++) _mm_prefetch(panel + k * panel_columns, _MM_HINT_T1);
}

// While rows pass by a panel the next one is fetched, a share of it beside each few rows: it comes from a cache that is shared, or
// from memory, and no row then waits for it. `next` may be null.
static void multiply_panel(fpt_panel_product p, const float *next) {
  size_t groups = (p.rows + block_rows - 1) / block_rows;
  size_t to_fetch = next ? p.inner : 0, share = (to_fetch + groups - 1) / groups;
  while (p.rows > 0) {
    size_t height = next_rows(p.rows);
    size_t fetched = to_fetch < share ? to_fetch : share;
    if (fetched > 0) {
      fetch(next, fetched);
      next += fetched * panel_columns;
      to_fetch -= fetched;
    }
    if (p.columns < panel_columns)
      multiply_narrow_rows(&p, height);
    else
      multiply_rows(&p, height, p.target, p.target_stride);
    p.left += height * p.row_step;
    p.target += height * p.target_stride;
    p.rows -= height;
  }
}

// Fewer rows do not take long enough for the next panel to be fetched beside them.
enum { fewest_rows_to_fetch = 24 };

// A panel stays in the first-level cache while the rows pass by.
static void multiply(fpt_panel_product whole) {
  for (size_t column = 0; column < whole.columns; column += panel_columns) {
    fpt_panel_product p = whole;
    size_t left = whole.columns - column;
    bool is_last = left <= panel_columns;
    p.columns = is_last ? left : panel_columns;
    p.panels += column / panel_columns * whole.panel_stride;
    p.target += column;
    multiply_panel(p, is_last || p.rows < fewest_rows_to_fetch ? 0 : p.panels + p.panel_stride);
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
