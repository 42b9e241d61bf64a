// Bundled at build (see scripts/bundle-vendors.mjs): splits CSV text into fields. bench/README.md says why this one.
import Papa from 'papaparse';

export const { Parser } = Papa;
