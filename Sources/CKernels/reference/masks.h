// Dropout masks.

static bool is_set(const uint8_t *mask, size_t bit) { return mask[bit / 8] >> bit % 8 & 1; }

// One block of Philox 4x32-10 (Salmon et al. 2011).
static void philox(const uint32_t counter[4], const uint32_t key[2], uint32_t words[4]) {
  uint32_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    uint64_t first = (uint64_t)x0 * 0xD2511F53, second = (uint64_t)x2 * 0xCD9E8D57;
    x0 = (uint32_t)(second >> 32) ^ x1 ^ k0;
    x1 = (uint32_t)second;
    x2 = (uint32_t)(first >> 32) ^ x3 ^ k1;
    x3 = (uint32_t)first;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  words[0] = x0, words[1] = x1, words[2] = x2, words[3] = x3;
}

static void draw_mask(uint8_t *mask, size_t rows, size_t bytes, size_t stride,
                      fpt_philox_place first, uint16_t threshold) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < bytes; i++) {
      uint32_t counter[4], words[4];
      memcpy(counter, first.counter, sizeof counter);
      counter[3] += (uint32_t)(row * stride + i);
      philox(counter, first.key, words);
      uint8_t bits = 0;
      for (int half = 0; half < 8; half++) {
        uint16_t number = (uint16_t)(words[half / 2] >> half % 2 * 16);
        if (number >= threshold) bits |= (uint8_t)(1 << half);
      }
      mask[row * stride + i] = bits;
    }
}

static void apply_mask(const float *x, float *y, const uint8_t *mask, size_t mask_stride,
                       float scale, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) {
      size_t place = row * columns + i;
      y[place] = is_set(mask + row * mask_stride, i) ? x[place] * scale : 0;
    }
}
