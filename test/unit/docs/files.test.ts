import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import { headerRules } from '../../../nodes/shared/tabular/dialect/detectHeader.ts';

const page = join(import.meta.dirname, '../../../docs/files.md');
const marked = /(?<=<!-- header rules -->\n)[^]*(?=<!-- \/header rules -->)/;

// The table is written from the one that decides, so that it cannot disagree with it.
it('docs/files.md says by which rules a header is told (npm test -- -u writes it anew)', async () => {
	const rules = headerRules.map(({ when, example }, index) => `| ${index + 1} | ${when} | ${example} |\n`);
	const table = `\n| | When | The first line |\n| --- | --- | --- |\n${rules.join('')}\n`;
	const text = await readFile(page, 'utf8');
	expect(text).toMatch(marked);
	await expect(text.replace(marked, () => table)).toMatchFileSnapshot('../../../docs/files.md');
});
