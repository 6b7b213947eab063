// Matrix multiplication (GEMM) with the same bits on every processor, whatever the partition of the work.
//
// K is cut into blocks. Within a block each element of the result is one chain of fused multiply-adds that starts at zero and runs
// over K in order. Then alpha times the chain is added to C in one more rounding, block after block. The bits do not depend on the
// element's position, on the number of rows, or on the width of the registers.
//
// In bfloat16 both operands are rounded to nearest even first, denormals to zero; each link of the chain that is denormal becomes
// zero. An odd last term of a block is followed by -0 · 0. That is what vdpbf16ps computes of pairs whose earlier term is in the
// upper half.
//
// B is packed into panels: sixteen columns side by side, row after row, with zeros beyond the last column. A is read where it lies,
// or packed by the kernel a block at a time.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// One call of the GEMM kernel: C (+)= alpha · A · B.
typedef struct {
  // C is [rows, columns], A is [rows, k] and B is [k, columns].
  size_t rows, columns, k;
  // A is zero before and from these terms; they are not multiplied.
  size_t k_begin, k_end;
  const float *a;
  // Floats from one row of A to the next, and from one column of A to the next. One of them is 1.
  size_t a_row_stride, a_k_stride;
  // The first panel of B, from its first of these terms on.
  const float *packed_b;
  // Floats from one panel to the next.
  size_t panel_stride;
  float *c;
  size_t c_stride;
  float alpha;
  // Whether the result is added to C instead of replacing it.
  bool accumulates;
} fpt_gemm_block;

// The B operand [k, columns]. A transposed one lies in memory as [columns, k]. `stride` is in floats, between rows in memory.
typedef struct {
  const float *values;
  size_t stride;
  bool is_transposed;
} fpt_b_operand;

// The functions of GEMM for one precision.
typedef struct {
  // The height of the microkernel's tile; partitions at multiples of it waste no work.
  size_t rows;
  // Terms of K in one row of a panel: 2 where pairs are multiplied by one instruction.
  size_t terms;
  // Packs B into panels of `fpt_panel_floats` each, aligned to 64 bytes.
  void (*pack)(fpt_b_operand b, size_t k, size_t columns, float *packed);
  // C (+)= alpha · A · B.
  void (*multiply)(fpt_gemm_block block);
} fpt_gemm_kernels;

// The largest extent of a block along K.
enum { fpt_largest_k_block = 384 };

// The extent of the first block of a K loop with this many terms left. Blocks are part of a result's bits; all but the last are even.
static inline size_t fpt_k_block(size_t left) {
  if (left >= 2 * fpt_largest_k_block) return fpt_largest_k_block;
  return left > fpt_largest_k_block ? (left / 2 + 15) / 16 * 16 : left;
}

// Floats of a packed panel. An odd number of terms is followed by a zero, since rounded terms are multiplied in pairs.
static inline size_t fpt_panel_floats(size_t k, size_t terms) { return 16 * ((k + 1) / 2 * 2 / terms); }

#pragma clang assume_nonnull end
