// Blocks of 32 numbers of few bits as floats. Each operation is rounded by itself, as the reference does it.

typedef uint8_t NAME(sixteen_bytes) __attribute__((vector_size(16), aligned(1)));
typedef int8_t NAME(sixteen_signed) __attribute__((vector_size(16), aligned(1)));
typedef int32_t NAME(sixteen_words) __attribute__((vector_size(64), aligned(4)));
typedef float NAME(sixteen_floats) __attribute__((vector_size(64), aligned(4)));

inlined void NAME(write_sixteen)(NAME(sixteen_words) bits, float scale, float minimum,
                                 const bool has_minimum, float *to) {
  NAME(sixteen_floats) numbers = __builtin_convertvector(bits, NAME(sixteen_floats));
  numbers *= scale;
  if (has_minimum) numbers += minimum;
  memcpy(to, &numbers, sizeof numbers);
}

// Sixteen of the fifth bits, each in the place of a 16.
inlined NAME(sixteen_words) NAME(fifth_bits)(uint32_t high) {
  const NAME(sixteen_words) place = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  NAME(sixteen_words) bits = (NAME(sixteen_words)){0} + (int32_t)(high & 0xFFFF);
  return (bits >> place & 1) << 4;
}

// All numbers of one block.
inlined void NAME(widen_block)(const uint8_t *block, const fpt_element element, float *to) {
  float halves[2];
  NAME(widen_all)(block, false, halves, 2);
  if (element == fpt_q8_0) {
    for (size_t i = 0; i < 2; i++) {
      NAME(sixteen_signed) part;
      memcpy(&part, block + 2 + 16 * i, sizeof part);
      NAME(write_sixteen)(__builtin_convertvector(part, NAME(sixteen_words)), halves[0], 0, false, to + 16 * i);
    }
    return;
  }
  NAME(sixteen_bytes) bytes;
  const uint8_t *start = block + fpt_block_bytes(element) - sizeof bytes;
  memcpy(&bytes, start, sizeof bytes);
  NAME(sixteen_words) low = __builtin_convertvector(bytes & 15, NAME(sixteen_words));
  NAME(sixteen_words) high = __builtin_convertvector(bytes >> 4, NAME(sixteen_words));
  if (element == fpt_q5_0 || element == fpt_q5_1) {
    uint32_t fifth;
    memcpy(&fifth, start - sizeof fifth, sizeof fifth);
    low |= NAME(fifth_bits)(fifth);
    high |= NAME(fifth_bits)(fifth >> 16);
  }
  const bool has_minimum = element == fpt_q4_1 || element == fpt_q5_1;
  if (element == fpt_q4_0) low -= 8, high -= 8;
  if (element == fpt_q5_0) low -= 16, high -= 16;
  NAME(write_sixteen)(low, halves[0], halves[1], has_minimum, to);
  NAME(write_sixteen)(high, halves[0], halves[1], has_minimum, to + 16);
}

// `n` numbers after the first `first`; those at both ends may be parts of blocks.
inlined void NAME(widen_blocks)(const void *values, const fpt_element element, size_t first,
                                float *to, size_t n) {
  const uint8_t *block = (const uint8_t *)values + first / fpt_block_numbers * fpt_block_bytes(element);
  size_t skipped = first % fpt_block_numbers;
  for (; n > 0; block += fpt_block_bytes(element), skipped = 0) {
    size_t left = fpt_block_numbers - skipped, taken = n < left ? n : left;
    if (taken == fpt_block_numbers) {
      NAME(widen_block)(block, element, to);
    } else {
      float whole[fpt_block_numbers];
      NAME(widen_block)(block, element, whole);
      memcpy(to, whole + skipped, taken * sizeof(float));
    }
    to += taken;
    n -= taken;
  }
}
