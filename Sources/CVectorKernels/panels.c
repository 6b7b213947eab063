// Takes the machine's build of the products.
#include "CPanelProducts.h"

extern const fpt_panel_kernels fpt_avx2_panel_kernels, fpt_avx512_panel_kernels;

const fpt_panel_kernels *fpt_panel_kernels_256(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &fpt_avx2_panel_kernels;
#endif
  return 0;
}

const fpt_panel_kernels *fpt_panel_kernels_512(void) {
#if defined(__x86_64__)
  if (fpt_panel_kernels_256() && __builtin_cpu_supports("avx512f"))
    return &fpt_avx512_panel_kernels;
#endif
  return 0;
}

const fpt_panel_kernels *fpt_fastest_panel_kernels(void) {
#if defined(__OPTIMIZE__)
  const fpt_panel_kernels *wide = fpt_panel_kernels_512();
  if (wide) return wide;
#endif
  return fpt_panel_kernels_256();
}
