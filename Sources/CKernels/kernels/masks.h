// Dropout masks: drawn from the stream of random numbers, and applied.

enum { blocks = LANES / 2 };

#if LANES == 8
inlined uv block_numbers(void) { return (uv){0, 1, 2, 3}; }

// The product of a lane's lower half with a word.
inlined uv low_product(uv x, uint32_t word) { return (x & 0xFFFFFFFF) * (uint64_t)word; }
#else
inlined uv block_numbers(void) { return (uv){0, 1, 2, 3, 4, 5, 6, 7}; }

inlined uv low_product(uv x, uint32_t word) {
  return (uv)_mm512_mul_epu32((__m512i)x, _mm512_set1_epi64(word));
}
#endif

// The four words of a block in the lower halves of lanes; the upper halves hold anything, since no product reads them.
typedef struct {
  uv x0, x1, x2, x3;
} philox_state;

inlined philox_state philox_start(fpt_philox_place place, uint32_t block) {
  uv word = (uv){0} + 0xFFFFFFFF;
  return (philox_state){(uv){0} + place.counter[0], (uv){0} + place.counter[1],
                        (uv){0} + place.counter[2], (block_numbers() + block) & word};
}

inlined void philox_round(philox_state *s, uint32_t k0, uint32_t k1) {
  uv first = low_product(s->x0, 0xD2511F53), second = low_product(s->x2, 0xCD9E8D57);
  s->x0 = (second >> 32) ^ s->x1 ^ (uint64_t)k0;
  s->x1 = second;
  s->x2 = (first >> 32) ^ s->x3 ^ (uint64_t)k1;
  s->x3 = first;
}

// Ten rounds of Philox 4x32 on consecutive blocks, a block a lane, twice as many as there are lanes: a round is a chain of
// instructions that wait for each other, so two of them side by side take little longer than one.
inlined void draw_blocks(fpt_philox_place place, uint32_t block, uv low[2], uv high[2]) {
  philox_state a = philox_start(place, block), b = philox_start(place, block + blocks);
  uint32_t k0 = place.key[0], k1 = place.key[1];
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    philox_round(&a, k0, k1);
    philox_round(&b, k0, k1);
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  // Each block's words 0 and 1, and its words 2 and 3.
  uv word = (uv){0} + 0xFFFFFFFF;
  low[0] = (a.x0 & word) | a.x1 << 32;
  high[0] = (a.x2 & word) | a.x3 << 32;
  low[1] = (b.x0 & word) | b.x1 << 32;
  high[1] = (b.x2 & word) | b.x3 << 32;
}

#if defined(HAS_AVX2)
inlined void kept_bytes(uv low, uv high, uint16_t threshold, uint8_t bytes[blocks]) {
  // The words of blocks 0 and 2, and of blocks 1 and 3; then a byte for each half-word, in the order of blocks.
  __m256i even = _mm256_unpacklo_epi64((__m256i)low, (__m256i)high);
  __m256i odd = _mm256_unpackhi_epi64((__m256i)low, (__m256i)high);
  __m256i least = _mm256_set1_epi16((int16_t)threshold);
  even = _mm256_cmpeq_epi16(_mm256_max_epu16(even, least), even);
  odd = _mm256_cmpeq_epi16(_mm256_max_epu16(odd, least), odd);
  int kept = _mm256_movemask_epi8(_mm256_packs_epi16(even, odd));
  memcpy(bytes, &kept, sizeof kept);
}
#elif LANES == 8
// Eight half-words compared with the threshold, one bit each.
inlined uint8_t kept_bits(uint64_t low, uint64_t high, uint16_t threshold) {
  typedef int16_t s8 __attribute__((vector_size(16)));
  typedef uint64_t u2 __attribute__((vector_size(16)));
  // Compared as signed numbers with the sign bit turned, which is how every x86 does it.
  s8 halves = (s8)(u2){low, high} ^ (int16_t)-32768;
  s8 thresholds = (s8){0} + (int16_t)(threshold ^ 0x8000);
  s8 bits = (s8)(halves >= thresholds) & (s8){1, 2, 4, 8, 16, 32, 64, 128};
  uint16_t sum = 0;
  for (int i = 0; i < 8; i++) sum |= (uint16_t)bits[i];
  return (uint8_t)sum;
}

inlined void kept_bytes(uv low, uv high, uint16_t threshold, uint8_t bytes[blocks]) {
  for (int i = 0; i < blocks; i++) bytes[i] = kept_bits(low[i], high[i], threshold);
}
#else
inlined void kept_bytes(uv low, uv high, uint16_t threshold, uint8_t bytes[blocks]) {
  // Each block's words side by side: of four blocks in one vector, and of the other four in the next.
  __m512i front = {0, 8, 1, 9, 2, 10, 3, 11}, back = {4, 12, 5, 13, 6, 14, 7, 15};
  __m512i least = _mm512_set1_epi16((int16_t)threshold);
  __m512i low_bits = (__m512i)low, high_bits = (__m512i)high;
  uint64_t kept = _mm512_cmpge_epu16_mask(
      _mm512_permutex2var_epi64(low_bits, front, high_bits), least);
  kept |= (uint64_t)_mm512_cmpge_epu16_mask(
              _mm512_permutex2var_epi64(low_bits, back, high_bits), least) << 32;
  memcpy(bytes, &kept, sizeof kept);
}
#endif

static void NAME(draw_mask)(uint8_t *mask, size_t rows, size_t bytes, size_t stride,
                            fpt_philox_place first, uint16_t threshold) {
  for (size_t row = 0; row < rows; row++) {
    uint8_t *to = mask + row * stride;
    uint32_t block = first.counter[3] + (uint32_t)(row * stride);
    for (size_t i = 0; i < bytes; i += 2 * blocks) {
      uv low[2], high[2];
      uint8_t drawn[2 * blocks];
      draw_blocks(first, block + (uint32_t)i, low, high);
      kept_bytes(low[0], high[0], threshold, drawn);
      kept_bytes(low[1], high[1], threshold, drawn + blocks);
      if (bytes - i >= 2 * blocks)
        memcpy(to + i, drawn, 2 * blocks);
      else
        memcpy(to + i, drawn, bytes - i);
    }
  }
}

static void NAME(apply_mask)(const float *x, float *y, const uint8_t *mask, size_t mask_stride,
                             float scale, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    const float *from = x + row * columns;
    const uint8_t *bits = mask + row * mask_stride;
    float *to = y + row * columns;
    FOR_ROW(columns, {
      fv kept = keep(load_some(from + i, left), mask_lanes(bits + i / 8, left), scale);
      store_some(to + i, kept, left);
    })
  }
}
