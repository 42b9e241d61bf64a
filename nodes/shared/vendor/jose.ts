// Bundled at build (see scripts/bundle-vendors.mjs): signs in as a Google service account.
export { importPKCS8, SignJWT } from 'jose';
