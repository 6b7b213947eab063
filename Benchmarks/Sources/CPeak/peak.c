// Measures the loops of loops.c on several threads.
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "CPeak.h"
#include "loops.h"

enum { most_threads = 256, rounds = 20000 };

typedef struct {
  const fpt_peak_loop *loop;
  double seconds;
  atomic_size_t *waiting;
  double begin, end, operations;
} share;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void *measure(void *raw) {
  share *own = raw;
  // All begin together, or the first would have a core's whole power for a while.
  atomic_fetch_sub(own->waiting, 1);
  while (atomic_load(own->waiting) > 0) {
  }
  volatile float sink = 0;
  own->begin = now();
  own->end = own->begin;
  do {
    sink = own->loop->run(rounds);
    own->operations += (double)rounds * own->loop->operations;
    own->end = now();
  } while (own->end - own->begin < own->seconds);
  (void)sink;
  return NULL;
}

size_t fpt_peak_count(void) { return fpt_peak_loop_count; }
const char *fpt_peak_name(size_t loop) { return fpt_peak_loops[loop].name; }
bool fpt_peak_is_bf16(size_t loop) { return fpt_peak_loops[loop].is_bf16; }
bool fpt_peak_is_supported(size_t loop) { return fpt_peak_loops[loop].is_supported(); }

double fpt_peak_rate(size_t loop, size_t threads, double seconds) {
  if (threads < 1) threads = 1;
  if (threads > most_threads) threads = most_threads;
  atomic_size_t waiting = threads;
  share shares[most_threads];
  pthread_t handles[most_threads];
  bool is_started[most_threads] = {false};
  for (size_t i = 0; i < threads; i++)
    shares[i] = (share){&fpt_peak_loops[loop], seconds, &waiting, 0, 0, 0};
  for (size_t i = 1; i < threads; i++) {
    is_started[i] = pthread_create(&handles[i], NULL, measure, &shares[i]) == 0;
    if (!is_started[i]) atomic_fetch_sub(&waiting, 1);
  }
  measure(&shares[0]);
  double rate = 0;
  for (size_t i = 0; i < threads; i++) {
    if (i > 0 && !is_started[i]) continue;
    if (i > 0) pthread_join(handles[i], NULL);
    rate += shares[i].operations / (shares[i].end - shares[i].begin);
  }
  return rate;
}
