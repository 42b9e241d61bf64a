import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder in which all clones of this repository share what is expensive to install: a Node and n8n itself.
 *
 * @returns {string}
 */
export function cacheFolder() {
	return join(userCacheFolder(), 'n8n-nodes-batch');
}

function userCacheFolder() {
	if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
	if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
	if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
	return join(homedir(), '.cache');
}
