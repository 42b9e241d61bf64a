// Bundled at build (see scripts/bundle-vendors.mjs): reads the XML of S3 and the HTML of directory indexes.
export { Parser } from 'htmlparser2';
