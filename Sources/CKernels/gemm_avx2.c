#include "CGEMM.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define inlined static inline __attribute__((always_inline))
#define unrolled _Pragma("clang loop unroll(full)")

enum { lanes = 8, panel_columns = 16, tile_rows = 6 };

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

static void pack_a(const float *a, size_t stride, size_t rows, size_t k, float *packed,
                   size_t packed_stride) {
  transpose_all(a, stride, k, rows, packed, packed_stride);
}

// Packs several panels at a time from a B that lies row by row: reads are then longer.
static void pack_rows(const float *b, size_t stride, size_t k, size_t panels, float *packed) {
  for (size_t i = 0; i < k; i++)
    for (size_t panel = 0; panel < panels; panel++) {
      const float *from = b + i * stride + panel * panel_columns;
      float *to = packed + (panel * k + i) * panel_columns;
      _mm256_store_ps(to, _mm256_loadu_ps(from));
      _mm256_store_ps(to + lanes, _mm256_loadu_ps(from + lanes));
    }
}

static void pack(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  size_t whole = columns / panel_columns, left = columns % panel_columns;
  for (size_t panel = 0; panel < whole;) {
    size_t together = whole - panel < 4 ? whole - panel : 4;
    float *target = packed + panel * k * panel_columns;
    if (b.is_transposed) {
      together = 1;
      transpose_all(b.values + panel * panel_columns * b.stride, b.stride, panel_columns, k,
                    target, panel_columns);
    } else {
      pack_rows(b.values + panel * panel_columns, b.stride, k, together, target);
    }
    panel += together;
  }
  if (left == 0) return;
  float *target = packed + whole * k * panel_columns;
  size_t first = whole * panel_columns;
  memset(target, 0, k * panel_columns * sizeof(float));
  if (b.is_transposed) {
    transpose_all(b.values + first * b.stride, b.stride, left, k, target, panel_columns);
  } else {
    for (size_t i = 0; i < k; i++)
      memcpy(target + i * panel_columns, b.values + i * b.stride + first,
             left * sizeof(float));
  }
}

// The microkernel multiplies up to six rows of A by one panel of B. It keeps twelve sums, one row of the panel (two registers) and
// one element of A in registers. It is assembly so that a debug build runs as fast as any other and the sums stay in registers.
//
// `a` points to rows 0 to 2 of A, and at the end of C; `d` points to rows 3 to 5. `rs` is the step between rows and `is` the step
// along K, both in bytes.
#define CLEAR(r, place)                                                                      \
  "vxorps %[c" #r "0], %[c" #r "0], %[c" #r "0]\n\t"                                         \
  "vxorps %[c" #r "1], %[c" #r "1], %[c" #r "1]\n\t"
#define ADD(r, place)                                                                        \
  "vbroadcastss " place ", %[v]\n\t"                                                         \
  "vfmadd231ps %[b0], %[v], %[c" #r "0]\n\t"                                                 \
  "vfmadd231ps %[b1], %[v], %[c" #r "1]\n\t"
// Writes alpha · sums + C, or alpha · sums + 0, to C.
#define ADD_TO_ZERO(r, place)                                                                \
  "vfmadd213ps %[v], %[b0], %[c" #r "0]\n\t"                                                 \
  "vfmadd213ps %[v], %[b0], %[c" #r "1]\n\t" STORE(r, place)
#define ADD_TO_C(r, place)                                                                   \
  "vfmadd213ps " place ", %[b0], %[c" #r "0]\n\t"                                            \
  "vfmadd213ps 32" place ", %[b0], %[c" #r "1]\n\t" STORE(r, place)
#define STORE(r, place)                                                                      \
  "vmovups %[c" #r "0], " place "\n\tvmovups %[c" #r "1], 32" place "\n\t"

// Applies f to every row; `at` is a displacement.
#define ROWS_1(f, at) f(0, at "(%[a])")
#define ROWS_2(f, at) ROWS_1(f, at) f(1, at "(%[a],%[rs])")
#define ROWS_3(f, at) ROWS_2(f, at) f(2, at "(%[a],%[rs],2)")
#define ROWS_4(f, at) ROWS_3(f, at) f(3, at "(%[d])")
#define ROWS_5(f, at) ROWS_4(f, at) f(4, at "(%[d],%[rs])")
#define ROWS_6(f, at) ROWS_5(f, at) f(5, at "(%[d],%[rs],2)")

