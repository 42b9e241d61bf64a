import fc from 'fast-check';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { afterEach, describe, expect, it } from 'vitest';

import { siteOrigin } from '../fixtures/poool/envelope.ts';
import { loadPackage, nodeTypes } from './harness/builtPackage.ts';
import { activate, serve, type TriggerUnderTest } from './harness/webhook.ts';

const open: Array<() => Promise<unknown>> = [];
afterEach(async () => await Promise.all(open.splice(0).map(async (close) => await close())));

const triggers: Record<string, INodeParameters[]> = {
	batchTrigger: [
		{ receive: 'universalChannel', output: 'prepared' },
		{ receive: 'webhooks', output: 'prepared' },
	],
	purchaselyTrigger: [{}],
	pooolTrigger: [
		{ receive: 'page', allowedOrigins: siteOrigin },
		{ receive: 'submission' },
		{ receive: 'secured', signatureHeader: 'x-signature' },
	],
};

async function trigger(name: string, parameters: INodeParameters): Promise<TriggerUnderTest> {
	await loadPackage();
	return {
		nodeType: nodeTypes.getByNameAndVersion(name, 1),
		parameters,
		credentials: {
			batchWebhookApi: { authentication: 'bearer', token: 'secret' },
			purchaselyWebhookApi: { clientSharedSecret: 'secret' },
			pooolIdentityApi: { identitySecret: 'secret' },
			pooolWebhookApi: { webhookSecret: 'secret' },
		},
	};
}

/** What a workflow written by a program may hold where a field stands: every kind but the right one, too. */
const oddValue = fc.oneof(
	fc.constantFrom<unknown>(null, true, 7, -1, '', 'constructor', [], {}, [[]], [null], [7], { values: 7 }, { values: [null] }, { toString: 1 }),
	fc.jsonValue({ maxDepth: 3 }),
);

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

/** Any number of fields set to anything, also inside collections and rows. */
function oddParameters(fields: readonly INodeProperties[]): fc.Arbitrary<Record<string, unknown>> {
	const named = fields.filter(({ type }) => type !== 'notice');
	return fc.record(Object.fromEntries(named.map((field) => [field.name, valueOf(field)])), { requiredKeys: [] });
}

function valueOf(field: INodeProperties): fc.Arbitrary<unknown> {
	if (field.type === 'collection') return fc.oneof(oddValue, oddParameters(field.options as INodeProperties[]));
	if (field.type !== 'fixedCollection') return oddValue;
	const [group] = field.options as Array<{ name: string; values: INodeProperties[] }>;
	const rows = fc.array(oddParameters(group!.values), { maxLength: 2 });
	// n8n itself stops at rows that are no list, before any node sees them.
	const isTaken = (value: unknown) => !Object.hasOwn(Object(value) as object, group!.name);
	return fc.oneof(oddValue.filter(isTaken), rows.map((values) => ({ [group!.name]: values })));
}

describe.each(Object.keys(triggers))('%s: parameters of a wrong kind', (name) => {
	it('keep the trigger from being activated, in words, or do no harm', async () => {
		const { nodeType } = await trigger(name, {});
		const fields = nodeType.description.properties;
		const cases = fc.tuple(fc.constantFrom(...triggers[name]!), oddParameters(fields));
		await fc.assert(
			fc.asyncProperty(cases, async ([mode, odd]) => {
				try {
					await activate(await trigger(name, { ...odd, ...mode } as INodeParameters));
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
			await expect(activate(await trigger(name, { ...mode, eventNamePrefix: { trim: 1 } }))).rejects.toThrow(
				'Event Name Prefix must be a text, not {"trim":1}.',
			);
			await expect(activate(await trigger(name, { ...mode, options: { includeHeaders: 'yes' } }))).rejects.toThrow(
				'Options: Include Headers must be true or false, not "yes".',
			);
		}
	});

	it('are answered, and start nothing, where the trigger was activated before', async () => {
		for (const mode of triggers[name]!) {
			const server = await serve(await trigger(name, { ...mode, eventNamePrefix: { trim: 1 } }));
			open.push(server.close);
			expect((await server.post('{}', { origin: siteOrigin, 'content-type': 'text/plain' })).status).toBeGreaterThanOrEqual(401);
			expect(server.runs).toEqual([]);
		}
	});
});
