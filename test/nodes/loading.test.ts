import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { n8n } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { n8n: { nodes: string[]; credentials: string[] } };
const entries = [...n8n.nodes, ...n8n.credentials];

/** Runs a script in a process of its own, as n8n loads the package: nothing of it is there yet. */
const run = (script: string) => JSON.parse(execFileSync(process.execPath, ['--eval', script], { cwd: root, encoding: 'utf8' })) as string[];
const loadAll = `
	for (const path of ${JSON.stringify(entries)}) for (const Type of Object.values(require('./' + path))) new Type();
	const filesOf = () => Object.keys(require.cache).filter((path) => path.startsWith(process.cwd() + '/dist')).map((path) => path.slice(process.cwd().length + 1));
`;

describe('loading the nodes and credentials', () => {
	it('reads one file beside theirs: no library, and nothing that only running needs', () => {
		const files = run(`${loadAll} console.log(JSON.stringify(filesOf()))`);
		expect(files.toSorted()).toEqual([...entries, 'dist/start.js'].toSorted());
	});

	it('does not load the tables of all languages, which takes longer than all the rest', () => {
		const calls = run(`
			const calls = [];
			for (const [owner, name] of [[String.prototype, 'localeCompare'], [Number.prototype, 'toLocaleString'], [Date.prototype, 'toLocaleString']]) {
				owner[name] = function () { calls.push(name); return 0; };
			}
			Intl.DateTimeFormat = Intl.NumberFormat = Intl.Collator = function () { calls.push('Intl'); };
			${loadAll}
			console.log(JSON.stringify(calls))
		`);
		expect(calls).toEqual([]);
	});

	it('leaves out nothing that running needs', () => {
		const missing = run(`
			const load = require('./dist/start.js');
			${loadAll}
			const { existsSync, readFileSync } = require('node:fs');
			const text = readFileSync('dist/start.js', 'utf8') + readFileSync('dist/rest.js', 'utf8');
			const loaded = [...new Set([...text.matchAll(/load\\("([^"]+)"\\)/g)].map(([, id]) => id))];
			const broken = loaded.filter((id) => { try { load(id); return false; } catch (error) { return true; } });
			const files = [...text.matchAll(/require\\("(\\.[^"]+)"\\)/g)].map(([, path]) => path).filter((path) => !existsSync('dist/' + path));
			console.log(JSON.stringify([...broken, ...files]))
		`);
		expect(missing).toEqual([]);
	});

	it('has what it publishes among the files of the package', () => {
		const packed = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' })) as Array<{ size: number; files: Array<{ path: string }> }>;
		const paths = packed[0]!.files.map(({ path }) => path);
		expect(paths).toEqual(expect.arrayContaining([...entries, 'dist/start.js', 'dist/rest.js', 'dist/THIRD-PARTY-LICENSES.txt', 'dist/nodes/PooolTrigger/bridgeText.js', 'dist/nodes/shared/vendor/ssh2.js']));
		expect(paths.filter((path) => path.endsWith('.compiled.js'))).toEqual([]);
		for (const path of paths) expect(existsSync(`${root}${path}`)).toBe(true);
		expect(packed[0]!.size).toBeLessThan(800 * 1024);
	});
});
