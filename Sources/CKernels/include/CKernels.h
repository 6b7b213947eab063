// The engine's loops over numbers: one table of functions for each instruction set, chosen once by whoever makes a context.
//
// All tables give the same bits. A sum has eight lanes, which are added in a fixed tree. What is fused is one multiply-add that
// rounds once; no compiler contracts a product and a sum on its own.
//
// Pointers need no alignment unless an entry says so. Arrays of one call are the same array or do not overlap. Lengths and strides are
// in floats. Rows lie one after the other unless an entry takes a stride. "(+)=" adds to what is there if `accumulates`.
#pragma once
#include "CGEMM.h"
#include "COperands.h"

#pragma clang assume_nonnull begin

// One table of kernels.
typedef struct {
  // The instruction set, such as "AVX2".
  const char *name;

  // Matrix multiplication, of operands as they are and of operands that are rounded to bfloat16.
  const fpt_gemm_kernels *gemm;
  const fpt_gemm_kernels *gemm_bf16;

  // Converts `n` numbers to floats, exactly, from the one of index `first`.
  void (*widen)(const void *values, fpt_element element, size_t first, float *to, size_t n);

  // Elementary functions and activations.

  // y = f(x).
  void (*elementary)(fpt_elementary f, const float *x, float *y, size_t n);

  // u = f(u + bias) and, if `derivative` is not null, derivative = f'(u + bias). `bias` may be null.
  void (*activate)(fpt_activation f, float *u, float *_Nullable derivative,
                   const float *_Nullable bias, size_t rows, size_t columns, size_t stride);

  // y = f(a) · b. Rows of a and b are 2 · columns floats apart, rows of y `columns`.
  void (*activate_gated)(fpt_activation f, const float *a, const float *b, float *y, size_t rows,
                         size_t columns);

  // da (+)= dy · b · f'(a) and db (+)= dy · f(a). Rows of dy are `columns` floats apart, all others 2 · columns.
  void (*gated_gradient)(fpt_activation f, const float *a, const float *b, const float *dy,
                         float *da, float *db, size_t rows, size_t columns, bool accumulates);

  // Rows and arrays.

  // y = residual + dropout(y + bias).
  void (*apply_epilogue)(float *y, fpt_epilogue epilogue, size_t rows, size_t columns,
                         size_t stride);

  // y = x · scale where the mask's bit is set, and 0 elsewhere. x may be y. Rows of the mask are `mask_stride` bytes apart.
  void (*apply_mask)(const float *x, float *y, const uint8_t *mask, size_t mask_stride,
                     float scale, size_t rows, size_t columns);

  // Draws one byte of a mask from each block of random numbers. Bit i is set if half-word i is at least `threshold`. Rows are
  // `stride` bytes and as many blocks apart.
  void (*draw_mask)(uint8_t *mask, size_t rows, size_t bytes, size_t stride,
                    fpt_philox_place first, uint16_t threshold);

  // x *= y.
  void (*multiply)(float *x, const float *y, size_t rows, size_t columns, size_t stride);

  // x += y.
  void (*add)(float *x, const float *y, size_t n);

  // x *= factor.
  void (*scale)(float *x, float factor, size_t n);

  // y = weight · x, or y = residual + weight · x. The residual may be y.
  void (*scale_columns)(const float *x, const float *weight, const float *_Nullable residual,
                        float *y, size_t rows, size_t columns);

  // y = x + positions[row mod tokens] (+ segment) for rows from `first` on. x and y begin at row `first`.
  void (*add_positions)(const float *x, float *y, const float *positions,
                        const float *_Nullable segment, size_t first, size_t rows, size_t tokens,
                        size_t columns);

  // sum[place[i]] += x[i] for each i below `count`, in order. Rows of both are `stride` floats apart.
  void (*add_to_rows)(float *sum, const int32_t *place, const float *x, size_t count,
                      size_t stride, size_t columns);

  // Σ x: eight lanes, added in a fixed tree, then the rest of the row.
  float (*sum)(const float *x, size_t n);

  // Σ x y, in the same order.
  float (*dot)(const float *x, const float *y, size_t n);

  // Sums over rows, in the order of rows. `stride` is between rows.

  // sum[c] (+)= Σ x.
  void (*sum_rows)(const float *x, size_t rows, size_t stride, float *sum, size_t columns,
                   bool accumulates);

  // sum[c] (+)= Σ dy · x · scales[row]. `scales` may be null, which stands for ones.
  void (*sum_products)(const float *x, const float *dy, const float *_Nullable scales, size_t rows,
                       size_t stride, float *sum, size_t columns, bool accumulates);

  // sum[c] (+)= Σ dy · (x - mean) · scale. `moments` is [rows, 2]: mean and scale.
  void (*norm_weight_gradient)(const float *x, const float *dy, const float *moments, size_t rows,
                               size_t stride, float *sum, size_t columns, bool accumulates);

  // Norms. The moments of a row are its mean and 1 / √(variance + ε), in two passes.

  // The moments of rows. The variance is Σ (x - mean)² / n, or over n - 1 (but at least 1) if it is unbiased.
  void (*moments)(const float *x, float *moments, size_t rows, size_t columns, float epsilon,
                  bool is_unbiased);

  // y = (x - mean) · scale · weight + bias. It writes the moments, with the biased variance. `bias` may be null.
  void (*layer_norm)(const float *x, float *y, float *moments, const float *weight,
                     const float *_Nullable bias, size_t rows, size_t columns, float epsilon);

  // dx (+)= scale · (h - Σ h / n - x̂ · Σ (h · x̂) / m) with h = dy · weight, x̂ the normalized row, and m = n, or max(1, n - 1) if the
  // variance was unbiased. dx may be dy or x.
  void (*norm_gradient)(const float *x, const float *dy, float *dx, const float *moments,
                        const float *weight, size_t rows, size_t columns, bool is_unbiased,
                        bool accumulates);

  // y = x · scale · (weight + offset) with scale = 1 / √(Σ x² / n + ε), which is written to scales[row].
  void (*rms_norm)(const float *x, float *y, float *scales, const float *weight, float offset,
                   size_t rows, size_t columns, float epsilon);

  // dx (+)= scale · (h - x · scale² · Σ (h · x) / n) with h = dy · (weight + offset).
  void (*rms_norm_gradient)(const float *x, const float *dy, float *dx, const float *scales,
                            const float *weight, float offset, size_t rows, size_t columns,
                            bool accumulates);

  // Attention.

  // Replaces one row of scores by exp(s - max(s)) in place, over the first `count` floats. It applies dropout if there is a mask, and
  // writes zeros from `count` to `padded`, a multiple of 8. `statistics` receives max(s) and 1 / Σ exp(s - max(s)), both before
  // dropout. The row times statistics[1] is the softmax. `mask` may be null.
  void (*exponentiate)(float *row, size_t count, size_t padded, const uint8_t *_Nullable mask,
                       float mask_scale, float *statistics);

  // The softmax backward of one query. On entry p holds scores and dp the gradient of the dropped probabilities. On return p holds
  // the dropped probabilities and dp holds p · (dp - delta) · scale, the gradient of q · k; both are zero from `count` to `padded`.
  // `delta` is Σ p · dp over all keys that the query sees. If `exponentials` is not null they are read instead of p. `exponentials`
  // and `mask` may be null.
  void (*score_gradient)(float *p, float *dp, const float *_Nullable exponentials, size_t count,
                         size_t padded, const float *statistics, const uint8_t *_Nullable mask,
                         float mask_scale, float delta, float scale);

  // Rotates `pairs` pairs of x by angles with these cosines and sines, or back: (a, b) becomes (a cos - b sin, b cos + a sin). Pair i
  // is (x[i], x[i + pairs]), or (x[2 i], x[2 i + 1]) if `is_interleaved`.
  void (*rotate)(float *x, const float *cosines, const float *sines, size_t pairs,
                 bool is_interleaved, bool is_inverse);

  // A layer-norm LSTM.

  // a = norm(W x + b) + norm(U h + d);  i, f, o = σ(a);  g = tanh(a);  c = norm(f · c + i · g);  h = o · tanh(c).
  void (*lstm_step)(const fpt_lstm_step *step);

  // The gradients of one step, from those of its hidden state and its cell.
  void (*lstm_gradient)(const fpt_lstm_gradient *step);

  // Training.

  // The softmax cross-entropy of rows. If `gradient` is not null it is (softmax(x) - 1 at the label) · share.
  void (*cross_entropy)(const float *logits, const int32_t *labels, fpt_class_score *scores,
                        float *_Nullable gradient, float share, size_t rows, size_t classes);

  // With g = scale · gradient: m += (1 - β₁)(g - m), v = β₂ v + (1 - β₂) g², θ = decay · θ - step · m / (√v / √(1 - β₂ᵗ) + ε).
  void (*adam)(float *value, const float *gradient, float *first, float *second, fpt_adam step,
               size_t n);

  // x = a x + b y, for the updates of other optimizers: momentum, weight decay, a plain step.
  void (*combine)(float *x, float a, const float *y, float b, size_t n);

  // Σ x² in double precision, in the order of `sum`.
  double (*sum_of_squares)(const float *x, size_t n);
} fpt_kernels;

// Packs B from the numbers that it is stored in, as `gemm->pack` packs it from floats.
void fpt_pack_stored(const fpt_kernels *kernels, const fpt_gemm_kernels *gemm, fpt_stored_matrix b,
                     size_t k, size_t columns, float *packed);

// Rounds `n` floats to bfloat16, two bytes each, as `gemm_bf16` rounds an operand.
void fpt_round_all(const float *values, uint16_t *rounded, size_t n);

// How many tables this processor can run.
size_t fpt_kernels_count(void);

// A table that this processor can run. The last one is the fastest; the first one is the baseline, which every processor can run.
const fpt_kernels *fpt_kernels_at(size_t index);

// The fastest of them for these settings of the compiler.
size_t fpt_fastest_kernels(void);

#pragma clang assume_nonnull end
