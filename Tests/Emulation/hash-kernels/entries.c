// A trial for each entry of the table. An entry without one is an error, so a new entry is not forgotten.
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "trial.h"

// An array of n floats under a name, and outputs that are hashed.
#define INPUT(x, scale) float *x = floats(t, n, scale)
#define HASH(x) hash_floats(t, x, n)
#define TRIAL(entry)                                                                         \
  static void try_##entry(trial *t, const fpt_kernels *kernels, size_t n)

static float scalar(trial *t, float scale) { return *floats(t, 1, scale); }
static uint8_t *mask(trial *t, size_t n) { return bytes(t, (n + 7) / 8); }

TRIAL(activate) {
  for (int f = fpt_gelu; f <= fpt_relu; f++)
    for (int form = 0; form < 4; form++) {
      INPUT(u, 6);
      INPUT(bias, 1);
      float *derivative = unwritten(t, n);
      kernels->activate((fpt_activation)f, u, form & 1 ? derivative : NULL, form & 2 ? bias : NULL, n);
      HASH(u);
      HASH(derivative);
    }
}

TRIAL(apply_epilogue) {
  for (int form = 0; form < 8; form++) {
    INPUT(y, 1);
    INPUT(bias, 1);
    INPUT(residual, 1);
    fpt_row_epilogue epilogue = {
        form & 1 ? bias : NULL, form & 2 ? mask(t, n) : NULL, 1.25f, form & 4 ? residual : NULL};
    kernels->apply_epilogue(y, epilogue, n);
    HASH(y);
  }
}

TRIAL(apply_mask) {
  INPUT(x, 1);
  float *y = unwritten(t, n);
  kernels->apply_mask(x, y, mask(t, n), 1.25f, n);
  HASH(y);
}

TRIAL(draw_mask) {
  uint8_t *drawn = (uint8_t *)unwritten(t, n);
  // Near the counter's end too, where it begins anew.
  fpt_philox_place first = {{(uint32_t)draw(t), 0x9E3779B9},
                            {0, 3, 7, t->is_special ? 0xFFFFFFFD : 5}};
  uint16_t threshold = (uint16_t)draw(t);
  kernels->draw_mask(drawn, n, first, threshold);
  hash_bytes(t, drawn, n);
}

TRIAL(multiply) {
  INPUT(x, 1);
  INPUT(y, 1);
  kernels->multiply(x, y, n);
  HASH(x);
}

TRIAL(scale) {
  INPUT(x, 1);
  kernels->scale(x, scalar(t, 1), n);
  HASH(x);
}

// The least multiple of eight that a row of scores reaches to.
static size_t padded(size_t n) { return (n + 7) / 8 * 8 + 8; }

TRIAL(exponentiate) {
  for (int form = 0; form < 2; form++) {
    float *row = floats(t, padded(n), 8), *statistics = unwritten(t, 2);
    kernels->exponentiate(row, n, padded(n), form ? mask(t, n) : NULL, 1.25f, statistics);
    hash_floats(t, row, padded(n));
    hash_floats(t, statistics, 2);
  }
}

TRIAL(score_gradient) {
  for (int form = 0; form < 4; form++) {
    float *p = floats(t, padded(n), 8), *dp = floats(t, padded(n), 1);
    float *exponentials = floats(t, padded(n), 1), *statistics = floats(t, 2, 8);
    const uint8_t *kept = form & 2 ? mask(t, n) : NULL;
    kernels->score_gradient(p, dp, form & 1 ? exponentials : NULL, n, padded(n), statistics, kept,
                            1.25f, scalar(t, 1), 0.125f);
    hash_floats(t, p, padded(n));
    hash_floats(t, dp, padded(n));
  }
}

static void hash_scalar(trial *t, float x) {
  float *place = unwritten(t, 1);
  *place = x;
  hash_floats(t, place, 1);
}

TRIAL(sum) { hash_scalar(t, kernels->sum(floats(t, n, 1), n)); }

TRIAL(dot) {
  INPUT(x, 1);
  INPUT(y, 1);
  hash_scalar(t, kernels->dot(x, y, n));
}

