// Numbers of half precision and of few bits as floats. Every number of half precision is a float, so nothing is rounded.

static float widen_one(uint16_t bits, bool is_bf16) {
  float sign = bits & 0x8000 ? -1 : 1;
  int exponent = bits >> 10 & 31, fraction = bits & 0x3FF;
  uint32_t wide = (uint32_t)bits << 16;
  if (!is_bf16) {
    // A denormal number is a multiple of the smallest one. The largest exponent means infinite or NaN.
    if (exponent == 0) return sign * (float)fraction * 0x1p-24f;
    wide = (uint32_t)(bits & 0x8000) << 16 | (uint32_t)(exponent == 31 ? 255 : exponent + 112) << 23
           | (uint32_t)fraction << 13;
  }
  float x;
  memcpy(&x, &wide, sizeof x);
  return x;
}

// One number of a block of few bits. Its scale comes first, then its minimum where it has one.
static float number_of_block(const uint8_t *block, fpt_element element, size_t i) {
  uint16_t halves[2];
  uint32_t high = 0;
  memcpy(halves, block, sizeof halves);
  float scale = widen_one(halves[0], false), minimum = widen_one(halves[1], false);
  if (element == fpt_q8_0) return (float)(int8_t)block[2 + i] * scale;
  const uint8_t *low = block + fpt_block_bytes(element) - fpt_block_numbers / 2;
  int bits = i < 16 ? low[i] & 15 : low[i - 16] >> 4;
  if (element == fpt_q5_0 || element == fpt_q5_1) {
    memcpy(&high, low - sizeof high, sizeof high);
    bits |= (int)(high >> i & 1) << 4;
  }
  if (element == fpt_q4_0) return scale * (float)(bits - 8);
  if (element == fpt_q5_0) return scale * (float)(bits - 16);
  float scaled = scale * (float)bits;
  return scaled + minimum;
}

static void widen(const void *values, fpt_element element, size_t first, float *to, size_t n) {
  if (element == fpt_float32) {
    memcpy(to, (const float *)values + first, n * sizeof(float));
    return;
  }
  for (size_t i = first; i < first + n && fpt_block_bytes(element) > 0; i++)
    to[i - first] = number_of_block(
        (const uint8_t *)values + i / fpt_block_numbers * fpt_block_bytes(element), element,
        i % fpt_block_numbers);
  if (fpt_block_bytes(element) > 0) return;
  for (size_t i = 0; i < n; i++) {
    uint16_t bits;
    memcpy(&bits, (const uint8_t *)values + 2 * (first + i), sizeof bits);
    to[i] = widen_one(bits, element == fpt_bfloat16);
  }
}
