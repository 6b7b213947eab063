// Matrix multiplication (GEMM) with the same bits on every processor, whatever the partition of the work.
//
// Each element of the result is one chain of fused multiply-adds that starts at zero and runs over K in order. Then alpha times the
// chain is added to C in one more rounding. The bits do not depend on the element's position, on the number of rows, or on the
// width of the registers.
//
// B is packed into panels: sixteen columns side by side, row after row, with zeros beyond the last column. A is read where it lies.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// One call of the GEMM kernel: C (+)= alpha · A · B.
typedef struct {
  // C is [rows, columns], A is [rows, k] and B is [k, columns].
  size_t rows, columns, k;
  const float *_Nonnull a;
  // Floats from one row of A to the next, and from one column of A to the next.
  size_t a_row_stride, a_k_stride;
  const float *_Nonnull packed_b;
  // Floats from one panel of B to the next.
  size_t panel_stride;
  float *_Nonnull c;
  size_t c_stride;
  float alpha;
  // Whether the result is added to C instead of replacing it.
  bool accumulates;
} fpt_gemm_block;

// The B operand [k, columns]. A transposed one lies in memory as [columns, k]. `stride` is in floats, between rows in memory.
typedef struct {
  const float *_Nonnull values;
  size_t stride;
  bool is_transposed;
} fpt_b_operand;

// The functions of GEMM. `rows` is the height of the microkernel's tile; partitions at multiples of it waste no work.
typedef struct {
  size_t rows;
  // Packs B into panels of 16 · `k` floats each, aligned to 32 bytes.
  void (*_Nonnull pack)(fpt_b_operand b, size_t k, size_t columns, float *_Nonnull packed);
  // Packs a transposed A, which lies in memory as [k, rows] with `stride` floats between rows, into [rows, k] with `packed_stride`
  // floats between rows.
  void (*_Nonnull pack_a)(const float *_Nonnull a, size_t stride, size_t rows, size_t k,
                          float *_Nonnull packed, size_t packed_stride);
  // C (+)= alpha · A · B.
  void (*_Nonnull multiply)(fpt_gemm_block block);
} fpt_gemm_kernels;