TRIAL(squared_deviations) {
  INPUT(x, 1);
  hash_scalar(t, kernels->squared_deviations(x, scalar(t, 1), n));
}

TRIAL(normalize) {
  INPUT(x, 1);
  INPUT(weight, 1);
  INPUT(bias, 1);
  float *y = unwritten(t, n);
  float mean = scalar(t, 1), scale = scalar(t, 2);
  kernels->normalize(x, y, mean, scale, weight, bias, n);
  HASH(y);
}

TRIAL(normalize_gradient) {
  for (int accumulates = 0; accumulates < 2; accumulates++) {
    INPUT(x, 1);
    INPUT(dy, 1);
    INPUT(dx, 1);
    INPUT(weight, 1);
    float mean = scalar(t, 1), scale = scalar(t, 2);
    kernels->normalize_gradient(x, dy, dx, mean, scale, weight, n, accumulates);
    HASH(dx);
  }
}

// Rows of a matrix whose columns are summed, and floats between them.
enum { rows = 5 };
#define STRIDE (n + 3)

TRIAL(norm_weight_gradient) {
  for (int accumulates = 0; accumulates < 2; accumulates++) {
    float *x = floats(t, rows * STRIDE, 1), *dy = floats(t, rows * STRIDE, 1);
    float *moments = floats(t, 2 * rows, 1);
    INPUT(sum, 1);
    kernels->norm_weight_gradient(x, dy, moments, rows, STRIDE, sum, n, accumulates);
    HASH(sum);
  }
}

TRIAL(sum_rows) {
  for (int accumulates = 0; accumulates < 2; accumulates++) {
    float *x = floats(t, rows * STRIDE, 1);
    INPUT(sum, 1);
    kernels->sum_rows(x, rows, STRIDE, sum, n, accumulates);
    HASH(sum);
  }
}

#define ENTRY(entry) {#entry, offsetof(fpt_kernels, entry), try_##entry}
static const struct {
  const char *name;
  size_t offset;
  void (*try)(trial *t, const fpt_kernels *kernels, size_t n);
} entries[] = {
    ENTRY(activate), ENTRY(apply_epilogue), ENTRY(apply_mask), ENTRY(draw_mask), ENTRY(multiply),
    ENTRY(scale), ENTRY(exponentiate), ENTRY(score_gradient), ENTRY(sum), ENTRY(dot),
    ENTRY(squared_deviations), ENTRY(normalize), ENTRY(normalize_gradient),
    ENTRY(norm_weight_gradient), ENTRY(sum_rows),
};
enum { entry_count = sizeof entries / sizeof *entries };

// Lengths around whole vectors, and of models' sizes.
static const size_t lengths[] = {1,  2,  3,  4,  5,  7,  8,  9,  11, 15, 16,  17,  19,  23,  24,
                                 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 128, 129, 383, 384};

// Every place of the table is an entry's, but for the name and the two products.
static void demand_all_entries(void) {
  for (size_t place = offsetof(fpt_kernels, gemm); place < sizeof(fpt_kernels); place += sizeof(void *)) {
    bool is_known =
        place == offsetof(fpt_kernels, gemm) || place == offsetof(fpt_kernels, gemm_bf16);
    for (size_t i = 0; i < entry_count; i++) is_known |= entries[i].offset == place;
    if (is_known) continue;
    fprintf(stderr, "hash-kernels: entry %zu of fpt_kernels has no trial in entries.c\n",
            place / sizeof(void *));
    exit(2);
  }
}

void hash_entries(const fpt_kernels *kernels) {
  demand_all_entries();
  for (size_t i = 0; i < entry_count; i++)
    for (int is_special = 0; is_special < 2; is_special++) {
      trial t = {0};
      for (size_t j = 0; j < sizeof lengths / sizeof *lengths; j++) {
        begin(&t, entries[i].name, lengths[j], is_special);
        entries[i].try(&t, kernels, lengths[j]);
      }
      print_hash(&t, entries[i].name);
    }
}
