// Bundled at build (see scripts/bundle-vendors.mjs): FTP and FTPS.
export { Client, enterPassiveModeIPv6, FTPError, parseList } from 'basic-ftp';
export { connectForPassiveTransfer, parsePasvResponse } from 'basic-ftp/dist/transfer';
