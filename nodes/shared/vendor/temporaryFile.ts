// Nothing is bundled here. It stands among the libraries because it needs what n8n Cloud does not allow: the disk.
export { open, unlink } from 'node:fs/promises';
export { tmpdir } from 'node:os';
