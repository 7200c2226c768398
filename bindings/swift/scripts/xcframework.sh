#!/bin/sh
# Makes CortexCloudFFI.xcframework beside Package.swift: the engine as a static library for Macs with Apple silicon and with
# Intel's processors. On a Mac, with Xcode and rustup.
#
# NOT RUN YET: there was no Mac to run it on. What it makes of the library on Linux is `cargo xtask swift-library`, which the
# tests build and link.
set -eu

cd "$(dirname "$0")/.."
package=$PWD
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
# The functions of the header, by their names in an object.
grep -v typedef Sources/CortexCloudFFI/CortexCloudFFI.h | sed -n 's/^.*[ *]\(\(uniffi\|ffi\)_[a-z0-9_]*\)(.*$/_\1/p' |
    sort -u >"$work/exported"
[ -s "$work/exported" ] || { echo "xcframework.sh: the header declares no function" >&2; exit 1; }
for triple in aarch64-apple-darwin x86_64-apple-darwin; do
    rustup target add "$triple"
    (cd "$workspace" && cargo build --locked --lib --profile shipped -p cortex-cloud-ffi --target "$triple")
    mkdir -p "$work/$triple"
    # One object that shows nothing but the functions of the header: not SQLite's, which would take the place of the
    # system's in the whole app, nor those of Rust's library, which another Rust library in the app has, too.
    ld -r -arch "$(echo "$triple" | sed 's/aarch64/arm64/; s/-.*//')" -exported_symbols_list "$work/exported" \
        -force_load "$target/$triple/shipped/libcortex_cloud_ffi.a" -o "$work/$triple/cortex_cloud_ffi.o"
    strip -S "$work/$triple/cortex_cloud_ffi.o"
    nm -gjU "$work/$triple/cortex_cloud_ffi.o" | sort -u >"$work/$triple/shown"
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
