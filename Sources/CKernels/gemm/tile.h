// What a microkernel multiplies.
#pragma once
#include "CGEMM.h"

// One tile: some rows of A by some panels of B.
typedef struct {
  const float *a;
  size_t a_row_stride, a_k_stride;
  const float *b;
  size_t panel_stride;
  // Rows of a panel that are multiplied.
  size_t steps;
  float *c;
  size_t c_stride;
  float alpha;
  bool accumulates;
  size_t rows, panels;
  // Columns of the last panel.
  size_t last_columns;
  // The rows of the next group of panels that are fetched meanwhile; null for none.
  const float *next_b;
  size_t next_rows;
} fpt_gemm_tile;
