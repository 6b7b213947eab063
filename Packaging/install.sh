#!/bin/sh
# Installs fpt-script for this user, from the folder that this script is in.
#   ./install.sh [--prefix FOLDER]     puts it under ~/.local, after every checksum was compared
#   ./install.sh --uninstall [--prefix FOLDER]     removes what an installation put there, and nothing else
#   ./install.sh --check               compares the checksums alone
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=${HOME:-}/.local
action=install
fail() { printf 'install.sh: %s\n' "$1" >&2; exit 1; }

while [ $# -gt 0 ]; do
  case $1 in
  --uninstall) action=uninstall ;;
  --check) action=check ;;
  --prefix)
    [ $# -gt 1 ] || fail "--prefix needs a folder"
    shift
    prefix=$1
    ;;
  *) fail "there is no $1; the head of this file lists the options" ;;
  esac
  shift
done
case $prefix in
/.local) fail "HOME is not set; name a folder with --prefix" ;;
/*) ;;
*) prefix=$(pwd)/$prefix ;;
esac
list=$prefix/share/fpt-script/installed

# Every line of the list is a path below the prefix that an installation wrote.
uninstall() {
  [ -f "$list" ] || fail "$list is not there: nothing of fpt-script is installed under $prefix"
  while IFS= read -r path; do
    case $path in
    /* | *..* | '') fail "$list is damaged: it names $path" ;;
    esac
    rm -f "$prefix/$path" || fail "$prefix/$path cannot be removed"
  done <"$list"
  # Folders that are empty now, the deepest first.
  while IFS= read -r path; do
    folder=$(dirname "$path")
    while [ "$folder" != . ]; do
      rmdir "$prefix/$folder" 2>/dev/null || break
      folder=$(dirname "$folder")
    done
  done <"$list.removing"
}

check() {
  [ -f "$here/SHA256SUMS" ] || fail "$here/SHA256SUMS is missing: unpack the archive again"
  (cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) >/dev/null 2>&1 || {
    failed=$(cd "$here" && LC_ALL=C sha256sum --check --quiet SHA256SUMS 2>/dev/null | sed -n 's/: FAILED.*//p') || true
    fail "files are not as they were packed, the first of $(printf '%s\n' "$failed" | grep -c .) is $(printf '%s\n' "$failed" | head -n 1): get the archive again"
  }
}

# The C library must be as new as the one that the program was linked with.
check_glibc() {
  needed=$(sed -n 's/^glibc //p' "$here/share/fpt-script/VERSION")
  found=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //') || found=
  [ -n "$found" ] || fail "this system has no glibc (it may be Alpine); the program needs glibc $needed: use the Containerfile"
  older=$(printf '%s\n%s\n' "$needed" "$found" | sort -t. -k1,1n -k2,2n | head -n 1)
  [ "$older" = "$needed" ] ||
    fail "this system has glibc $found, and the program needs $needed or newer: use the Containerfile"
  machine=$(uname -m)
  [ "$machine" = "$(sed -n 's/^machine //p' "$here/share/fpt-script/VERSION")" ] || fail "this archive is for $(sed -n 's/^machine //p' "$here/share/fpt-script/VERSION"), and this machine is $machine"
}

case $action in
check)
  check
  echo "all files are as they were packed"
  ;;
uninstall)
  [ ! -f "$list" ] || cp "$list" "$list.removing" || fail "$prefix cannot be written to"
  trap 'rm -f "$list.removing"; rmdir "$prefix/share/fpt-script" 2>/dev/null || true' EXIT
  uninstall
  echo "fpt-script is removed from $prefix"
  ;;
install)
  check
  check_glibc
  mkdir -p "$prefix" 2>/dev/null || fail "$prefix cannot be made; name another folder with --prefix"
  [ -w "$prefix" ] || fail "$prefix cannot be written to; name another folder with --prefix"
  needed=$(du -sk "$here" | cut -f 1)
  free=$(df -Pk "$prefix" | awk 'NR == 2 { print $4 }')
  [ "${free:-0}" -gt "$((needed + 1024))" ] ||
    fail "$prefix has $((${free:-0} / 1024)) MB of space, and $((needed / 1024 + 1)) MB are needed"
  # First all files beside their places, then each into its place, so that a program that runs is never half a file.
  new=$prefix/.fpt-script-installing.$$
  trap 'rm -rf "$new"' EXIT
  mkdir "$new" || fail "$prefix cannot be written to"
  (cd "$here" && tar -cf - bin share) | (cd "$new" && tar -xf -) || fail "the files could not be written to $prefix"
  mkdir -p "$new/share/fpt-script"
  cp "$here/install.sh" "$new/share/fpt-script/"
  (cd "$new" && find . -type f | sed 's|^\./||' | LC_ALL=C sort) >"$new.list" || fail "$prefix cannot be written to"
  mv "$new.list" "$new/share/fpt-script/installed"
  echo share/fpt-script/installed >>"$new/share/fpt-script/installed"
  (cd "$new" && find . -type d) | while IFS= read -r folder; do mkdir -p "$prefix/$folder"; done ||
    fail "folders could not be made under $prefix"
  # What an earlier version had and this one has not.
  if [ -f "$list" ]; then
    grep -vxFf "$new/share/fpt-script/installed" "$list" | while IFS= read -r path; do
      case $path in /* | *..* | '') continue ;; esac
      rm -f "$prefix/$path"
    done
  fi
  while IFS= read -r path; do
    mv -f "$new/$path" "$prefix/$path" || fail "$prefix/$path could not be written"
  done <<END
$(cat "$new/share/fpt-script/installed")
END
  case ":${PATH:-}:" in
  *":$prefix/bin:"*) ;;
  *) echo "add this line to ~/.profile, so that the shell finds it: export PATH=\"$prefix/bin:\$PATH\"" ;;
  esac
  "$prefix/bin/fpt-script" --version || fail "the program does not start here; see above"
  echo "installed under $prefix; $prefix/share/fpt-script/install.sh --uninstall --prefix $prefix removes it"
  ;;
esac
