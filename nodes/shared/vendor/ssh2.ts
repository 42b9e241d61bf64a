// Bundled at build (see scripts/bundle-vendors.mjs): SFTP.
import ssh2 from 'ssh2';

export { ssh2 };
