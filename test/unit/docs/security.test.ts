import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

it('SECURITY.md names a test that is there for each promise', () => {
	const [, shown = ''] = readFileSync(new URL('SECURITY.md', root), 'utf8').split('## What shows it');
	const rows = shown.split('\n').filter((line) => /^\| (?!Promise|---)/.test(line));
	expect(rows.length).toBeGreaterThan(10);
	for (const row of rows) {
		const tests = [...row.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
		expect(tests, row).not.toEqual([]);
		expect(tests.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
	}
});
