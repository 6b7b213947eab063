// The microkernel for 256-bit registers.

enum { lanes = 8, panel_columns = 16 };

// The microkernel multiplies up to six rows of A by one panel of B. It keeps twelve sums, one row of the panel (two registers) and
// one element of A in registers. It is assembly so that a debug build runs as fast as any other and the sums stay in registers.
//
// ENTER and LEAVE surround the loop along K: they set and restore the mode that flushes denormals, where products are bfloat16.
//
// `a` points to rows 0 to 2 of A, and at the end of C; `d` points to rows 3 to 5. `rs` is the step between rows and `is` the step
// along K, both in bytes. `next` points to what is fetched next, in steps of `fs`.
#define CLEAR(r, place)                                                                      \
  "vxorps %[c" #r "0], %[c" #r "0], %[c" #r "0]\n\t"                                         \
  "vxorps %[c" #r "1], %[c" #r "1], %[c" #r "1]\n\t"
#define ADD(r, place)                                                                        \
  "vbroadcastss " place ", %[v]\n\t"                                                         \
  "vfmadd231ps %[b0], %[v], %[c" #r "0]\n\t"                                                 \
  "vfmadd231ps %[b1], %[v], %[c" #r "1]\n\t"
// Writes alpha · sums + C, or alpha · sums + 0, to C.
#define ADD_TO_ZERO(r, place)                                                                \
  "vfmadd213ps %[v], %[b0], %[c" #r "0]\n\t"                                                 \
  "vfmadd213ps %[v], %[b0], %[c" #r "1]\n\t" STORE(r, place)
#define ADD_TO_C(r, place)                                                                   \
  "vfmadd213ps " place ", %[b0], %[c" #r "0]\n\t"                                            \
  "vfmadd213ps 32" place ", %[b0], %[c" #r "1]\n\t" STORE(r, place)
#define STORE(r, place)                                                                      \
  "vmovups %[c" #r "0], " place "\n\tvmovups %[c" #r "1], 32" place "\n\t"

// Applies f to every row; `at` is a displacement.
#define ROWS_1(f, at) f(0, at "(%[a])")
#define ROWS_2(f, at) ROWS_1(f, at) f(1, at "(%[a],%[rs])")
#define ROWS_3(f, at) ROWS_2(f, at) f(2, at "(%[a],%[rs],2)")
#define ROWS_4(f, at) ROWS_3(f, at) f(3, at "(%[d])")
#define ROWS_5(f, at) ROWS_4(f, at) f(4, at "(%[d],%[rs])")
#define ROWS_6(f, at) ROWS_5(f, at) f(5, at "(%[d],%[rs],2)")

// One step along K for every sum, with row `o` of the panel.
#define K_STEP(n, o, at)                                                                     \
  "vmovaps 64*" #o "(%[p]), %[b0]\n\tvmovaps 64*" #o "+32(%[p]), %[b1]\n\t" ROWS_##n(ADD, at)
#define FETCH "prefetcht1 (%[next])\n\tadd %[fs], %[next]\n\t"
#define NEXT_COLUMN "add %[is], %[a]\n\tadd %[is], %[d]\n\t"
// Repeats a body of `each` steps along K `count` times.
#define REPEAT(loop, end, count, each, body)                                                 \
  "test %[" #count "], %[" #count "]\n\tjz " #end "f\n\t.p2align 5\n" #loop ":\n\t" body     \
  "add $64*" #each ", %[p]\n\tdec %[" #count "]\n\tjnz " #loop "b\n" #end ":\n\t"


#define MULTIPLY_ROWS(name, n, ENTER, LEAVE)                                                 \
  static void name##_##n(const fpt_gemm_tile *t, float *c, size_t c_stride,                  \
                         const uint32_t modes[2]) {                                          \
    __m256 c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, b0, b1, v;            \
    const float *a = t->a, *p = t->b, *d = a + 3 * t->a_row_stride, *next = t->next_b;       \
    size_t rs = t->a_row_stride * sizeof(float), is = t->a_k_stride * sizeof(float);         \
    size_t fours = t->steps / 4, ones = t->steps % 4, c_bytes = c_stride * sizeof(float);    \
    size_t fs = fpt_fetch_step(t, 1);                                                        \
    unrolled for (size_t r = 0; r < n; r++) {                                                \
      _mm_prefetch(c + r * c_stride, _MM_HINT_T0);                                           \
      _mm_prefetch(c + r * c_stride + panel_columns - 1, _MM_HINT_T0);                       \
    }                                                                                        \
    __asm__ volatile(                                                                        \
        ENTER ROWS_##n(CLEAR, "") "cmp $4, %[is]\n\tjne 5f\n\t"                              \
        REPEAT(1, 2, fours, 4,                                                               \
               FETCH K_STEP(n, 0, "0") K_STEP(n, 1, "4") K_STEP(n, 2, "8") K_STEP(n, 3, "12") \
               "add $16, %[a]\n\tadd $16, %[d]\n\t")                                         \
        "jmp 7f\n5:\n\t"                                                                     \
        REPEAT(6, 7, fours, 4,                                                               \
               K_STEP(n, 0, "") NEXT_COLUMN K_STEP(n, 1, "") NEXT_COLUMN                     \
               K_STEP(n, 2, "") NEXT_COLUMN K_STEP(n, 3, "") NEXT_COLUMN)                    \
        REPEAT(3, 4, ones, 1, K_STEP(n, 0, "") NEXT_COLUMN)                                  \
        LEAVE "mov %[c], %[a]\n\tmov %[step], %[rs]\n\t"                                     \
        "lea (%[a],%[rs],2), %[d]\n\tadd %[rs], %[d]\n\t"                                    \
        "vbroadcastss %[alpha], %[b0]\n\t"                                                   \
        "cmpb $0, %[accumulates]\n\tjne 8f\n\tvxorps %[v], %[v], %[v]\n\t"                   \
        ROWS_##n(ADD_TO_ZERO, "") "jmp 9f\n8:\n\t" ROWS_##n(ADD_TO_C, "") "9:\n\t"           \
        : [c00] "=&x"(c00), [c01] "=&x"(c01), [c10] "=&x"(c10), [c11] "=&x"(c11),            \
          [c20] "=&x"(c20), [c21] "=&x"(c21), [c30] "=&x"(c30), [c31] "=&x"(c31),            \
          [c40] "=&x"(c40), [c41] "=&x"(c41), [c50] "=&x"(c50), [c51] "=&x"(c51),            \
          [b0] "=&x"(b0), [b1] "=&x"(b1), [v] "=&x"(v), [a] "+&r"(a), [d] "+&r"(d),          \
          [p] "+&r"(p), [fours] "+&r"(fours), [ones] "+&r"(ones), [rs] "+&r"(rs),            \
          [next] "+&r"(next)                                                                 \
        : [is] "r"(is), [fs] "m"(fs), [c] "m"(c), [step] "m"(c_bytes), [alpha] "m"(t->alpha),              \
          [accumulates] "m"(t->accumulates), [flushing] "m"(modes[0]), [plain] "m"(modes[1]) \
        : "cc", "memory");                                                                   \
  }
