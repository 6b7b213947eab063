// The kernels as every machine can run them.

// Vectors wider than the registers never leave a function: everything that takes them is inlined.
#pragma clang diagnostic ignored "-Wpsabi"
#define NAME(x) fpt_baseline_##x
#define TABLE_NAME "baseline"
#define LANES 8
#include "kernels.h"
