import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

const require = createRequire(import.meta.url);

/** Among the modules: the code that a node or credential was compiled to. */
const compiledOf = (entry: string) => entry.replace(/^dist\//, '').replace(/\.js$/, '.compiled.js');

/** An instance with the methods of its class, and in place of every function that it is one. */
function outline(value: unknown): unknown {
	if (typeof value === 'function') return 'a function';
	if (typeof value !== 'object' || value === null) return value;
	const prototype = Object.getPrototypeOf(value) as object;
	const methods = prototype === Object.prototype || Array.isArray(value) ? [] : Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
	// Those, too, that nobody meets who goes through it.
	return Object.fromEntries([...methods, ...Object.getOwnPropertyNames(value)].map((key) => [key, outline(value[key as keyof typeof value])]));
}

describe('loading the nodes and credentials', () => {
	it('reads two files beside theirs: no library, and nothing that only running needs', () => {
		const files = run(`${loadAll} console.log(JSON.stringify(filesOf()))`);
		expect(files.toSorted()).toEqual([...entries, 'dist/start.js', 'dist/start.json'].toSorted());
	});

	it('does not load the tables of all languages at the first run, which takes longer than all the rest', () => {
		const calls = run(`
			const calls = [];
			for (const [owner, name] of [[String.prototype, 'localeCompare'], [Number.prototype, 'toLocaleString'], [Date.prototype, 'toLocaleString']]) {
				owner[name] = function () { calls.push(name); return 0; };
			}
			Intl.DateTimeFormat = Intl.NumberFormat = Intl.Collator = function () { calls.push('Intl'); };
			const load = require('./dist/rest.js');
			for (const path of ${JSON.stringify(entries.map(compiledOf))}) for (const Type of Object.values(load(path))) new Type();
			console.log(JSON.stringify(calls))
		`);
		expect(calls).toEqual([]);
	});

	it('gives n8n what the code would: data that says the same, and functions in the same places', () => {
		const load = require('../../dist/rest.js') as (id: string) => Record<string, new () => object>;
		for (const entry of entries) {
			const [[name, Type]] = Object.entries(require(`../../${entry}`) as Record<string, new () => object>);
			const Real = load(compiledOf(entry))[name!]!;
			const told = outline(new Type());
			expect(told, entry).toEqual(outline(new Real()));
			expect(JSON.stringify(told).length, entry).toBeGreaterThan(300);
		}
	});

	it('gives each instance data of its own, since n8n adds to it', () => {
		const { Batch } = require('../../dist/nodes/Batch/Batch.node.js') as { Batch: new () => { description: { properties: unknown[] } } };
		const [first, second] = [new Batch(), new Batch()];
		const { length } = first.description.properties;
		first.description.properties.push('more');
		expect(second.description.properties).toHaveLength(length);
		expect(new Batch().description.properties).toHaveLength(length);
	});

	it('calls the functions of the code with what n8n calls them with', async () => {
		const { BatchApi } = require('../../dist/credentials/BatchApi.credentials.js') as { BatchApi: new () => { authenticate: (...given: unknown[]) => Promise<unknown> } };
		const signed = await new BatchApi().authenticate({ restApiKey: 'key', projectKey: 'project' }, { url: 'https://api.batch.com/2.11/profiles/update' });
		expect(signed).toMatchObject({ url: 'https://api.batch.com/2.11/profiles/update' });
		expect(JSON.stringify(signed)).toContain('Bearer key');
	});

	it('leaves out nothing that running needs', () => {
		const missing = run(`
			const load = require('./dist/rest.js');
			${loadAll}
			const { existsSync, readFileSync } = require('node:fs');
			const text = readFileSync('dist/rest.js', 'utf8');
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
		expect(paths).toEqual(expect.arrayContaining([...entries, 'dist/start.js', 'dist/start.json', 'dist/rest.js', 'dist/THIRD-PARTY-LICENSES.txt', 'dist/nodes/PooolTrigger/bridgeText.js', 'dist/nodes/shared/vendor/ssh2.js']));
		expect(paths.filter((path) => path.endsWith('.compiled.js'))).toEqual([]);
		for (const path of paths) expect(existsSync(`${root}${path}`)).toBe(true);
		expect(packed[0]!.size).toBeLessThan(800 * 1024);
	});
});
