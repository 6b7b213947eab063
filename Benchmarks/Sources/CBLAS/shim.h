// OpenBLAS through its CBLAS interface; the header's own directory comes from pkg-config.
#pragma once
#include <cblas.h>
