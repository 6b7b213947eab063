// Matrix products whose bits are the same on every processor with AVX2 and FMA, whatever their cut.
//
// An element of a product is one chain of fused multiply-adds in the order of the inner index, which begins at zero; alpha times
// the chain is added to what is there, again in one rounding. Nothing else takes part: not where the element lies, not how many
// rows there are, not how wide the registers are.
//
// A right factor is copied into panels: sixteen columns side by side, row after row, zeros beyond the last column. The left one
// is read where it lies.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// One block of a product.
typedef struct {
  size_t rows, columns, inner;
  const float *_Nonnull left;
  // Floats from one row of the left factor to the next, and from one of its columns to the next.
  size_t row_step, inner_step;
  const float *_Nonnull panels;
  // Floats from one panel to the next.
  size_t panel_stride;
  float *_Nonnull target;
  size_t target_stride;
  float alpha;
  // Whether alpha · left · right is added to what is there.
  bool accumulates;
} fpt_panel_product;

// A right factor [inner, columns]; a transposed one lies in memory as [columns, inner]. `stride` is that of rows in memory.
typedef struct {
  const float *_Nonnull values;
  size_t stride;
  bool is_transposed;
} fpt_right_factor;

// One build of the functions below. `rows` is how many rows its innermost loop works on: a cut at multiples wastes nothing.
typedef struct {
  size_t rows;
  // Copies a factor into panels of 16 · `inner` floats each, aligned to 32 bytes.
  void (*_Nonnull pack)(fpt_right_factor factor, size_t inner, size_t columns,
                        float *_Nonnull panels);
  // target (+)= alpha · left · right.
  void (*_Nonnull multiply)(fpt_panel_product product);
} fpt_panel_kernels;

// The build for 256-bit registers, whose innermost loop does not need an optimising compiler; null where the processor lacks
// AVX2 or FMA.
const fpt_panel_kernels *_Nullable fpt_panel_kernels_256(void);

// The build for 512-bit registers; null where the processor has none.
const fpt_panel_kernels *_Nullable fpt_panel_kernels_512(void);

// The fastest build for this processor and this compiler's settings; null where there is none.
const fpt_panel_kernels *_Nullable fpt_fastest_panel_kernels(void);

// Copies a left factor whose columns lie one after the other in memory, as [inner, rows] with `stride` from one to the next, to
// rows of `target_stride` floats. For processors with AVX2 only.
void fpt_turn_left_factor(const float *_Nonnull left, size_t stride, size_t rows, size_t inner,
                          float *_Nonnull target, size_t target_stride);