// One step along K for every sum, with row `o` of the panel.
#define K_STEP(n, o, at)                                                                     \
  "vmovaps 64*" #o "(%[p]), %[b0]\n\tvmovaps 64*" #o "+32(%[p]), %[b1]\n\t" ROWS_##n(ADD, at)
#define NEXT_COLUMN "add %[is], %[a]\n\tadd %[is], %[d]\n\t"
// Repeats a body of `each` steps along K `count` times.
#define REPEAT(loop, end, count, each, body)                                                 \
  "test %[" #count "], %[" #count "]\n\tjz " #end "f\n\t.p2align 5\n" #loop ":\n\t" body     \
  "add $64*" #each ", %[p]\n\tdec %[" #count "]\n\tjnz " #loop "b\n" #end ":\n\t"

#define MULTIPLY_ROWS(n)                                                                     \
  static void multiply_rows_##n(const fpt_gemm_block *block, float *c,                       \
                                size_t c_stride) {                                           \
    __m256 c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, b0, b1, v;            \
    const float *a = block->a, *p = block->packed_b;                                         \
    const float *d = a + 3 * block->a_row_stride;                                            \
    size_t rs = block->a_row_stride * sizeof(float), is = block->a_k_stride * sizeof(float); \
    size_t fours = block->k / 4, ones = block->k % 4;                                        \
    unrolled for (size_t r = 0; r < n; r++) {                                                \
      _mm_prefetch(c + r * c_stride, _MM_HINT_T0);                                           \
      _mm_prefetch(c + r * c_stride + panel_columns - 1, _MM_HINT_T0);                       \
    }                                                                                        \
    __asm__ volatile(                                                                        \
        ROWS_##n(CLEAR, "")     "cmp $4, %[is]\n\tjne 5f\n\t"                                \
        REPEAT(1, 2, fours, 4,                                                               \
               K_STEP(n, 0, "0") K_STEP(n, 1, "4") K_STEP(n, 2, "8") K_STEP(n, 3, "12")      \
               "add $16, %[a]\n\tadd $16, %[d]\n\t")                                         \
        "jmp 7f\n5:\n\t"                                                                     \
        REPEAT(6, 7, fours, 4,                                                               \
               K_STEP(n, 0, "") NEXT_COLUMN K_STEP(n, 1, "") NEXT_COLUMN                     \
               K_STEP(n, 2, "") NEXT_COLUMN K_STEP(n, 3, "") NEXT_COLUMN)                    \
        REPEAT(3, 4, ones, 1, K_STEP(n, 0, "") NEXT_COLUMN)                                  \
        "mov %[c], %[a]\n\tmov %[step], %[rs]\n\t"                                           \
        "lea (%[a],%[rs],2), %[d]\n\tadd %[rs], %[d]\n\t"                                    \
        "vbroadcastss %[alpha], %[b0]\n\t"                                                   \
        "cmpb $0, %[accumulates]\n\tjne 8f\n\tvxorps %[v], %[v], %[v]\n\t"                   \
        ROWS_##n(ADD_TO_ZERO, "") "jmp 9f\n8:\n\t" ROWS_##n(ADD_TO_C, "") "9:\n\t"           \
        : [c00] "=&x"(c00), [c01] "=&x"(c01), [c10] "=&x"(c10), [c11] "=&x"(c11),            \
          [c20] "=&x"(c20), [c21] "=&x"(c21), [c30] "=&x"(c30), [c31] "=&x"(c31),            \
          [c40] "=&x"(c40), [c41] "=&x"(c41), [c50] "=&x"(c50), [c51] "=&x"(c51),            \
          [b0] "=&x"(b0), [b1] "=&x"(b1), [v] "=&x"(v), [a] "+&r"(a), [d] "+&r"(d),          \
          [p] "+&r"(p), [fours] "+&r"(fours), [ones] "+&r"(ones), [rs] "+&r"(rs)             \
        : [is] "r"(is), [c] "m"(c), [step] "r"(c_stride * sizeof(float)),                    \
          [alpha] "m"(block->alpha), [accumulates] "m"(block->accumulates)                   \
        : "cc", "memory");                                                                   \
  }