// A function for each number of rows, and the one that chooses among them.
#define MULTIPLY(name, ENTER, LEAVE)                                                         \
  MULTIPLY_ROWS(name, 1, ENTER, LEAVE)                                                       \
  MULTIPLY_ROWS(name, 2, ENTER, LEAVE)                                                       \
  MULTIPLY_ROWS(name, 3, ENTER, LEAVE)                                                       \
  MULTIPLY_ROWS(name, 4, ENTER, LEAVE)                                                       \
  MULTIPLY_ROWS(name, 5, ENTER, LEAVE)                                                       \
  MULTIPLY_ROWS(name, 6, ENTER, LEAVE)                                                       \
  static void name(const fpt_gemm_tile *t, float *c, size_t stride, const uint32_t modes[2]) { \
    switch (t->rows) {                                                                       \
    case 1: name##_1(t, c, stride, modes); break;                                            \
    case 2: name##_2(t, c, stride, modes); break;                                            \
    case 3: name##_3(t, c, stride, modes); break;                                            \
    case 4: name##_4(t, c, stride, modes); break;                                            \
    case 5: name##_5(t, c, stride, modes); break;                                            \
    default: name##_6(t, c, stride, modes); break;                                           \
    }                                                                                        \
  }
MULTIPLY(multiply_rows_f32, "", "")
MULTIPLY(multiply_rows_bf16, "vldmxcsr %[flushing]\n\t", "vldmxcsr %[plain]\n\t")

// A mask of the first n lanes.
inlined __m256i first_lanes(size_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n < lanes ? (int)n : lanes),
                            _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// The last panel may have fewer than sixteen columns: its tile is computed in a buffer of full width.
inlined void read_columns(const fpt_gemm_tile *t, float *whole) {
  size_t n = t->last_columns;
  __m256i low = first_lanes(n), high = first_lanes(n > lanes ? n - lanes : 0);
  for (size_t r = 0; r < t->rows; r++) {
    const float *from = t->c + r * t->c_stride;
    _mm256_store_ps(whole + r * panel_columns, _mm256_maskload_ps(from, low));
    _mm256_store_ps(whole + r * panel_columns + lanes, _mm256_maskload_ps(from + lanes, high));
  }
}

inlined void write_columns(const fpt_gemm_tile *t, const float *whole) {
  size_t n = t->last_columns;
  __m256i low = first_lanes(n), high = first_lanes(n > lanes ? n - lanes : 0);
  for (size_t r = 0; r < t->rows; r++) {
    float *to = t->c + r * t->c_stride;
    _mm256_maskstore_ps(to, low, _mm256_load_ps(whole + r * panel_columns));
    if (n > lanes)
      _mm256_maskstore_ps(to + lanes, high, _mm256_load_ps(whole + r * panel_columns + lanes));
  }
}

inlined void multiply_tile(const fpt_gemm_tile *t, bool is_bf16) {
  // Denormal inputs are zero and denormal results become zero.
  uint32_t mode = is_bf16 ? _mm_getcsr() : 0;
  const uint32_t modes[2] = {mode | 0x8040, mode};
  float whole[6 * panel_columns] __attribute__((aligned(32)));
  bool is_narrow = t->last_columns < panel_columns;
  if (is_narrow && t->accumulates) read_columns(t, whole);
  float *c = is_narrow ? whole : t->c;
  size_t stride = is_narrow ? panel_columns : t->c_stride;
  if (is_bf16)
    multiply_rows_bf16(t, c, stride, modes);
  else
    multiply_rows_f32(t, c, stride, modes);
  if (is_narrow) write_columns(t, whole);
}

static void micro(const fpt_gemm_tile *t) { multiply_tile(t, false); }

static void bf16_micro(const fpt_gemm_tile *t) { multiply_tile(t, true); }
