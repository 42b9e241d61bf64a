import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config';

import shared from '../vitest.config.ts';
import { longestFirst } from './longestFirst.ts';

type TestConfig = NonNullable<ViteUserConfig['test']>;

/**
 * How the tests of a folder run that have a command of their own: as all others do, but for what is said here.
 *
 * @param first parts of the names of files that come before the others, in this order
 */
export function configOf(folder: string, { first = [], ...test }: TestConfig & { first?: readonly string[] }): ViteUserConfig {
	return mergeConfig(
		{ ...shared, test: { ...shared.test, include: [] } },
		defineConfig({
			root: fileURLToPath(new URL('..', import.meta.url)),
			test: { include: [`test/${folder}/**/*.test.ts`], sequence: { sequencer: longestFirst(first) }, ...test },
		}),
	);
}
