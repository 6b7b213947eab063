// The kernels in the 128-bit registers of 64-bit ARM, two for each vector of eight.
#if defined(__aarch64__)
#define NAME(x) fpt_neon_##x
#define LANES 8
#include "kernels.h"

KERNEL_TABLE(fpt_neon_kernels, "NEON", fpt_neon_gemm, fpt_neon_gemm_bf16);
#endif
