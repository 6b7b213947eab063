// The kernels as every machine can run them.

// Vectors wider than the registers never leave a function: everything that takes them is inlined.
#pragma clang diagnostic ignored "-Wpsabi"
#define NAME(x) fpt_baseline_##x
#define LANES 8
#include "kernels.h"

KERNEL_TABLE(fpt_baseline_kernels, "baseline", fpt_baseline_gemm, fpt_baseline_gemm_bf16);
