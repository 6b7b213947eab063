// The engine's loops over numbers: one table of functions for each instruction set, chosen once by whoever makes a context.
//
// All tables give the same bits. A sum has eight lanes, which are added in a fixed tree. What is fused is one multiply-add that
// rounds once; no compiler contracts a product and a sum on its own.
//
// Pointers need no alignment unless an entry says so. Arrays of one call are the same array or do not overlap. Lengths are in floats.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CGEMM.h"

#pragma clang assume_nonnull begin

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

// One table of kernels.
typedef struct {
  // The instruction set, such as "AVX2".
  const char *name;

  // Matrix multiplication, of operands as they are and of operands that are rounded to bfloat16.
  const fpt_gemm_kernels *gemm;
  const fpt_gemm_kernels *gemm_bf16;

  // u = f(u + bias) and, if `derivative` is not null, derivative = f'(u + bias). `bias` may be null.
  void (*activate)(fpt_activation f, float *u, float *_Nullable derivative,
                    const float *_Nullable bias, size_t n);

  // y = residual + dropout(y + bias).
  void (*apply_epilogue)(float *y, fpt_row_epilogue epilogue, size_t n);

  // y = x · scale where the mask's bit is set, and 0 elsewhere. x may be y.
  void (*apply_mask)(const float *x, float *y, const uint8_t *mask,
                      float scale, size_t n);

  // Draws one byte of a mask from each block of random numbers. Bit i is set if half-word i is at least `threshold`.
  void (*draw_mask)(uint8_t *mask, size_t bytes, fpt_philox_place first,
                     uint16_t threshold);

  // x *= y.
  void (*multiply)(float *x, const float *y, size_t n);

  // x *= factor.
  void (*scale)(float *x, float factor, size_t n);

  // Replaces one row of scores by exp(s - max(s)) in place, over the first `count` floats. It applies dropout if there is a mask, and
  // writes zeros from `count` to `padded`, a multiple of 8. `statistics` receives max(s) and 1 / Σ exp(s - max(s)), both before
  // dropout. The row times statistics[1] is the softmax. `mask` may be null.
  void (*exponentiate)(float *row, size_t count, size_t padded,
                        const uint8_t *_Nullable mask, float mask_scale,
                        float *statistics);

  // The softmax backward of one query. On entry p holds scores and dp the gradient of the dropped probabilities. On return p holds
  // the dropped probabilities and dp holds p · (dp - delta) · scale, the gradient of q · k; both are zero from `count` to `padded`.
  // `delta` is Σ p · dp over all keys that the query sees. If `exponentials` is not null they are read instead of p. `exponentials`
  // and `mask` may be null.
  void (*score_gradient)(float *p, float *dp, const float *_Nullable exponentials,
                          size_t count, size_t padded, const float *statistics,
                          const uint8_t *_Nullable mask, float mask_scale, float delta, float scale);

  // Σ x: eight lanes, added in a fixed tree, then the rest of the row.
  float (*sum)(const float *x, size_t n);

  // Σ x y, in the same order.
  float (*dot)(const float *x, const float *y, size_t n);

  // Σ (x - mean)², in the same order.
  float (*squared_deviations)(const float *x, float mean, size_t n);

  // y = (x - mean) · scale · weight + bias.
  void (*normalize)(const float *x, float *y, float mean, float scale,
                     const float *weight, const float *bias, size_t n);

  // The gradient of one row of a layer norm's input, from dy. It is added to dx if `accumulates`. dx may be dy.
  void (*normalize_gradient)(const float *x, const float *dy, float *dx,
                              float mean, float scale, const float *weight, size_t n,
                              bool accumulates);

  // sum[c] (+)= Σ over rows of dy · (x - mean) · scale, for `columns` columns, rows in order. `moments` is [rows, 2]: mean and scale.
  void (*norm_weight_gradient)(const float *x, const float *dy,
                                const float *moments, size_t rows, size_t stride,
                                float *sum, size_t columns, bool accumulates);

  // sum[c] (+)= Σ over rows of x, for `columns` columns, rows in order.
  void (*sum_rows)(const float *x, size_t rows, size_t stride, float *sum,
                    size_t columns, bool accumulates);
} fpt_kernels;

// How many tables this processor can run.
size_t fpt_kernels_count(void);

// A table that this processor can run. The last one is the fastest; the first one is the baseline, which every processor can run.
const fpt_kernels *fpt_kernels_at(size_t index);

// The fastest of them for these settings of the compiler.
size_t fpt_fastest_kernels(void);

#pragma clang assume_nonnull end
