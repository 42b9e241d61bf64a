import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { n8nVersion } from '../../../scripts/bootstrap.mjs';

const textOf = (path: string): string => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');

it('what is said to be tried with n8n is what the tests and the demo run', () => {
	const versions = (text: string | undefined): string[] => text?.match(/\d+\.\d+\.\d+/g) ?? [];
	expect(versions(/^.*Tried with n8n.*$/m.exec(textOf('README.md'))?.[0])).toEqual([n8nVersion]);
	expect(versions(/^\| n8n \| ([^|]*)/m.exec(textOf('docs/compatibility.md'))?.[1])).toEqual([n8nVersion]);
	expect(JSON.parse(textOf('package.json'))).toMatchObject({ devDependencies: { 'n8n-core': n8nVersion } });
});
