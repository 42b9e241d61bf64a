import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const json = (path: string) => JSON.parse(read(path)) as Record<string, never>;

const packed = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' })) as Array<{ files: Array<{ path: string }> }>;
const published = packed[0]!.files.map(({ path }) => path);
const libraries = published.filter((path) => path.startsWith('dist/nodes/shared/vendor/'));

describe('what is published', () => {
	it('names each bundled library with its version and its licence', () => {
		const licences = read('dist/THIRD-PARTY-LICENSES.txt');
		const named = [...licences.matchAll(/^(\S+) (\d+\.\d+\.\d+\S*) \((.+)\)\n\n(?=\S)/gm)].map(([, name, version, kind]) => ({ name: name!, version, kind }));
		// esbuild writes down which file of which package a part of a bundle comes from.
		const bundled = libraries.flatMap((path) => [...read(path).matchAll(/^\s*\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name]) => name!));
		expect(new Set(bundled).size).toBeGreaterThan(10);
		expect([...new Set(bundled)].filter((name) => !named.some((one) => one.name === name))).toEqual([]);
		expect(licences).not.toContain('undefined');
		for (const { name, version } of named) expect([name, version]).toEqual([name, json(`node_modules/${name}/package.json`).version]);
	});

	it('holds nothing that is not needed', () => {
		const { n8n } = json('package.json') as unknown as { n8n: { nodes: string[]; credentials: string[] } };
		const code = ['dist/start.js', 'dist/rest.js'].map(read).join('');
		const needed = new Set([
			...['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'index.js', 'dist/start.js', 'dist/start.json', 'dist/rest.js', 'dist/THIRD-PARTY-LICENSES.txt', 'dist/nodes/PooolTrigger/bridgeText.js'],
			...n8n.nodes.flatMap((path) => [path, path.replace(/\.js$/, '.json')]),
			...n8n.credentials,
			...libraries.filter((path) => code.includes(`"./${path.slice('dist/'.length)}"`)),
			...globSync('icons/*.svg', { cwd: root }).filter((path) => code.includes(basename(path))).map((path) => `dist/${path}`),
		]);
		expect(published.filter((path) => !needed.has(path))).toEqual([]);
	});

	it('asks for no other package, so that an audit of what runs has nothing to look at', () => {
		const own = json('package.json') as Record<string, unknown>;
		for (const kind of ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies']) expect(Object.keys(own[kind] ?? {})).toEqual([]);
		const { packages } = json('package-lock.json') as unknown as { packages: Record<string, { dev?: boolean }> };
		expect(Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true)).toEqual([]);
	});

	it('is the same to the last byte when it is built again, in another folder', { timeout: 180_000 }, () => {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-build-'));
		try {
			for (const name of ['nodes', 'credentials', 'icons', 'scripts', 'package.json', 'tsconfig.json', 'gulpfile.js', 'index.js']) {
				cpSync(join(root, name), join(folder, name), { recursive: true });
			}
			symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
			execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: folder, stdio: 'pipe' });
			const built = published.filter((path) => path.startsWith('dist/'));
			expect(built.length).toBeGreaterThan(30);
			const differing = built.filter((path) => !existsSync(join(folder, path)) || !readFileSync(join(folder, path)).equals(readFileSync(join(root, path))));
			expect(differing).toEqual([]);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});
