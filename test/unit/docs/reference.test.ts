import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { linked, pointersIn, problemOf, sectionsOf, sectionsOfFile } from './support/reference.ts';

const root = new URL('../../../', import.meta.url);
const folders = ['nodes', 'credentials', 'test', 'bench', 'scripts', 'docs'];
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
const written = /\.(ts|js|mjs|md|json|html)$/;
/** This test holds pointers that lead nowhere on purpose. */
const ownName = 'test/unit/docs/reference.test.ts';

function filesOf(folder: string): string[] {
	return readdirSync(fileURLToPath(new URL(folder, root)), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && written.test(entry.name))
		.map((entry) => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(root).length));
}

const texts = [...folders.flatMap(filesOf), ...pages]
	.filter((path) => path !== ownName)
	.map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));

describe('pointers into docs/reference', () => {
	it('lead to a section, wherever they stand', () => {
		const pointers = texts.flatMap(({ path, text }) => pointersIn(text).map((pointer) => ({ path, pointer })));
		const lost = pointers.flatMap(({ path, pointer }) => {
			const problem = problemOf(pointer);
			return problem === undefined ? [] : [`${path}: ${problem}`];
		});

		expect(lost).toEqual([]);
		expect(pointers.length).toBeGreaterThan(150);
	});

	it('lead to a section inside the reference, too, where a section names another of its own file', () => {
		const lost = readdirSync(new URL('docs/reference/', root)).flatMap((file) => {
			const own = readFileSync(new URL(`docs/reference/${file}`, root), 'utf8').replaceAll(/[\w-]+\.md §[\d.]+/g, '');
			return [...own.matchAll(/§(\d+(?:\.\d+)*)/g)]
				.filter(([, section = '']) => !sectionsOfFile(file)?.has(section))
				.map(([words]) => `${file}: ${words}`);
		});
		expect(lost).toEqual([]);
	});

	it('are found in every form they are written in', () => {
		const found = (text: string) => pointersIn(text).map(({ file, section }) => `${file} ${section}`);
		expect(found('/** Sends (batch-api-2x.md §3.1). */')).toEqual(['batch-api-2x.md 3.1']);
		expect(found("source: 'batch-api-1x.md §5'")).toEqual(['batch-api-1x.md 5']);
		expect(found('(n8n-ecosystem.md §3.2, §8).')).toEqual(['n8n-ecosystem.md 3.2', 'n8n-ecosystem.md 8']);
		expect(found(' * see poool-purchasely.md\n\t * §2.4 and §2.5')).toEqual(['poool-purchasely.md 2.4', 'poool-purchasely.md 2.5']);
		expect(found('// peers.md\n// §8')).toEqual(['peers.md 8']);
		expect(found('[batch-api-1x.md §10.6](reference/batch-api-1x.md#106-pagination)')).toEqual(['batch-api-1x.md 10.6']);
	});

	it('are told when the file or the section is missing', () => {
		expect(problemOf({ file: 'batch-api-2x.md', section: '3.1' })).toBeUndefined();
		expect(problemOf({ file: 'batch-api-2x.md', section: '3.99' })).toBe('docs/reference/batch-api-2x.md has no section 3.99');
		expect(problemOf({ file: 'batch-api-3x.md', section: '1' })).toBe('docs/reference/batch-api-3x.md does not exist');
	});

	it('become links to the anchors GitHub gives the headings', () => {
		expect([...sectionsOf('# A page\n\n## 2. Cross-cutting\n\n### 2.1 `GET /a_b` – now, or "never"?\n\n```\n## 3 no heading\n```\n')]).toEqual([
			['2', '2-cross-cutting'],
			['2.1', '21-get-a_b--now-or-never'],
		]);
		expect(linked('200 (batch-api-2x.md §3.1)')).toBe('200 ([batch-api-2x.md §3.1](reference/batch-api-2x.md#31-post-profilesupdate))');
	});
});

describe('links between pages of the documentation', () => {
	const links = texts
		.filter(({ path }) => path.endsWith('.md'))
		.flatMap(({ path, text }) =>
			[...text.matchAll(/\]\(([^)\s#:]*)(?:#([^)\s]*))?\)/g)].map(([, target = '', anchor]) => ({ path, target, anchor })),
		)
		.filter(({ target }) => target.includes('reference/') || target.endsWith('.md'));

	it('lead to a file, and into the reference to a heading', () => {
		const lost = links.filter(({ path, target, anchor }) => {
			const address = new URL(target, new URL(path, root));
			const folder = fileURLToPath(new URL('.', address));
			if (!readdirSync(folder).includes(address.pathname.split('/').at(-1) ?? '')) return true;
			const [, file] = /\/docs\/reference\/([^/]+)$/.exec(address.pathname) ?? [];
			return file !== undefined && anchor !== undefined && ![...(sectionsOfFile(file)?.values() ?? [])].includes(anchor);
		});
		expect(lost).toEqual([]);
		expect(links.length).toBeGreaterThan(5);
	});
});
