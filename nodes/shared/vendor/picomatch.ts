// Bundled at build (see scripts/bundle-vendors.mjs): file name patterns.
import picomatch from 'picomatch';

export { picomatch };
