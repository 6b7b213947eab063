// The operands of kernels that take more than a few pointers.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// The numbers of a matrix in memory. Those after bfloat16 are ggml's blocks of 32 numbers of few bits, with a scale and some with a
// minimum; the layouts are those of ggml-common.h. What a block stands for is a function of its bytes, each operation rounded to float.
typedef enum {
  fpt_float32,
  fpt_float16,
  fpt_bfloat16,
  fpt_q4_0,
  fpt_q4_1,
  fpt_q5_0,
  fpt_q5_1,
  fpt_q8_0
} fpt_element;

// Numbers of a block of few bits.
enum { fpt_block_numbers = 32 };

// Bytes of a block of few bits; 0 for other numbers.
static inline size_t fpt_block_bytes(fpt_element element) {
  switch (element) {
  case fpt_q4_0: return 18;
  case fpt_q4_1: return 20;
  case fpt_q5_0: return 22;
  case fpt_q5_1: return 24;
  case fpt_q8_0: return 34;
  default: return 0;
  }
}

// A matrix of any numbers as the B operand [k, columns], after the first `first` numbers in memory. A transposed one lies in memory as
// [columns, k]. `stride` is in numbers, between rows in memory. Numbers other than floats need no alignment.
typedef struct {
  const void *values;
  size_t first;
  fpt_element element;
  size_t stride;
  bool is_transposed;
} fpt_stored_matrix;

// The activation functions of feed-forward layers and gates.
typedef enum {
  fpt_gelu,
  fpt_gelu_tanh,
  fpt_relu,
  fpt_silu,
  fpt_quick_gelu
} fpt_activation;

// Functions of one number. e^(-x²/2) is what the normal distribution is computed from.
typedef enum {
  fpt_exponential,
  fpt_normal_distribution,
  fpt_normal_exponential,
  fpt_hyperbolic_tangent,
  fpt_logistic
} fpt_elementary;

// The epilogue of a GEMM's tile: y = residual + dropout(y + bias). Each pointer may be null.
typedef struct {
  // [columns].
  const float *_Nullable bias;
  // The dropout mask: bit i of byte 0 is element i. A row begins `mask_bit` bits after its first byte, which is 0...7; rows are
  // `mask_stride` bytes apart.
  const uint8_t *_Nullable mask;
  size_t mask_stride;
  unsigned mask_bit;
  // The factor of the elements that stay.
  float scale;
  // Like y, with the same stride.
  const float *_Nullable residual;
} fpt_epilogue;

// A position in a random stream: the Philox key and the counter, whose last word is the block.
typedef struct {
  uint32_t key[2];
  uint32_t counter[4];
} fpt_philox_place;

// The sums of one row of a softmax cross-entropy.
typedef struct {
  // Σ exp(x - max(x)).
  double sum;
  // x[label] - max(x).
  float margin;
  // The first of the largest logits.
  int32_t best;
} fpt_class_score;

// The coefficients of one Adam step.
typedef struct {
  // The factor of the gradient.
  float scale;
  // 1 - β₁, β₂ and 1 - β₂.
  float one_minus_beta1, beta2, one_minus_beta2;
  // The learning rate over 1 - β₁ᵗ, and √(1 - β₂ᵗ).
  float step_size, root_correction;
  float epsilon;
  // The factor of the parameter before the step: 1, or less for decoupled weight decay.
  float decay;
} fpt_adam;

// A layer norm of consecutive rows [rows, n]: values, moments [rows, 2] (mean and 1 / √(variance + ε)), weight and bias [n].
typedef struct {
  float *values;
  float *moments;
  const float *weight;
  const float *bias;
} fpt_normed;

// One step of a layer-norm LSTM for `rows` examples. H is `width`; gates lie in the order i, f, o, g.
typedef struct {
  size_t rows, width;
  float epsilon;
  // W x + b [rows, 4H], with its moments.
  fpt_normed from_input;
  // U h [rows, 4H]. The step adds the bias [4H] and writes the moments.
  fpt_normed from_hidden;
  const float *_Nullable recurrent_bias;
  // The raw cell [rows, H] and its moments; both are written.
  fpt_normed raw_cell;
  // The normalized cell of the step before [rows, H].
  const float *cell_before;
  // Written: the gates [rows, 4H], the normalized cell [rows, H] and the hidden state before dropout [rows, H].
  float *gates, *cell, *hidden;
} fpt_lstm_step;

// The backward of one step.
typedef struct {
  size_t rows, width;
  // On return the values are the gradient of U h [rows, 4H].
  fpt_normed from_hidden;
  fpt_normed raw_cell;
  // The normalized cell of the step before, and of this step.
  const float *cell_before, *cell;
  // The gates. On return the gradients of their preactivations.
  float *gates;
  // The gradient of the hidden state, after dropout's mask.
  const float *hidden_gradient;
  // The gradient of this step's normalized cell. On return that of the step before.
  float *cell_gradient;
  // Sums that each example gathers over the steps: of dy · x̂ for the recurrent norm [rows, 4H], of dy · x̂ and dy for the cell's norm
  // [rows, H].
  float *_Nullable recurrent_weight_sum;
  float *_Nullable cell_weight_sum;
  float *_Nullable cell_bias_sum;
  // [2H].
  float *scratch;
} fpt_lstm_gradient;

#pragma clang assume_nonnull end
