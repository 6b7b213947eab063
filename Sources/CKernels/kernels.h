// The kernels' one source. Included once for each instruction set, with NAME(x) to tell the builds apart, with LANES for how many
// floats it works on at a time, 8, or 16 where registers are that wide, and with HAS_AVX2 where 256-bit integers are.
//
// Sums have eight lanes in every build: sixteen floats are added as two times eight. What each entry computes is written plainly in
// reference/, and every entry has the reference's bits.
#include <string.h>

#include "CKernels.h"
#include "entries.h"

#pragma STDC FP_CONTRACT OFF
// Vectors wider than the registers never leave a function: everything that takes them is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#define inlined static inline __attribute__((always_inline))

#include "kernels/vectors.h"
#include "kernels/elementary.h"
#include "kernels/reductions.h"

#include "kernels/activations.h"
#include "kernels/columns.h"
#include "kernels/elements.h"
#include "kernels/losses.h"
#include "kernels/masks.h"
#include "kernels/norms.h"
#include "kernels/lstm.h"
#include "kernels/optimizers.h"
#include "kernels/rotary.h"
#include "kernels/rows.h"
#include "kernels/scores.h"

#define ENTRY(x) NAME(x)

#undef inlined
