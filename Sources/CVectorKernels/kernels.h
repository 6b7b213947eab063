// The kernels' one source. Included once for each instruction set, with NAME(x) to tell the builds apart, with LANES for how many
// floats it works on at a time, 8, or 16 where registers are that wide, and with HAS_AVX2 and HAS_FMA for what they can do.
//
// Sums have eight lanes in every build: sixteen floats are added as two times eight.
#include <string.h>

#include "CVectorKernels.h"

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

const fpt_kernels NAME(kernels) = {
    NAME(activate),           NAME(apply_epilogue),       NAME(apply_mask),
    NAME(draw_mask),          NAME(multiply),             NAME(scale),
    NAME(exponentiate),       NAME(score_gradient),       NAME(sum),
    NAME(dot),                NAME(squared_deviations),   NAME(normalize),
    NAME(normalize_gradient), NAME(norm_weight_gradient), NAME(sum_rows),
};

#undef inlined
