/** The bridge, minified, made from `bridge/` when the package is built (scripts/bundle-bridge.mjs). */
export const bridgeText: string;
/** What stands inline in the page before the bridge is there. */
export const stubText: string;
