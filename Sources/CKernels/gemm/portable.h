// GEMM in vectors of the compiler, for any instruction set. Included once for each precision of a build, with NAME(x) to tell them
// apart and with ROUNDS.
//
// Where the instruction set has no fused multiply-add the compiler calls the C library's, which rounds once too.
// Six rows of 16 columns are 24 registers of four floats; with a row of B and one number of A they fill the 32 of 64-bit ARM.
#define TILE_ROWS 6
#define GROUP_PANELS 1
#define TERMS 1

#include "blocks.h"

static void NAME(pack_a)(const float *a, size_t row_stride, size_t k_stride, size_t rows, size_t k,
                         float *packed) {
  size_t stride = (k + 1) / 2 * 2;
  for (size_t i = 0; i < k; i++)
    for (size_t row = 0; row < rows; row++)
      packed[row * stride + i] = a[row * row_stride + i * k_stride];
  for (size_t row = 0; row < rows && k < stride; row++) packed[row * stride + k] = -0.0f;
  if (ROUNDS) fpt_round_to_bf16(packed, rows * stride);
}

static void NAME(pack)(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  size_t row_stride = b.is_transposed ? 1 : b.stride, column_stride = b.is_transposed ? b.stride : 1;
  size_t size = fpt_panel_floats(k, TERMS);
  memset(packed, 0, size * ((columns + 15) / 16) * sizeof(float));
  for (size_t column = 0; column < columns; column += 16, packed += size) {
    size_t width = columns - column < 16 ? columns - column : 16;
    for (size_t i = 0; i < k; i++)
      for (size_t c = 0; c < width; c++)
        packed[i * 16 + c] = b.values[i * row_stride + (column + c) * column_stride];
    if (ROUNDS) fpt_round_to_bf16(packed, size);
  }
}

// One link of the chain.
inlined panel_row NAME(link)(panel_row a, panel_row b, panel_row sum) {
  panel_row next = __builtin_elementwise_fma(a, b, sum);
  return ROUNDS ? flushed(a, b, sum, next) : next;
}

// Multiplies `height` rows of A by one panel of B, of which `width` columns are written.
inlined void NAME(multiply_tile)(const fpt_gemm_tile *p, const size_t height, size_t width) {
  panel_row sums[TILE_ROWS] = {0};
  for (size_t k = 0; k < p->steps; k++) {
    panel_row row;
    memcpy(&row, p->b + k * 16, sizeof row);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < height; r++) {
      // In every column. The difference leaves every number as it is, and so costs no instruction; a sum would turn -0 into 0.
      panel_row value = p->a[r * p->a_row_stride + k * p->a_k_stride] - (panel_row){0};
      sums[r] = NAME(link)(value, row, sums[r]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < height; r++) {
    panel_row before = {0};
    float *to = p->c + r * p->c_stride;
    if (p->accumulates) memcpy(&before, to, width * sizeof(float));
    sums[r] = __builtin_elementwise_fma(p->alpha - (panel_row){0}, sums[r], before);
    memcpy(to, &sums[r], width * sizeof(float));
  }
}

static void NAME(micro)(const fpt_gemm_tile *p) {
  size_t width = p->last_columns;
  switch (p->rows) {
  case 1: NAME(multiply_tile)(p, 1, width); break;
  case 2: NAME(multiply_tile)(p, 2, width); break;
  case 3: NAME(multiply_tile)(p, 3, width); break;
  case 4: NAME(multiply_tile)(p, 4, width); break;
  case 5: NAME(multiply_tile)(p, 5, width); break;
  default: NAME(multiply_tile)(p, TILE_ROWS, width); break;
  }
}

#undef TILE_ROWS
#undef GROUP_PANELS
#undef TERMS
