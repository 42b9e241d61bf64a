import { expect, it } from 'vitest';

import { loadPackage, nodeTypes } from '../harness/builtPackage.ts';

it('asks for the source, then for its credential, and how often to look only then', async () => {
	await loadPackage();
	const { properties } = nodeTypes.getByNameAndVersion('batchFileTrigger', 1).description;
	expect(properties.slice(0, 4).map(({ name }) => name)).toEqual(['source', 'credentials', 'pollTimes', 'webFiles']);
	expect(Object.keys(properties)).toEqual(properties.map((_, index) => String(index)));
});
