/** Joins a folder and a name; '' is the folder the login leads to. */
export function joinPath(folder: string, name: string): string {
	return folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

/** The folder a path lies in: '' for a bare name, '/' for a name right under the root. */
export function folderOf(path: string): string {
	const end = path.lastIndexOf('/');
	return end > 0 ? path.slice(0, end) : path.slice(0, end + 1);
}

/** The last part of a path. */
export function nameOf(path: string): string {
	return path.slice(path.lastIndexOf('/') + 1);
}

/** A folder without the slashes at its end; '/' stays as it is. */
export function trimFolder(folder: string): string {
	const trimmed = folder.replace(/\/+$/, '');
	return trimmed === '' && folder.startsWith('/') ? '/' : trimmed;
}

/** A path without the parts that mean nothing: `./`, and slashes that stand twice or at the end. `..` stays. */
export function tidyPath(path: string): string {
	const parts = path.split('/').filter((part) => part !== '' && part !== '.');
	return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** Where a path leads, from the root: `..` is gone up, as far as there is something above. */
export function rootedPath(home: string, path: string): string {
	const parts: string[] = [];
	for (const part of tidyPath(path.startsWith('/') ? path : joinPath(home, path)).split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '') parts.push(part);
	}
	return `/${parts.join('/')}`;
}

/** Whether a path lies somewhere below a folder; both spelled alike. */
export function isBelow(path: string, folder: string): boolean {
	return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** A folder and every folder above it, the topmost first. */
export function foldersDownTo(folder: string): string[] {
	const parts = folder.split('/');
	return parts.map((_part, index) => parts.slice(0, index + 1).join('/')).filter((path) => path !== '' && path !== '.');
}

/** Whether a path has parts that URLs and servers resolve away, so that it would lead elsewhere. */
export function climbs(path: string): boolean {
	return path.split('/').some((part) => part === '.' || part === '..');
}

/** A path as it stands in a URL: each part encoded for itself, strictly (RFC 3986). */
export function encodePath(path: string): string {
	return path.split('/').map(encodeStrictly).join('/');
}

/** As encodeURIComponent, but for the characters that signatures and some servers want encoded, too. */
export function encodeStrictly(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}
