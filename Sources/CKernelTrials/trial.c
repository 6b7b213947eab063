#include "trial.h"

#include <stdlib.h>
#include <string.h>

// Memory of a trial's arrays. What lies behind an array is hashed with it, so that a kernel that writes there is seen.
enum { memory_floats = 1 << 20, guard_floats = 20 };
static float memory[memory_floats] __attribute__((aligned(64)));
static size_t used_floats;

static void add(trial *t, uint32_t word) {
  t->hash = (t->hash ^ word) * 0x100000001B3;  // FNV-1a, by words
  t->hash ^= t->hash >> 29;
}

void begin(trial *t, const char *name, size_t number, bool is_special) {
  // The hash of all trials of an entry goes on; the inputs begin anew.
  uint64_t seed = 0xCBF29CE484222325;
  for (; *name; name++) seed = (seed ^ (uint8_t)*name) * 0x100000001B3;
  t->state = seed + number * 2 + is_special;
  t->is_special = is_special;
  used_floats = 0;
}

uint64_t draw(trial *t) {
  uint64_t x = t->state += 0x9E3779B97F4A7C15;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return x ^ x >> 31;
}

// `count` floats with a guard, one float behind a multiple of 64 bytes.
static float *take(size_t count) {
  size_t first = used_floats + 1;
  used_floats = (first + count + guard_floats + 15) / 16 * 16;
  if (used_floats > memory_floats) abort();  // a trial of its own is too large
  memset(memory + first - 1, 0xA5, (used_floats - first + 1) * sizeof(float));
  return memory + first;
}

static float special(uint64_t random) {
  static const uint32_t bits[] = {
      0x00000000, 0x80000000,              // zeros
      0x00000001, 0x80000003, 0x007FFFFF,  // denormals
      0x00800000, 0x80800000, 0x00800001,  // the least normal numbers
      0x3F800000, 0x7F7FFFFF, 0xFF7FFFFF,  // one, and the largest
      0x1F800000, 0x9F800001,              // numbers whose squares are about 2^-126
      0x7F800000, 0xFF800000, 0x7FC00000,  // infinities and NaN
  };
  float x;
  memcpy(&x, bits + random % (sizeof bits / sizeof *bits), sizeof x);
  return x;
}

float *floats(trial *t, size_t count, float scale) {
  float *x = take(count);
  for (size_t i = 0; i < count; i++) {
    uint64_t random = draw(t);
    // 24 bits with their sign: exact in a float. A power of two below them spreads the magnitudes.
    int32_t whole = (int32_t)(random >> 40) - (1 << 23);
    uint32_t power = (uint32_t)(random & 7);
    x[i] = (float)whole * (1.0f / (1 << 23)) * (1.0f / (float)(1u << power)) * 2 * scale;
    if (t->is_special && random >> 8 & 1 && random >> 9 & 1) x[i] = special(random >> 10 & 0xFFFF);
  }
  return x;
}

uint8_t *bytes(trial *t, size_t count) {
  uint8_t *x = (uint8_t *)take((count + 3) / 4);
  for (size_t i = 0; i < count; i++) x[i] = (uint8_t)(draw(t) >> 56);
  return x;
}

float *unwritten(trial *t, size_t count) {
  (void)t;
  return take(count);
}

void hash_floats(trial *t, const float *x, size_t count) {
  for (size_t i = 0; i < count + guard_floats; i++) {
    uint32_t word;
    memcpy(&word, x + i, sizeof word);
    add(t, (word & 0x7FFFFFFF) > 0x7F800000 ? 0x7FC00000 : word);
  }
}

void hash_bytes(trial *t, const uint8_t *x, size_t count) {
  for (size_t i = 0; i < count + 4 * guard_floats; i++) add(t, x[i]);
}
