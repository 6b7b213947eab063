// GEMM in vectors of the compiler, for any instruction set. Included once for each, with NAME(x) to tell the builds apart.
//
// Where the instruction set has no fused multiply-add the compiler calls the C library's, which rounds once too.
#include <stdint.h>
#include <string.h>

#include "CGEMM.h"

#define inlined static inline __attribute__((always_inline))

enum { panel_columns = 16, tile_rows = 6 };
typedef float panel_row __attribute__((vector_size(4 * panel_columns), aligned(4)));

static void NAME(pack_a)(const float *a, size_t stride, size_t rows, size_t k, float *packed,
                         size_t packed_stride) {
  // Sixteen rows at a time: what is read of a page is read at once.
  for (size_t first = 0; first < rows; first += 16)
    for (size_t i = 0; i < k; i++)
      for (size_t row = first; row < rows && row < first + 16; row++)
        packed[row * packed_stride + i] = a[i * stride + row];
}

static void NAME(pack)(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  for (size_t column = 0; column < columns; column += panel_columns, packed += k * panel_columns) {
    size_t width = columns - column < panel_columns ? columns - column : panel_columns;
    if (width < panel_columns) memset(packed, 0, k * panel_columns * sizeof(float));
    if (b.is_transposed)
      NAME(pack_a)(b.values + column * b.stride, b.stride, k, width, packed, panel_columns);
    else
      for (size_t i = 0; i < k; i++)
        memcpy(packed + i * panel_columns, b.values + i * b.stride + column, width * sizeof(float));
  }
}

// Multiplies `height` rows of A by one panel of B, of which `width` columns are written.
inlined void NAME(multiply_tile)(const fpt_gemm_block *p, const float *a, const float *b, float *c,
                                 const size_t height, size_t width) {
  panel_row sums[tile_rows] = {0};
  for (size_t k = 0; k < p->k; k++) {
    panel_row row;
    memcpy(&row, b + k * panel_columns, sizeof row);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < height; r++) {
      panel_row value = (panel_row){0} + a[r * p->a_row_stride + k * p->a_k_stride];
      sums[r] = __builtin_elementwise_fma(value, row, sums[r]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < height; r++) {
    panel_row before = {0};
    float *to = c + r * p->c_stride;
    if (p->accumulates) memcpy(&before, to, width * sizeof(float));
    sums[r] = __builtin_elementwise_fma((panel_row){0} + p->alpha, sums[r], before);
    memcpy(to, &sums[r], width * sizeof(float));
  }
}

static void NAME(multiply_panel)(const fpt_gemm_block *p, size_t column) {
  const float *b = p->packed_b + column / panel_columns * p->panel_stride;
  size_t width = p->columns - column < panel_columns ? p->columns - column : panel_columns;
  for (size_t row = 0; row < p->rows; row += tile_rows) {
    const float *a = p->a + row * p->a_row_stride;
    float *c = p->c + row * p->c_stride + column;
    switch (p->rows - row) {
    case 1: NAME(multiply_tile)(p, a, b, c, 1, width); break;
    case 2: NAME(multiply_tile)(p, a, b, c, 2, width); break;
    case 3: NAME(multiply_tile)(p, a, b, c, 3, width); break;
    case 4: NAME(multiply_tile)(p, a, b, c, 4, width); break;
    case 5: NAME(multiply_tile)(p, a, b, c, 5, width); break;
    default: NAME(multiply_tile)(p, a, b, c, tile_rows, width); break;
    }
  }
}

static void NAME(multiply)(fpt_gemm_block p) {
  for (size_t column = 0; column < p.columns; column += panel_columns)
    NAME(multiply_panel)(&p, column);
}

const fpt_gemm_kernels NAME(gemm) = {
    .rows = tile_rows, .pack = NAME(pack), .pack_a = NAME(pack_a), .multiply = NAME(multiply)};

#undef inlined
