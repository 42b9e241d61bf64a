import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { siteOrigin } from '../fixtures/poool/envelope.ts';
import { loadPackage, nodeTypes } from './harness/builtPackage.ts';
import { activate, serve } from './harness/webhook.ts';
import { oddParameters, triggers, webhookTrigger } from './harness/webhookTriggers.ts';

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

describe('n8n’s list of triggers', () => {
	it('has one entry for each of ours, and none for each of its events', async () => {
		await loadPackage();
		for (const name of [...Object.keys(triggers), 'batchFileTrigger']) {
			const { properties } = nodeTypes.getByNameAndVersion(name, 1).description;
			// The names by which n8n's editor finds the field whose choices it lists.
			const unfolded = properties.filter(({ displayName }) => ['event', 'events', 'trigger on'].includes(displayName.toLowerCase()));
			expect(unfolded).toEqual([]);
		}
	});
});

describe.each(Object.keys(triggers))('%s: parameters of a wrong kind', (name) => {
	it('keep the trigger from being activated, in words, or do no harm', async () => {
		const { nodeType } = await webhookTrigger(name, {});
		const fields = nodeType.description.properties;
		const cases = fc.tuple(fc.constantFrom(...triggers[name]!), oddParameters(fields));
		await fc.assert(
			fc.asyncProperty(cases, async ([mode, odd]) => {
				try {
					await activate(await webhookTrigger(name, { ...odd, ...mode } as INodeParameters));
				} catch (error) {
					expect(error).toMatchObject({ name: 'NodeOperationError' });
					expect(String(error)).not.toMatch(/is not a function|is not iterable|Cannot read|undefined/);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('name field and rule when the trigger is activated', async () => {
		for (const mode of triggers[name]!) {
			await expect(activate(await webhookTrigger(name, { ...mode, eventNamePrefix: { trim: 1 } }))).rejects.toThrow(
				'Event Name Prefix must be a text, not {"trim":1}.',
			);
			await expect(activate(await webhookTrigger(name, { ...mode, options: { includeHeaders: 'yes' } }))).rejects.toThrow(
				'Options: Include Headers must be true or false, not "yes".',
			);
		}
	});

	it('are answered, and start nothing, where the trigger was activated before', async () => {
		for (const mode of triggers[name]!) {
			const server = await serve(await webhookTrigger(name, { ...mode, eventNamePrefix: { trim: 1 } }));
			open.push(server.close);
			expect((await server.post('{}', { origin: siteOrigin, 'content-type': 'text/plain' })).status).toBeGreaterThanOrEqual(401);
			expect(server.runs).toEqual([]);
		}
	});
});
