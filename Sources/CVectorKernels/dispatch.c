// Calls the widest build of each kernel that the machine can run.
#include "CVectorKernels.h"

extern const fpt_kernels fpt_baseline_kernels, fpt_avx2_kernels, fpt_avx512_kernels;

const fpt_kernels *fpt_build(fpt_registers registers) {
#if defined(__x86_64__)
  if (registers == fpt_registers_512)
    return fpt_build(fpt_registers_256) && __builtin_cpu_supports("avx512f")
                   && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
                   && __builtin_cpu_supports("avx512dq")
               ? &fpt_avx512_kernels
               : 0;
  if (registers == fpt_registers_256)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &fpt_avx2_kernels : 0;
#endif
  return registers == fpt_registers_any ? &fpt_baseline_kernels : 0;
}

static inline const fpt_kernels *machine(void) {
  const fpt_kernels *build = fpt_build(fpt_registers_512);
  if (!build) build = fpt_build(fpt_registers_256);
  return build ? build : &fpt_baseline_kernels;
}

void fpt_activate(fpt_activation f, float *u, float *derivative, const float *bias, size_t n) {
  machine()->activate(f, u, derivative, bias, n);
}

void fpt_apply_epilogue(float *y, fpt_row_epilogue epilogue, size_t n) {
  machine()->apply_epilogue(y, epilogue, n);
}

void fpt_apply_mask(const float *x, float *y, const uint8_t *mask, float scale, size_t n) {
  machine()->apply_mask(x, y, mask, scale, n);
}

void fpt_draw_mask(uint8_t *mask, size_t bytes, fpt_philox_place first, uint16_t threshold) {
  machine()->draw_mask(mask, bytes, first, threshold);
}

void fpt_multiply(float *x, const float *y, size_t n) { machine()->multiply(x, y, n); }

void fpt_scale(float *x, float factor, size_t n) { machine()->scale(x, factor, n); }

void fpt_exponentiate(float *row, size_t count, size_t padded, const uint8_t *mask,
                      float mask_scale, float statistics[2]) {
  machine()->exponentiate(row, count, padded, mask, mask_scale, statistics);
}

void fpt_score_gradient(float *p, float *dp, const float *exponentials, size_t count,
                        size_t padded, const float statistics[2], const uint8_t *mask,
                        float mask_scale, float delta, float scale) {
  machine()->score_gradient(p, dp, exponentials, count, padded, statistics, mask, mask_scale, delta,
                            scale);
}

float fpt_sum(const float *x, size_t n) { return machine()->sum(x, n); }

float fpt_dot(const float *x, const float *y, size_t n) { return machine()->dot(x, y, n); }

float fpt_squared_deviations(const float *x, float mean, size_t n) {
  return machine()->squared_deviations(x, mean, n);
}

void fpt_normalize(const float *x, float *y, float mean, float scale, const float *weight,
                   const float *bias, size_t n) {
  machine()->normalize(x, y, mean, scale, weight, bias, n);
}

void fpt_normalize_gradient(const float *x, const float *dy, float *dx, float mean, float scale,
                            const float *weight, size_t n, bool accumulates) {
  machine()->normalize_gradient(x, dy, dx, mean, scale, weight, n, accumulates);
}

void fpt_norm_weight_gradient(const float *x, const float *dy, const float *moments, size_t rows,
                              size_t stride, float *sum, size_t columns, bool accumulates) {
  machine()->norm_weight_gradient(x, dy, moments, rows, stride, sum, columns, accumulates);
}

void fpt_sum_rows(const float *x, size_t rows, size_t stride, float *sum, size_t columns,
                  bool accumulates) {
  machine()->sum_rows(x, rows, stride, sum, columns, accumulates);
}
