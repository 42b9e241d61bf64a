// Bundled at build (see scripts/bundle-vendors.mjs): regular expressions in time linear in the text.
export { RE2JS } from 're2js';
