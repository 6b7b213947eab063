// Matrix products around every edge: of tiles, of panels, of vectors along K and of its blocks.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial.h"

// Packed panels of the largest B.
static float packed_b[6 * 16 * 1154] __attribute__((aligned(64)));

// Memory for a packed B, which no kernel has written.
static float *space(const fpt_gemm_kernels *gemm, const product *p) {
  size_t size = fpt_panel_floats(p->k, gemm->terms);
  size_t needed = (p->columns + 15) / 16 * size * sizeof(float);
  if (needed > sizeof packed_b) abort();  // a product of its own is too large
  memset(packed_b, 0xA5, needed);
  return packed_b;
}

static void multiply(const fpt_gemm_kernels *gemm, const product *p) {
  gemm->multiply((fpt_gemm_block){
      .rows = p->rows, .columns = p->columns, .k = p->k,
      .k_begin = p->k_begin, .k_end = p->k_end,
      .a = p->a,
      .a_row_stride = p->a_is_transposed ? 1 : p->a_stride,
      .a_k_stride = p->a_is_transposed ? p->a_stride : 1,
      .packed_b = packed_b, .panel_stride = fpt_panel_floats(p->k, gemm->terms),
      .c = p->c, .c_stride = p->c_stride,
      .alpha = p->alpha, .accumulates = p->accumulates});
}

void try_product(const fpt_gemm_kernels *gemm, const product *p) {
  fpt_b_operand b = {p->b, p->b_stride, p->b_is_transposed};
  gemm->pack(b, p->k, p->columns, space(gemm, p));
  multiply(gemm, p);
}

// The place of an element of A.
static float *element(const product *p, size_t row, size_t k) {
  return p->a + (p->a_is_transposed ? k * p->a_stride + row : row * p->a_stride + k);
}

// Rows of each matrix lie apart. Numbers of 0 to 31 are the ways to multiply: transposed or not, added to C or not, alpha 1 or another,
// A zero at its beginning and end or nowhere.
static void hash_product(trial *t, const fpt_gemm_kernels *gemm, size_t number, product p) {
  p.a_is_transposed = number & 1, p.b_is_transposed = number & 2, p.accumulates = number & 4;
  p.alpha = number & 8 ? 1 : -0.37f;
  p.a_stride = (p.a_is_transposed ? p.rows : p.k) + 3;
  p.b_stride = (p.b_is_transposed ? p.k : p.columns) + 5;
  p.c_stride = p.columns + 2;
  p.a = floats(t, (p.a_is_transposed ? p.k : p.rows) * p.a_stride, 1);
  p.b = floats(t, (p.b_is_transposed ? p.columns : p.k) * p.b_stride, 1);
  p.c = floats(t, p.rows * p.c_stride, 1);
  p.k_begin = 0, p.k_end = p.k;
  // An infinity of B times a zero of A that one table multiplies and another does not is NaN in one.
  if (number & 16 && !t->is_special) {
    p.k_begin = draw(t) % (p.k + 1);
    p.k_end = p.k_begin + draw(t) % (p.k + 1 - p.k_begin);
    for (size_t row = 0; row < p.rows; row++)
      for (size_t k = 0; k < p.k; k++)
        if (k < p.k_begin || k >= p.k_end) *element(&p, row, k) = 0;
  }
  try_product(gemm, &p);
  hash_floats(t, p.c, p.rows * p.c_stride);
}

static const size_t ks[] = {1,  2,  3,  4,   5,   7,   8,   15,  16,  17,  31,
                            32, 33, 63, 383, 384, 385, 400, 767, 768, 769, 1153};
static const size_t columns[] = {1,  2,  7,  8,  9,  15, 16, 17, 24, 31,
                                 32, 33, 40, 47, 48, 49, 63, 64, 65};
enum { k_count = sizeof ks / sizeof *ks, column_count = sizeof columns / sizeof *columns };

static void hash_shapes(const fpt_gemm_kernels *gemm, const char *name, size_t place, bool is_special) {
  trial t = {0};
  size_t k = ks[place], number = place;
  for (size_t rows = 1; rows <= 17; rows++)
    // A short K with all numbers of columns. A long one with two of them, which are others for each number of rows.
    for (size_t j = 0; j < column_count; j++) {
      if (k > 17 && j != (5 * rows + place) % column_count && j != (7 * rows + 3 * place) % column_count)
        continue;
      number = (number * 5 + 3) % 32;  // each of them once in 32
      begin(&t, name, number + 32 * (j + column_count * (rows + 18 * k)), is_special);
      hash_product(&t, gemm, number, (product){.rows = rows, .columns = columns[j], .k = k});
    }
  char line[64];
  snprintf(line, sizeof line, "%s:k=%zu", name, k);
  give_hash(&t, line);
}

// Rows beyond those that stay in a cache, and rows a page apart.
static void hash_tall(const fpt_gemm_kernels *gemm, const char *name) {
  trial t = {0};
  for (size_t number = 0; number < 32; number++) {
    begin(&t, name, number, false);
    hash_product(&t, gemm, number, (product){.rows = 97 + 13 * (number & 3), .columns = 96 - (number & 1), .k = 65});
    hash_product(&t, gemm, number, (product){.rows = 16, .columns = 96, .k = 1021});
  }
  char line[64];
  snprintf(line, sizeof line, "%s:tall", name);
  give_hash(&t, line);
}

// B in numbers of half precision, around the parts in which they are widened.
static void hash_stored(const fpt_kernels *kernels, const fpt_gemm_kernels *gemm, const char *name) {
  trial t = {0};
  for (size_t number = 0; number < 64; number++) {
    begin(&t, name, number, false);
    product p = {.rows = 3, .columns = columns[number % column_count], .k = 29 + number % 7};
    p.k_end = p.k, p.alpha = 1, p.b_is_transposed = number & 1;
    p.a_stride = p.k, p.c_stride = p.columns;
    p.b_stride = (p.b_is_transposed ? p.k : p.columns) + 5;
    p.a = floats(&t, p.rows * p.k, 1), p.c = floats(&t, p.rows * p.columns, 1);
    size_t size = 2 * (p.b_is_transposed ? p.columns : p.k) * p.b_stride;
    uint8_t *stored = bytes(&t, size);
    // Below two, for a sum that is not finite hides the others.
    for (size_t i = 1; i < size; i += 2) stored[i] &= 0xBF;
    fpt_stored_matrix b = {stored, 0, number & 2 ? fpt_float16 : fpt_bfloat16, p.b_stride,
                           p.b_is_transposed};
    fpt_pack_stored(kernels, gemm, b, p.k, p.columns, space(gemm, &p));
    multiply(gemm, &p);
    hash_floats(&t, p.c, p.rows * p.columns);
  }
  char line[64];
  snprintf(line, sizeof line, "%s:stored", name);
  give_hash(&t, line);
}

void hash_products(const fpt_kernels *kernels) {
  const fpt_gemm_kernels *of_precision[] = {kernels->gemm, kernels->gemm_bf16};
  const char *names[] = {"gemm", "gemm_bf16"};
  for (size_t i = 0; i < 2; i++) {
    for (size_t place = 0; place < k_count; place++)
      for (int is_special = 0; is_special < 2; is_special++)
        hash_shapes(of_precision[i], names[i], place, is_special);
    hash_tall(of_precision[i], names[i]);
    hash_stored(kernels, of_precision[i], names[i]);
  }
  hash_tiny_sums(kernels->gemm_bf16);
}
