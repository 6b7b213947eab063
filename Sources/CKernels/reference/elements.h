// Numbers of half precision as floats. Every one of them is a float, so nothing is rounded.

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

static void widen(const void *values, fpt_element element, size_t first, float *to, size_t n) {
  if (element == fpt_float32) {
    memcpy(to, (const float *)values + first, n * sizeof(float));
    return;
  }
  for (size_t i = 0; i < n; i++) {
    uint16_t bits;
    memcpy(&bits, (const uint8_t *)values + 2 * (first + i), sizeof bits);
    to[i] = widen_one(bits, element == fpt_bfloat16);
  }
}
