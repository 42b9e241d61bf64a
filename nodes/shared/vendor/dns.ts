// Nothing is bundled here. It stands among the libraries because, like SFTP and FTP, it needs what n8n Cloud does not allow.
export { lookup } from 'node:dns/promises';