MULTIPLY_ROWS(1)
MULTIPLY_ROWS(2)
MULTIPLY_ROWS(3)
MULTIPLY_ROWS(4)
MULTIPLY_ROWS(5)
MULTIPLY_ROWS(6)

inlined void multiply_rows(const fpt_gemm_block *p, size_t rows, float *c, size_t stride) {
  switch (rows) {
  case 1: multiply_rows_1(p, c, stride); break;
  case 2: multiply_rows_2(p, c, stride); break;
  case 3: multiply_rows_3(p, c, stride); break;
  case 4: multiply_rows_4(p, c, stride); break;
  case 5: multiply_rows_5(p, c, stride); break;
  default: multiply_rows_6(p, c, stride); break;
  }
}

// A mask of the first n lanes.
inlined __m256i first_lanes(size_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n < lanes ? (int)n : lanes),
                            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// The last panel may have fewer than sixteen columns: its tile is computed in a buffer of full width.
static void multiply_narrow_rows(const fpt_gemm_block *p, size_t rows) {
  float whole[tile_rows * panel_columns] __attribute__((aligned(32)));
  __m256i low = first_lanes(p->columns);
  __m256i high = first_lanes(p->columns > lanes ? p->columns - lanes : 0);
  for (size_t r = 0; r < rows && p->accumulates; r++) {
    const float *from = p->c + r * p->c_stride;
    _mm256_store_ps(whole + r * panel_columns, _mm256_maskload_ps(from, low));
    _mm256_store_ps(whole + r * panel_columns + lanes, _mm256_maskload_ps(from + lanes, high));
  }
  multiply_rows(p, rows, whole, panel_columns);
  for (size_t r = 0; r < rows; r++) {
    float *to = p->c + r * p->c_stride;
    _mm256_maskstore_ps(to, low, _mm256_load_ps(whole + r * panel_columns));
    if (p->columns > lanes)
      _mm256_maskstore_ps(to + lanes, high, _mm256_load_ps(whole + r * panel_columns + lanes));
  }
}

// How many of the remaining rows the next tile has. No row is computed twice, and no last tile is left with one or two rows, which
// would not hide the latency of the additions.
inlined size_t next_rows(size_t rows) {
  if (rows < tile_rows) return rows;
  if (rows == 7 || rows == 8) return 4;
  return rows == 9 ? 5 : tile_rows;
}

// Prefetches `k` rows of a panel, one cache line each, into the L2 cache.
inlined void fetch(const float *panel, size_t k) {
  for (size_t i = 0; i < k; i++) _mm_prefetch(panel + i * panel_columns, _MM_HINT_T1);
}

// Multiplies all rows by one panel. Meanwhile it prefetches the next panel, a share of it beside each tile of rows, from the shared
// cache or from memory. `next` may be null.
static void multiply_panel(fpt_gemm_block p, const float *next) {
  size_t row_groups = (p.rows + tile_rows - 1) / tile_rows;
  size_t to_fetch = next ? p.k : 0, share = (to_fetch + row_groups - 1) / row_groups;
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
      multiply_rows(&p, height, p.c, p.c_stride);
    p.a += height * p.a_row_stride;
    p.c += height * p.c_stride;
    p.rows -= height;
  }
}

// With fewer rows there is no time to prefetch the next panel.
enum { fewest_rows_to_fetch = 24 };

// A panel stays in the L1 cache while all rows are multiplied by it.
static void multiply(fpt_gemm_block whole) {
  for (size_t column = 0; column < whole.columns; column += panel_columns) {
    fpt_gemm_block p = whole;
    size_t rest = whole.columns - column;
    bool is_last = rest <= panel_columns;
    p.columns = is_last ? rest : panel_columns;
    p.packed_b += column / panel_columns * whole.panel_stride;
    p.c += column;
    multiply_panel(p, is_last || p.rows < fewest_rows_to_fetch ? 0 : p.packed_b + p.panel_stride);
  }
}

const fpt_gemm_kernels fpt_avx2_gemm = {
    .rows = tile_rows, .pack = pack, .pack_a = pack_a, .multiply = multiply};

#undef inlined
#undef unrolled
#pragma clang attribute pop
#endif
