import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import ts from 'typescript';

/**
 * Follows the imports of files, to all they need.
 *
 * @param {string} root
 * @param {string[]} entries paths in it
 * @param {(path: string) => boolean} isThere whether a file is part of the package
 * @returns {{ files: Map<string, string>, packages: Set<string>, missing: string[] }} the files by path with their texts, which in
 *   an index are without what is not there; the packages they import; what they need of it all the same
 */
export function reach(root, entries, isThere) {
	const files = new Map();
	const packages = new Set();
	const missing = [];
	const open = [...entries];
	for (let path = open.pop(); path !== undefined; path = open.pop()) {
		if (files.has(path)) continue;
		const text = /(^|\/)index\.ts$/.test(path) ? withoutAbsent(root, path, isThere) : readFileSync(join(root, path), 'utf8');
		files.set(path, text);
		if (!/\.[cm]?[jt]s$/.test(path)) continue;
		for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
			if (!fileName.startsWith('.')) {
				packages.add(packageOf(fileName));
				continue;
			}
			const imported = fileOf(root, join(dirname(path), fileName));
			// Made by the build.
			if (imported === undefined) continue;
			if (isThere(imported)) open.push(imported);
			else missing.push(`${path} needs ${imported}`);
		}
	}
	return { files, packages, missing };
}

/** The text of a list of modules without those that are not there: their imports, and their names in its lists. */
function withoutAbsent(root, path, isThere) {
	const gone = [];
	const text = readFileSync(join(root, path), 'utf8').replace(/^import (?:type )?\{([^}]*)\} from '(\.[^']*)';\n/gm, (line, names, from) => {
		const imported = fileOf(root, join(dirname(path), from));
		if (imported === undefined || isThere(imported)) return line;
		gone.push(...names.split(',').map((name) => name.trim()));
		return '';
	});
	if (gone.length === 0) return text;
	return text.replace(/\[([^[\]]+)\]/g, (list, entries) => {
		const kept = entries.split(',').filter((entry) => !gone.includes(entry.trim()));
		return kept.length === entries.split(',').length ? list : `[${kept.join(',').trim()}]`;
	});
}

function fileOf(root, path) {
	const candidates = [path, path.replace(/\.js$/, '.ts'), ...['.ts', '.d.ts', '/index.ts', '.mjs'].map((end) => path + end)];
	return candidates.find((candidate) => existsSync(join(root, candidate)) && statSync(join(root, candidate)).isFile());
}

function packageOf(specifier) {
	return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
