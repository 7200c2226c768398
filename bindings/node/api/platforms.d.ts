/** Platforms there is a package for. */
export declare const PLATFORMS: readonly string[];
/** Of this package and those. */
export declare const VERSION = "0.1.0";
