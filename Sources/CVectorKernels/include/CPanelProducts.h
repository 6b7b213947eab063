// Matrix products in 512-bit registers, with the bits that OpenBLAS's AVX-512 kernels give.
//
// There each element of a block of at most 320 terms is one chain of fused multiply-adds in the order of the inner index, and blocks
// are added in their order. So is it here, with two things that a library call cannot know: the left factor is read where it
// lies, and the right one is copied once for as many rows as there are.
//
// A right factor is copied into panels: sixteen columns side by side, row after row, zeros beyond the last column.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Whether the functions below may be called: the machine has AVX-512.
bool fpt_panels_are_possible(void);

// Whether they are worth it too: the build is optimised.
bool fpt_panels_are_fast(void);

// Copies a right factor [inner, columns] into panels of 16 · `inner` floats each, aligned to 64 bytes. A transposed one lies in
// memory as [columns, inner]. `stride` is that of rows in memory.
void fpt_pack_panels(const float *_Nonnull right, size_t stride, bool is_transposed, size_t inner,
                     size_t columns, float *_Nonnull panels);

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

// target (+)= alpha · left · right.
void fpt_multiply_panels(fpt_panel_product product);

// target (+)= left · right, as OpenBLAS's kernels for small matrices do it where rows of both factors lie along the sum: sixteen
// lanes, their fixed tree at the end. Rows and columns are multiples of 4; `right` is transposed, [columns, inner], and meant to
// come from beyond the cache, while `left` lies without gaps and stays in it.
void fpt_multiply_dots(size_t rows, size_t columns, size_t inner, const float *_Nonnull left,
                       const float *_Nonnull right, size_t stride, float *_Nonnull target,
                       size_t target_stride, bool accumulates);
