// The microkernel for 512-bit registers: up to eight rows of A by up to three panels of B, with 24 sums in registers zmm0 to zmm23.
//
// It is assembly so that the sums stay in registers whatever the compiler does. Included once for each way to multiply, with
//   MICRO(x)  the name of what is defined
//   LINK(b, a, sum)  one link of the chain: sum += a · b
//   ENTER, LEAVE     what surrounds the loop along K
//
// rax points to rows 0 to 3 of A, and at the end of C, and rcx to rows 4 to 7; r8 and r9 are one and three steps between rows, r10
// is the step along K; rdx points to the first panel and r11 is the step between panels, all in bytes. rsi counts. rbx points to what
// is fetched next, in steps of r12. zmm24 to zmm26 hold a row of each panel, zmm27 an element of A.

// What the microkernel reads: at rdi, eight bytes each.
typedef struct {
  const float *a;
  size_t row_stride, k_stride;
  const float *b;
  size_t panel_stride, fours, ones;
  float *c;
  size_t c_stride, mask, accumulates;
  union {
    float alpha;
    size_t whole;
  } factor;
  // Modes of the floating-point unit: flushing denormals, and as it was.
  size_t flushing, plain;
  const float *next;
  size_t next_step;
} micro_arguments;
// The assembly reads them at these places.
_Static_assert(offsetof(micro_arguments, fours) == 40 && offsetof(micro_arguments, c) == 56, "places");
_Static_assert(offsetof(micro_arguments, factor) == 88 && offsetof(micro_arguments, next_step) == 120, "places");

#define SUM_0(r) SUM_0_##r
#define SUM_1(r) SUM_1_##r
#define SUM_2(r) SUM_2_##r
#define SUM_0_0 "%%zmm0"
#define SUM_1_0 "%%zmm1"
#define SUM_2_0 "%%zmm2"
#define SUM_0_1 "%%zmm3"
#define SUM_1_1 "%%zmm4"
#define SUM_2_1 "%%zmm5"
#define SUM_0_2 "%%zmm6"
#define SUM_1_2 "%%zmm7"
#define SUM_2_2 "%%zmm8"
#define SUM_0_3 "%%zmm9"
#define SUM_1_3 "%%zmm10"
#define SUM_2_3 "%%zmm11"
#define SUM_0_4 "%%zmm12"
#define SUM_1_4 "%%zmm13"
#define SUM_2_4 "%%zmm14"
#define SUM_0_5 "%%zmm15"
#define SUM_1_5 "%%zmm16"
#define SUM_2_5 "%%zmm17"
#define SUM_0_6 "%%zmm18"
#define SUM_1_6 "%%zmm19"
#define SUM_2_6 "%%zmm20"
#define SUM_0_7 "%%zmm21"
#define SUM_1_7 "%%zmm22"
#define SUM_2_7 "%%zmm23"

#define CLEAR_1(r) "vpxord " SUM_0(r) ", " SUM_0(r) ", " SUM_0(r) "\n\t"
#define CLEAR_2(r) CLEAR_1(r) "vpxord " SUM_1(r) ", " SUM_1(r) ", " SUM_1(r) "\n\t"
#define CLEAR_3(r) CLEAR_2(r) "vpxord " SUM_2(r) ", " SUM_2(r) ", " SUM_2(r) "\n\t"
#define LINK_1(r, place) LINK("%%zmm24", "%%zmm27", SUM_0(r))
#define LINK_2(r, place) LINK_1(r, place) LINK("%%zmm25", "%%zmm27", SUM_1(r))
#define LINK_3(r, place) LINK_2(r, place) LINK("%%zmm26", "%%zmm27", SUM_2(r))
#define LOAD_1(o) "vmovaps 64*" #o "(%%rdx), %%zmm24\n\t"
#define LOAD_2(o) LOAD_1(o) "vmovaps 64*" #o "(%%rdx,%%r11), %%zmm25\n\t"
#define LOAD_3(o) LOAD_2(o) "vmovaps 64*" #o "(%%rdx,%%r11,2), %%zmm26\n\t"

// Applies f to each of n rows; `at` is a displacement.
#define ROWS_1(f, at) f(0, at "(%%rax)")
#define ROWS_2(f, at) ROWS_1(f, at) f(1, at "(%%rax,%%r8)")
#define ROWS_3(f, at) ROWS_2(f, at) f(2, at "(%%rax,%%r8,2)")
#define ROWS_4(f, at) ROWS_3(f, at) f(3, at "(%%rax,%%r9)")
#define ROWS_5(f, at) ROWS_4(f, at) f(4, at "(%%rcx)")
#define ROWS_6(f, at) ROWS_5(f, at) f(5, at "(%%rcx,%%r8)")
#define ROWS_7(f, at) ROWS_6(f, at) f(6, at "(%%rcx,%%r8,2)")
#define ROWS_8(f, at) ROWS_7(f, at) f(7, at "(%%rcx,%%r9)")

#define STEP_1(r, place) "vbroadcastss " place ", %%zmm27\n\t" LINK_1(r, place)
#define STEP_2(r, place) "vbroadcastss " place ", %%zmm27\n\t" LINK_2(r, place)
#define STEP_3(r, place) "vbroadcastss " place ", %%zmm27\n\t" LINK_3(r, place)
#define START_1(r, place) CLEAR_1(r)
#define START_2(r, place) CLEAR_2(r)
#define START_3(r, place) CLEAR_3(r)

