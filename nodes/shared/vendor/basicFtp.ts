// Bundled at build (see scripts/bundle-vendors.mjs): FTP and FTPS.
export { Client, FTPError } from 'basic-ftp';
