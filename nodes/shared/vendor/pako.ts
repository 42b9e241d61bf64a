// Bundled at build (see scripts/bundle-vendors.mjs): zlib's inflate without the module `zlib`, which n8n Cloud refuses.
export { ZStream, zlibInflate, zlibInflateInit2, zlibInflateReset } from 'pako';
