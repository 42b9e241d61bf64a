/** The bridge, minified, made from `bridge/` when the package is built (scripts/bundle-bridge.mjs). */
export const bridgeText: string;
