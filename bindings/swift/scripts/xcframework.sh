#!/bin/sh
# Makes CortexCloudFFI.xcframework beside Package.swift: the engine as a static library for Macs with Apple silicon and with
# Intel's processors. On a Mac, with Xcode and rustup.
#
# NOT RUN YET: there was no Mac to run it on. What it makes of the library on Linux is `cargo xtask swift-library`, which the
# tests build and link.
#
#   xcframework.sh             make it
#   xcframework.sh exported    only say what it shows: the functions of the header, by their names in an object
set -eu

cd "$(dirname "$0")/.."
package=$PWD

exported() {
    grep -v typedef Sources/CortexCloudFFI/CortexCloudFFI.h |
        sed -nE 's/^.*[ *]((uniffi|ffi)_[a-z0-9_]*)\(.*$/_\1/p' | LC_ALL=C sort -u
}
case ${1:-} in exported) exported && exit ;; esac

workspace=$(cd ../.. && pwd)
target=$workspace/target
work=$target/xcframework
framework=$package/CortexCloudFFI.xcframework
# The oldest macOS of Package.swift.
export MACOSX_DEPLOYMENT_TARGET=13.0
# No path of this machine in what is shipped. Flags stand between separators, as paths may have blanks.
CARGO_ENCODED_RUSTFLAGS=$(printf '%s\037%s' "--remap-path-prefix=$workspace=/cortex-cloud" \
    "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo")
export CARGO_ENCODED_RUSTFLAGS
export CARGO_TARGET_DIR="$target"

rm -rf "$work" "$framework"
# In a folder of their own: Xcode copies the headers of all libraries into one place, and there is one module.modulemap each.
mkdir -p "$work/headers/CortexCloudFFI"
cp Sources/CortexCloudFFI/CortexCloudFFI.h Sources/CortexCloudFFI/module.modulemap "$work/headers/CortexCloudFFI/"
exported >"$work/exported"
[ -s "$work/exported" ] || { echo "xcframework.sh: the header declares no function" >&2; exit 1; }
for triple in aarch64-apple-darwin x86_64-apple-darwin; do
    rustup target add "$triple"
    mkdir -p "$work/$triple"
    (cd "$workspace" && cargo rustc --locked --lib --crate-type staticlib --profile shipped -p cortex-cloud-ffi \
        --target "$triple" -- --print native-static-libs) 2>"$work/$triple/said" || { cat "$work/$triple/said" >&2; exit 1; }
    # What it wants of the system, every app that links it has to link.
    wanted=$(sed -n 's/^note: native-static-libs: //p' "$work/$triple/said" | tr ' ' '\n' | grep -A 1 -- -framework |
        grep -v -- - | sort -u)
    [ -n "$wanted" ] || { echo "xcframework.sh: rustc does not say what the library links" >&2; exit 1; }
    for name in $wanted; do
        grep -q "\"$name\"" Package.swift || { echo "xcframework.sh: Package.swift does not link $name" >&2; exit 1; }
    done
    # One object that shows nothing but the functions of the header: not SQLite's, which would take the place of the
    # system's in the whole app, nor those of Rust's library, which another Rust library in the app has, too.
    ld -r -arch "$(echo "$triple" | sed 's/aarch64/arm64/; s/-.*//')" -exported_symbols_list "$work/exported" \
        -force_load "$target/$triple/shipped/libcortex_cloud_ffi.a" -o "$work/$triple/cortex_cloud_ffi.o"
    strip -S "$work/$triple/cortex_cloud_ffi.o"
    # Rust's own library and what is compiled for linking bring bitcode, which nobody else can read.
    xcrun bitcode_strip -r "$work/$triple/cortex_cloud_ffi.o" -o "$work/$triple/cortex_cloud_ffi.o"
    nm -gjU "$work/$triple/cortex_cloud_ffi.o" | LC_ALL=C sort -u >"$work/$triple/shown"
    cmp "$work/exported" "$work/$triple/shown" || { echo "xcframework.sh: it shows other functions" >&2; exit 1; }
    libtool -static -o "$work/$triple/libcortex_cloud_ffi.a" "$work/$triple/cortex_cloud_ffi.o"
    if grep -q CORTEX_TEST_PANIC "$work/$triple/libcortex_cloud_ffi.a"; then
        echo "xcframework.sh: the library has test hooks in it" >&2
        exit 1
    fi
done
lipo -create "$work"/*/libcortex_cloud_ffi.a -output "$work/libcortex_cloud_ffi.a"
# A library, not a framework: no bundle whose layout a store could refuse.
xcodebuild -create-xcframework -library "$work/libcortex_cloud_ffi.a" -headers "$work/headers" -output "$framework"
echo "$framework"
