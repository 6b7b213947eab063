// The engine's loops beside GEMM that take noticeable time.
//
// Every kernel is compiled three times from one source, for SSE2, AVX2 and AVX-512, and the widest build of the machine is selected
// at run time. All builds sum in eight lanes, so the width of the registers is not part of a result. Fused multiply-add is part of
// it: exponentials, and what uses them, round once with it and twice without, on processors whose GEMM differs as well. No compiler
// contracts a product and a sum on its own.
//
// Pointers need no alignment. Arrays of one call are the same array or do not overlap. Lengths are in floats.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CGEMM.h"

// The epilogue of a GEMM row: a bias, a dropout mask (bit i of byte 0 is element i) with its scale, and a residual. Each pointer
// may be null.
typedef struct {
  const float *_Nullable bias;
  const uint8_t *_Nullable mask;
  float scale;
  const float *_Nullable residual;
} fpt_row_epilogue;

// A position in a random stream: the Philox key and the counter, whose last word is the block.
typedef struct {
  uint32_t key[2];
  uint32_t counter[4];
} fpt_philox_place;

typedef enum { fpt_gelu, fpt_gelu_tanh, fpt_relu } fpt_activation;

// u = f(u + bias) and, if `derivative` is not null, derivative = f'(u + bias). `bias` may be null.
void fpt_activate(fpt_activation f, float *_Nonnull u, float *_Nullable derivative,
                  const float *_Nullable bias, size_t n);

// y = residual + dropout(y + bias).
void fpt_apply_epilogue(float *_Nonnull y, fpt_row_epilogue epilogue, size_t n);

// y = x · scale where the mask's bit is set, and 0 elsewhere. x may be y.
void fpt_apply_mask(const float *_Nonnull x, float *_Nonnull y, const uint8_t *_Nonnull mask,
                    float scale, size_t n);

// Draws one byte of a mask from each block of random numbers. Bit i is set if half-word i is at least `threshold`.
void fpt_draw_mask(uint8_t *_Nonnull mask, size_t bytes, fpt_philox_place first,
                   uint16_t threshold);

// x *= y.
void fpt_multiply(float *_Nonnull x, const float *_Nonnull y, size_t n);

// x *= factor.
void fpt_scale(float *_Nonnull x, float factor, size_t n);

// Replaces one row of scores by exp(s - max(s)) in place, over the first `count` floats. It applies dropout if there is a mask, and
// writes zeros from `count` to `padded`, a multiple of 8. `statistics` receives max(s) and 1 / Σ exp(s - max(s)), both before
// dropout. The row times statistics[1] is the softmax. `mask` may be null.
void fpt_exponentiate(float *_Nonnull row, size_t count, size_t padded,
                      const uint8_t *_Nullable mask, float mask_scale,
                      float statistics[_Nonnull 2]);

// The softmax backward of one query. On entry p holds scores and dp the gradient of the dropped probabilities. On return p holds
// the dropped probabilities and dp holds p · (dp - delta) · scale, the gradient of q · k; both are zero from `count` to `padded`.
// `delta` is Σ p · dp over all keys that the query sees. If `exponentials` is not null they are read instead of p. `exponentials`
// and `mask` may be null.
void fpt_score_gradient(float *_Nonnull p, float *_Nonnull dp, const float *_Nullable exponentials,
                        size_t count, size_t padded, const float statistics[_Nonnull 2],
                        const uint8_t *_Nullable mask, float mask_scale, float delta, float scale);

// Σ x: eight lanes, added in a fixed tree, then the rest of the row.
float fpt_sum(const float *_Nonnull x, size_t n);

// Σ x y, in the same order.
float fpt_dot(const float *_Nonnull x, const float *_Nonnull y, size_t n);

// Σ (x - mean)², in the same order.
float fpt_squared_deviations(const float *_Nonnull x, float mean, size_t n);

// y = (x - mean) · scale · weight + bias.
void fpt_normalize(const float *_Nonnull x, float *_Nonnull y, float mean, float scale,
                   const float *_Nonnull weight, const float *_Nonnull bias, size_t n);

// The gradient of one row of a layer norm's input, from dy. It is added to dx if `accumulates`. dx may be dy.
void fpt_normalize_gradient(const float *_Nonnull x, const float *_Nonnull dy, float *_Nonnull dx,
                            float mean, float scale, const float *_Nonnull weight, size_t n,
                            bool accumulates);

// sum[c] (+)= Σ over rows of dy · (x - mean) · scale, for `columns` columns, rows in order. `moments` is [rows, 2]: mean and scale.
void fpt_norm_weight_gradient(const float *_Nonnull x, const float *_Nonnull dy,
                              const float *_Nonnull moments, size_t rows, size_t stride,
                              float *_Nonnull sum, size_t columns, bool accumulates);

// sum[c] (+)= Σ over rows of x, for `columns` columns, rows in order.
void fpt_sum_rows(const float *_Nonnull x, size_t rows, size_t stride, float *_Nonnull sum,
                  size_t columns, bool accumulates);

// One build of every kernel, as the functions above call it.
#pragma clang assume_nonnull begin
typedef struct {
  void (*activate)(fpt_activation, float *, float *_Nullable, const float *_Nullable, size_t);
  void (*apply_epilogue)(float *, fpt_row_epilogue, size_t);
  void (*apply_mask)(const float *, float *, const uint8_t *, float, size_t);
  void (*draw_mask)(uint8_t *, size_t, fpt_philox_place, uint16_t);
  void (*multiply)(float *, const float *, size_t);
  void (*scale)(float *, float, size_t);
  void (*exponentiate)(float *, size_t, size_t, const uint8_t *_Nullable, float, float *);
  void (*score_gradient)(float *, float *, const float *_Nullable, size_t, size_t, const float *,
                         const uint8_t *_Nullable, float, float, float);
  float (*sum)(const float *, size_t);
  float (*dot)(const float *, const float *, size_t);
  float (*squared_deviations)(const float *, float, size_t);
  void (*normalize)(const float *, float *, float, float, const float *, const float *, size_t);
  void (*normalize_gradient)(const float *, const float *, float *, float, float, const float *,
                             size_t, bool);
  void (*norm_weight_gradient)(const float *, const float *, const float *, size_t, size_t, float *,
                               size_t, bool);
  void (*sum_rows)(const float *, size_t, size_t, float *, size_t, bool);
} fpt_kernels;
#pragma clang assume_nonnull end

typedef enum { fpt_registers_any, fpt_registers_256, fpt_registers_512 } fpt_registers;

// The build for registers of this width; null if the machine lacks them.
const fpt_kernels *_Nullable fpt_build(fpt_registers registers);