// C = alpha · sum + (C or 0): zmm28 is alpha, zmm29 zero. The last panel has the columns of mask k1.
#define WHOLE(sum, place) "vfmadd213ps %%zmm29, %%zmm28, " sum "\n\tvmovups " sum ", " place "\n\t"
#define PART(sum, place) "vfmadd213ps %%zmm29, %%zmm28, " sum "\n\tvmovups " sum ", " place "%{%%k1%}\n\t"
#define ADD_WHOLE(sum, place) "vfmadd213ps " place ", %%zmm28, " sum "\n\tvmovups " sum ", " place "\n\t"
#define ADD_PART(sum, place)                                                                 \
  "vmovups " place ", %%zmm30%{%%k1%}%{z%}\n\tvfmadd213ps %%zmm30, %%zmm28, " sum "\n\t"       \
  "vmovups " sum ", " place "%{%%k1%}\n\t"
#define WRITE_1(r, place) PART(SUM_0(r), place)
#define WRITE_2(r, place) WHOLE(SUM_0(r), place) PART(SUM_1(r), "64" place)
#define WRITE_3(r, place) WHOLE(SUM_0(r), place) WHOLE(SUM_1(r), "64" place) PART(SUM_2(r), "128" place)
#define ADD_1(r, place) ADD_PART(SUM_0(r), place)
#define ADD_2(r, place) ADD_WHOLE(SUM_0(r), place) ADD_PART(SUM_1(r), "64" place)
#define ADD_3(r, place)                                                                      \
  ADD_WHOLE(SUM_0(r), place) ADD_WHOLE(SUM_1(r), "64" place) ADD_PART(SUM_2(r), "128" place)

#define K_STEP(n, m, o, at) LOAD_##m(o) ROWS_##n(STEP_##m, at)
#define FETCH "prefetcht1 (%%rbx)\n\tadd %%r12, %%rbx\n\t"
// Prefetches for each four steps along K.
enum { fetches = 2 };
#define NEXT_TERM "add %%r10, %%rax\n\tadd %%r10, %%rcx\n\t"
// Repeats a body of `each` steps along K as often as the argument at `count` says.
#define REPEAT(loop, end, count, each, body)                                                 \
  "mov " #count "(%%rdi), %%rsi\n\ttest %%rsi, %%rsi\n\tjz " #end "f\n\t.p2align 5\n" #loop    \
  ":\n\t" body "add $64*" #each ", %%rdx\n\tdec %%rsi\n\tjnz " #loop "b\n" #end ":\n\t"

#define MULTIPLY(n, m)                                                                       \
  static void MICRO(n##_##m)(const micro_arguments *arguments) {                             \
    __asm__ volatile(                                                                        \
        "mov (%%rdi), %%rax\n\tmov 8(%%rdi), %%r8\n\tmov 16(%%rdi), %%r10\n\t"               \
        "mov 24(%%rdi), %%rdx\n\tmov 32(%%rdi), %%r11\n\tlea (%%r8,%%r8,2), %%r9\n\t"        \
        "lea (%%rax,%%r8,4), %%rcx\n\tmov 112(%%rdi), %%rbx\n\tmov 120(%%rdi), %%r12\n\t"    \
        ENTER ROWS_##n(START_##m, "") "cmp $4, %%r10\n\tjne 5f\n\t"                          \
        REPEAT(1, 2, 40, 4,                                                                  \
               FETCH K_STEP(n, m, 0, "0") K_STEP(n, m, 1, "4") FETCH K_STEP(n, m, 2, "8")    \
               K_STEP(n, m, 3, "12") "add $16, %%rax\n\tadd $16, %%rcx\n\t")                 \
        "jmp 7f\n5:\n\t"                                                                     \
        REPEAT(6, 7, 40, 4,                                                                  \
               K_STEP(n, m, 0, "") NEXT_TERM K_STEP(n, m, 1, "") NEXT_TERM                   \
               K_STEP(n, m, 2, "") NEXT_TERM K_STEP(n, m, 3, "") NEXT_TERM)                  \
        REPEAT(3, 4, 48, 1, K_STEP(n, m, 0, "") NEXT_TERM)                                   \
        LEAVE "mov 56(%%rdi), %%rax\n\tmov 64(%%rdi), %%r8\n\tlea (%%r8,%%r8,2), %%r9\n\t"   \
        "lea (%%rax,%%r8,4), %%rcx\n\tkmovw 72(%%rdi), %%k1\n\t"                             \
        "vbroadcastss 88(%%rdi), %%zmm28\n\tvpxord %%zmm29, %%zmm29, %%zmm29\n\t"            \
        "cmpq $0, 80(%%rdi)\n\tjne 8f\n\t"                                                   \
        ROWS_##n(WRITE_##m, "") "jmp 9f\n8:\n\t" ROWS_##n(ADD_##m, "") "9:\n\t"              \
        :                                                                                    \
        : "D"(arguments)                                                                     \
        : "cc", "memory", "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12", "k1", \
          "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",    \
          "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18",   \
          "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27",   \
          "xmm28", "xmm29", "xmm30");                                                        \
  }
#define MULTIPLY_PANELS(n)                                                                   \
  MULTIPLY(n, 1)                                                                             \
  MULTIPLY(n, 2)                                                                             \
  MULTIPLY(n, 3)                                                                             \
  static void MICRO(n)(const micro_arguments *a, size_t panels) {                                \
    switch (panels) {                                                                     \
    case 1: MICRO(n##_1)(a); break;                                                   \
    case 2: MICRO(n##_2)(a); break;                                                   \
    default: MICRO(n##_3)(a); break;                                                  \
    }                                                                                        \
  }
