// The kernels' one source. Included once for each instruction set, with NAME(x) to tell the builds apart, with LANES for how many
// floats it works on at a time, 8, or 16 where registers are that wide, and with HAS_AVX2 where 256-bit integers are.
//
// Sums have eight lanes in every build: sixteen floats are added as two times eight.
#include <string.h>

#include "CKernels.h"

#pragma STDC FP_CONTRACT OFF

#define inlined static inline __attribute__((always_inline))

#include "kernels/vectors.h"
#include "kernels/elementary.h"

#include "kernels/activations.h"
#include "kernels/columns.h"
#include "kernels/masks.h"
#include "kernels/norms.h"
#include "kernels/rows.h"
#include "kernels/scores.h"

// A table of this build, with its own name and its own matrix multiplication.
#define KERNEL_TABLE(table, text, exact, rounded) \
  extern const fpt_gemm_kernels exact, rounded; \
  const fpt_kernels table = { \
      .name = text, \
      .gemm = &exact, \
      .gemm_bf16 = &rounded, \
      .activate = NAME(activate), \
      .apply_epilogue = NAME(apply_epilogue), \
      .apply_mask = NAME(apply_mask), \
      .draw_mask = NAME(draw_mask), \
      .multiply = NAME(multiply), \
      .scale = NAME(scale), \
      .exponentiate = NAME(exponentiate), \
      .score_gradient = NAME(score_gradient), \
      .sum = NAME(sum), \
      .dot = NAME(dot), \
      .squared_deviations = NAME(squared_deviations), \
      .normalize = NAME(normalize), \
      .normalize_gradient = NAME(normalize_gradient), \
      .norm_weight_gradient = NAME(norm_weight_gradient), \
      .sum_rows = NAME(sum_rows), \
  }

#undef inlined
