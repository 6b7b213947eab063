// libhdf5 and its dimension-scale interface. Its object-like macros (H5F_ACC_TRUNC, H5T_NATIVE_FLOAT …)
// expand to function calls, which do not import; each one in use has an inline accessor here.
#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>

static inline unsigned fpt_H5F_ACC_TRUNC(void) { return H5F_ACC_TRUNC; }
static inline unsigned fpt_H5F_ACC_RDONLY(void) { return H5F_ACC_RDONLY; }
