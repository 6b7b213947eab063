// The loops of the engine that are not matrix products and that take noticeable time, in the widest registers of the
// machine that do not change a bit.
//
// Every kernel is compiled three times from one source, for SSE2, AVX2 and AVX-512, and the machine's widest is taken at run time. All
// sum in eight lanes, so how wide the registers are is not part of a result. Whether there are fused multiply-adds is: exponentials
// and what is made of them round once with them, and twice without, on processors whose matrix products differ as well. No compiler
// contracts a product and a sum of its own accord.
//
// Pointers need no alignment. Arrays of one call are the same array or do not overlap. Lengths are in floats.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CPanelProducts.h"

// What is added to finished rows of a product: a bias, a dropout mask (bit i of byte 0 is element i) with its scale, and a
// residual. Each pointer may be null.
typedef struct {
  const float *_Nullable bias;
  const uint8_t *_Nullable mask;
  float scale;
  const float *_Nullable residual;
} fpt_row_finish;

// Where a stream's random blocks begin: the Philox key, and the counter's words of which the last is the block.
typedef struct {
  uint32_t key[2];
  uint32_t counter[4];
} fpt_philox_place;

typedef enum { fpt_gelu, fpt_gelu_tanh, fpt_relu } fpt_activation;

// u = f(u + bias), and slope = f'(u + bias) where it is wanted. `bias` and `slope` may be null.
void fpt_activate(fpt_activation f, float *_Nonnull u, float *_Nullable slope,
                  const float *_Nullable bias, size_t n);

// y = residual + dropout(y + bias).
void fpt_finish_row(float *_Nonnull y, fpt_row_finish finish, size_t n);

// y = x where the mask's bit is set, times the scale, and 0 elsewhere. x may be y.
void fpt_apply_mask(const float *_Nonnull x, float *_Nonnull y, const uint8_t *_Nonnull mask,
                    float scale, size_t n);

// One byte of a mask from each block of random numbers: bit i is set where half-word i is at least the threshold.
void fpt_draw_mask(uint8_t *_Nonnull mask, size_t bytes, fpt_philox_place first,
                   uint16_t threshold);

// x *= y.
void fpt_multiply(float *_Nonnull x, const float *_Nonnull y, size_t n);

// x *= factor.
void fpt_scale(float *_Nonnull x, float factor, size_t n);

// The exponentials of one query's scores, less the largest of them, in place over the first `count`, dropped where there is a mask;
// zero from there to `padded`, a multiple of 8. Writes the largest score and the inverse of the sum of what was not dropped yet:
// its product with a row is the softmax. `mask` may be null.
void fpt_exponentiate(float *_Nonnull row, size_t count, size_t padded,
                      const uint8_t *_Nullable mask, float mask_scale,
                      float normalizer[_Nonnull 2]);

// From scores p and the gradient of dropped probabilities dp of one query to dropped probabilities (p) and the gradient of
// the products (dp), zero from `count` to `padded`. `mean` is Σ p · dp over all that the query sees. Where the scores' exponentials
// were kept they are read, and p only written. `exponentials` and `mask` may be null.
void fpt_score_gradient(float *_Nonnull p, float *_Nonnull dp, const float *_Nullable exponentials,
                        size_t count, size_t padded, const float normalizer[_Nonnull 2],
                        const uint8_t *_Nullable mask, float mask_scale, float mean, float scale);

// Σ x, eight lanes, their fixed tree, then the row's end.
float fpt_sum(const float *_Nonnull x, size_t n);

// Σ x y, in the same order.
float fpt_dot(const float *_Nonnull x, const float *_Nonnull y, size_t n);

// Σ (x - mean)², in the same order.
float fpt_square_deviation(const float *_Nonnull x, float mean, size_t n);

// y = (x - mean) · scale · gain + bias.
void fpt_normalize(const float *_Nonnull x, float *_Nonnull y, float mean, float scale,
                   const float *_Nonnull gain, const float *_Nonnull bias, size_t n);

// The gradient of one row below a layer norm, from dy; adds to dx where it `accumulates`. dx may be dy.
void fpt_normalize_gradient(const float *_Nonnull x, const float *_Nonnull dy, float *_Nonnull dx,
                            float mean, float scale, const float *_Nonnull gain, size_t n,
                            bool accumulates);

// sum[c] (+)= Σ over rows of dy · (x - mean) · scale, for `columns` columns, rows in order. `moments`: [rows, 2].
void fpt_gain_gradient(const float *_Nonnull x, const float *_Nonnull dy,
                       const float *_Nonnull moments, size_t rows, size_t stride,
                       float *_Nonnull sum, size_t columns, bool accumulates);

// sum[c] (+)= Σ over rows of x, for `columns` columns, rows in order.
void fpt_sum_rows(const float *_Nonnull x, size_t rows, size_t stride, float *_Nonnull sum,
                  size_t columns, bool accumulates);

// One build of every kernel: what the functions above call.
#pragma clang assume_nonnull begin
typedef struct {
  void (*activate)(fpt_activation, float *, float *_Nullable, const float *_Nullable, size_t);
  void (*finish_row)(float *, fpt_row_finish, size_t);
  void (*apply_mask)(const float *, float *, const uint8_t *, float, size_t);
  void (*draw_mask)(uint8_t *, size_t, fpt_philox_place, uint16_t);
  void (*multiply)(float *, const float *, size_t);
  void (*scale)(float *, float, size_t);
  void (*exponentiate)(float *, size_t, size_t, const uint8_t *_Nullable, float, float *);
  void (*score_gradient)(float *, float *, const float *_Nullable, size_t, size_t, const float *,
                         const uint8_t *_Nullable, float, float, float);
  float (*sum)(const float *, size_t);
  float (*dot)(const float *, const float *, size_t);
  float (*square_deviation)(const float *, float, size_t);
  void (*normalize)(const float *, float *, float, float, const float *, const float *, size_t);
  void (*normalize_gradient)(const float *, const float *, float *, float, float, const float *,
                             size_t, bool);
  void (*gain_gradient)(const float *, const float *, const float *, size_t, size_t, float *,
                        size_t, bool);
  void (*sum_rows)(const float *, size_t, size_t, float *, size_t, bool);
} fpt_kernels;
#pragma clang assume_nonnull end

typedef enum { fpt_registers_any, fpt_registers_256, fpt_registers_512 } fpt_registers;

// The build for registers of this width; null where the machine does not have them.
const fpt_kernels *_Nullable fpt_build(fpt_registers registers);
