// Bundled at build (see scripts/bundle-vendors.mjs): reads times in the workflow's time zone.
export { DateTime } from 'luxon';
