// libhdf5 and its dimension-scale interface. Its object-like macros (H5F_ACC_TRUNC, H5T_NATIVE_FLOAT …)
// expand to function calls, which do not import; each one in use has an inline accessor here.
#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdint.h>
#include <string.h>

// Defaults and flags.
static inline hid_t fpt_H5P_DEFAULT(void) { return H5P_DEFAULT; }
static inline hid_t fpt_H5E_DEFAULT(void) { return H5E_DEFAULT; }
static inline hid_t fpt_H5F_OBJ_ALL_FILES(void) { return (hid_t)H5F_OBJ_ALL; }
static inline hid_t fpt_H5S_ALL(void) { return H5S_ALL; }
static inline unsigned fpt_H5F_ACC_TRUNC(void) { return H5F_ACC_TRUNC; }
static inline unsigned fpt_H5F_ACC_RDONLY(void) { return H5F_ACC_RDONLY; }

// Property list classes.
static inline hid_t fpt_H5P_FILE_CREATE(void) { return H5P_FILE_CREATE; }
static inline hid_t fpt_H5P_FILE_ACCESS(void) { return H5P_FILE_ACCESS; }
static inline hid_t fpt_H5P_GROUP_CREATE(void) { return H5P_GROUP_CREATE; }
static inline hid_t fpt_H5P_DATASET_CREATE(void) { return H5P_DATASET_CREATE; }
static inline hid_t fpt_H5P_DATASET_XFER(void) { return H5P_DATASET_XFER; }
static inline hid_t fpt_H5P_LINK_CREATE(void) { return H5P_LINK_CREATE; }
static inline hid_t fpt_H5P_ATTRIBUTE_CREATE(void) { return H5P_ATTRIBUTE_CREATE; }

// Types as they are in a file, and as they are in memory.
static inline hid_t fpt_H5T_C_S1(void) { return H5T_C_S1; }
static inline hid_t fpt_H5T_STD_I8LE(void) { return H5T_STD_I8LE; }
static inline hid_t fpt_H5T_STD_I16LE(void) { return H5T_STD_I16LE; }
static inline hid_t fpt_H5T_STD_I32LE(void) { return H5T_STD_I32LE; }
static inline hid_t fpt_H5T_STD_I64LE(void) { return H5T_STD_I64LE; }
static inline hid_t fpt_H5T_STD_U8LE(void) { return H5T_STD_U8LE; }
static inline hid_t fpt_H5T_STD_U16LE(void) { return H5T_STD_U16LE; }
static inline hid_t fpt_H5T_STD_U32LE(void) { return H5T_STD_U32LE; }
static inline hid_t fpt_H5T_STD_U64LE(void) { return H5T_STD_U64LE; }
static inline hid_t fpt_H5T_IEEE_F32LE(void) { return H5T_IEEE_F32LE; }
static inline hid_t fpt_H5T_IEEE_F64LE(void) { return H5T_IEEE_F64LE; }
static inline hid_t fpt_H5T_NATIVE_INT8(void) { return H5T_NATIVE_INT8; }
static inline hid_t fpt_H5T_NATIVE_INT16(void) { return H5T_NATIVE_INT16; }
static inline hid_t fpt_H5T_NATIVE_INT32(void) { return H5T_NATIVE_INT32; }
static inline hid_t fpt_H5T_NATIVE_INT64(void) { return H5T_NATIVE_INT64; }
static inline hid_t fpt_H5T_NATIVE_UINT8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t fpt_H5T_NATIVE_UINT16(void) { return H5T_NATIVE_UINT16; }
static inline hid_t fpt_H5T_NATIVE_UINT32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t fpt_H5T_NATIVE_UINT64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t fpt_H5T_NATIVE_FLOAT(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t fpt_H5T_NATIVE_DOUBLE(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t fpt_H5T_NATIVE_B8(void) { return H5T_NATIVE_B8; }
static inline size_t fpt_H5T_VARIABLE(void) { return H5T_VARIABLE; }

// What an object is in its file. The library's own structures differ between 1.10, 1.12 and later; this one does not.
typedef struct {
  uint64_t identity[2];  // equal exactly for the same object of the same file
  unsigned links;        // hard links that lead to it
  int kind;              // H5O_TYPE_GROUP, H5O_TYPE_DATASET, H5O_TYPE_NAMED_DATATYPE
} fpt_object_info;

static inline herr_t fpt_object_get_info(hid_t object, fpt_object_info *out) {
  memset(out, 0, sizeof *out);
#if H5_VERSION_GE(1, 12, 0)
  H5O_info2_t info;
  herr_t status = H5Oget_info3(object, &info, H5O_INFO_BASIC);
  if (status < 0) return status;
  size_t size = sizeof info.token < sizeof out->identity ? sizeof info.token : sizeof out->identity;
  memcpy(out->identity, &info.token, size);
#else
  H5O_info_t info;
  herr_t status = H5Oget_info2(object, &info, H5O_INFO_BASIC);
  if (status < 0) return status;
  out->identity[0] = (uint64_t)info.addr;
#endif
  out->links = info.rc;
  out->kind = (int)info.type;
  return 0;
}

// H5L_TYPE_HARD, _SOFT, _EXTERNAL or a user-defined kind; negative: failure.
static inline int fpt_link_kind(hid_t group, const char *name) {
#if H5_VERSION_GE(1, 12, 0)
  H5L_info2_t info;
  if (H5Lget_info2(group, name, &info, H5P_DEFAULT) < 0) return -1;
#else
  H5L_info_t info;
  if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
#endif
  return (int)info.type;
}

// The length of a soft link's target with its end, which is copied where it fits `size`; negative: failure, or no soft link.
static inline int64_t fpt_soft_link(hid_t group, const char *name, char *target, size_t size) {
#if H5_VERSION_GE(1, 12, 0)
  H5L_info2_t info;
  if (H5Lget_info2(group, name, &info, H5P_DEFAULT) < 0) return -1;
#else
  H5L_info_t info;
  if (H5Lget_info(group, name, &info, H5P_DEFAULT) < 0) return -1;
#endif
  if (info.type != H5L_TYPE_SOFT) return -1;
  if (info.u.val_size <= size && H5Lget_val(group, name, target, size, H5P_DEFAULT) < 0) return -1;
  return (int64_t)info.u.val_size;
}

// Locks on files that are never changed in place only get in the way on read-only and network file systems.
static inline herr_t fpt_disable_file_locking(hid_t file_access) {
#if H5_VERSION_GE(1, 10, 7)
  return H5Pset_file_locking(file_access, 0, 1);
#else
  (void)file_access;
  return 0;
#endif
}
