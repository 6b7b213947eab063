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
  // What of the next panels is fetched meanwhile, a little with each step: a burst would hold up the reads of this tile. Never null.
  const float *next_b;
  size_t next_bytes;
} fpt_gemm_tile;

// Bytes from one prefetch of a tile to the next, where the loop along K prefetches so often for each four of its steps.
static inline size_t fpt_fetch_step(const fpt_gemm_tile *tile, size_t each) {
  size_t times = tile->steps / 4 * each;
  return times == 0 ? 0 : (tile->next_bytes + times - 1) / times;
}
