// What every entry of a table computes, written plainly: one element at a time, in plain C.
//
// It is the table of processors without wide registers, and what the other tables are compared with bit for bit. fmaf rounds once, and
// square roots are exact to the last bit everywhere, so nothing here depends on a C library.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "entries.h"

#pragma STDC FP_CONTRACT OFF

#include "reference/elementary.h"
#include "reference/sums.h"

#include "reference/activations.h"
#include "reference/attention.h"
#include "reference/elements.h"
#include "reference/lstm.h"
#include "reference/masks.h"
#include "reference/norms.h"
#include "reference/rows.h"
#include "reference/training.h"

#define ENTRY(x) x
KERNEL_TABLE(fpt_baseline_kernels, "baseline", fpt_baseline_gemm, fpt_baseline_gemm_bf16);
