// Bundled at build (see scripts/bundle-vendors.mjs): tells public addresses from private ones.
import ipaddr from 'ipaddr.js';

export { ipaddr };
