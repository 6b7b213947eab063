// libcurl, loaded by the first call into it: only `fetch` needs it, and a machine without it runs everything else.
//
// Each function of libcurl that Foundation calls is one here that finds the real one. Their arguments and results are pointers and
// whole numbers, at most six, which all travel in the same registers, whether or not the function takes a variable number of them
// (System V ABI for x86-64, section 3.2.3; AAPCS64, section 6.4).
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef void *(*function)(void *, void *, void *, void *, void *, void *);

static function find(const char *name) {
  static void *library;
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++) library = dlopen(names[i], RTLD_NOW);
  function found = library ? (function)dlsym(library, name) : NULL;
  if (!found) {
    fprintf(stderr,
            "error: this machine has no libcurl.so.4, which fetching needs\n"
            "help: install it (Debian, Ubuntu: libcurl4), or fetch on another machine and copy the folder that `fpt-script fetch --list` "
            "names\n");
    _Exit(1);
  }
  return found;
}

#define ON_DEMAND(name)                                                          \
  void *name(void *a, void *b, void *c, void *d, void *e, void *f) {             \
    static function found;                                                       \
    if (!found) found = find(#name);                                             \
    return found(a, b, c, d, e, f);                                              \
  }

ON_DEMAND(curl_easy_cleanup)
ON_DEMAND(curl_easy_getinfo)
ON_DEMAND(curl_easy_init)
ON_DEMAND(curl_easy_pause)
ON_DEMAND(curl_easy_setopt)
ON_DEMAND(curl_easy_strerror)
ON_DEMAND(curl_free)
ON_DEMAND(curl_global_init)
ON_DEMAND(curl_multi_add_handle)
ON_DEMAND(curl_multi_assign)
ON_DEMAND(curl_multi_cleanup)
ON_DEMAND(curl_multi_info_read)
ON_DEMAND(curl_multi_init)
ON_DEMAND(curl_multi_remove_handle)
ON_DEMAND(curl_multi_setopt)
ON_DEMAND(curl_multi_socket_action)
ON_DEMAND(curl_slist_append)
ON_DEMAND(curl_slist_free_all)
ON_DEMAND(curl_url)
ON_DEMAND(curl_url_cleanup)
ON_DEMAND(curl_url_get)
ON_DEMAND(curl_url_set)
ON_DEMAND(curl_version)
ON_DEMAND(curl_version_info)
