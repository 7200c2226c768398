// Written by `cargo xtask generate`.

/** Platforms there is a package for. */
export const PLATFORMS: readonly string[] = [
  'linux-x64-gnu',
  'linux-arm64-gnu',
  'linux-x64-musl',
  'linux-arm64-musl',
  'darwin-arm64',
  'darwin-x64',
  'win32-x64-msvc',
];

/** Of this package and those. */
export const VERSION = '0.1.0';
