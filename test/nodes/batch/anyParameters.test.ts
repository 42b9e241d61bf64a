import fc from 'fast-check';
import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { callApp, callProject } from '../../sandbox/calls.ts';
import { anyItems, anyParameters, operationsOf, withNested, type DescribedOperation } from '../harness/anyParameters.ts';
import { BatchUnderTest } from '../harness/batch.ts';
import { loadPackage, nodeTypes } from '../harness/builtPackage.ts';
import { takeBreaches } from '../harness/contract.ts';
import { installDeduplicationStore, RowsInMemory } from '../harness/deduplicationStore.ts';
import type { NodeResult } from '../harness/execute.ts';

await loadPackage();
const operations = operationsOf(nodeTypes.getByNameAndVersion('batch', 1).description);
const runs = Number(process.env.PROPERTY_RUNS ?? 8);

beforeAll(async () => {
	await installDeduplicationStore(new RowsInMemory());
});

/** Nothing of what would be a secret of somebody's. */
const keys = {
	restApiKey: 'secret-rest-key-f41d',
	projectKey: 'secret-project-key-f41d',
	appKeys: { ios: 'secret-ios-key-f41d', android: 'secret-android-key-f41d', web: 'secret-web-key-f41d' },
};
const secret = /secret-[a-z]+-key-f41d/;

/** What our code says when it took a value for what it is not. */
const accident =
	/TypeError|RangeError|SyntaxError|is not a function|is not iterable|Cannot (?:read|convert|mix|set|destructure|use 'in')|\[object |Invalid time value|circular structure|of (?:undefined|null)\b|toISOString|Invalid array length|Maximum call stack/;

interface Case {
	readonly parameters: INodeParameters;
	readonly items: IDataObject[];
	readonly onError?: OnError;
}

/**
 * Of a server of its own: what one run has used up of a rate does not slow down the next.
 * @returns nothing where n8n itself starts no node, because what is required is not filled in
 */
async function runOnce({ parameters, items, onError }: Case): Promise<NodeResult | undefined> {
	const batch = await BatchUnderTest.start({ keys, enforceRateLimits: false });
	const { sandbox } = batch;
	try {
		Object.assign(sandbox.state.indexing, { afterViews: 0 });
		Object.assign(sandbox.state.privacyHandling, { afterViews: 0 });
		Object.assign(sandbox.state.exporting, { stepMilliseconds: 1 });
		await callProject(sandbox, 'catalogs/create', { name: 'articles', fields: [{ name: 'title', type: 'string' }] });
		for (const platform of ['ios', 'android', 'web'] as const) await callApp(sandbox, '1.0', platform, 'app-data/matches', {});
		return await batch.run(parameters, items, { ...(onError && { onError }) });
	} catch (error) {
		if ((error as Error).name === 'WorkflowHasIssuesError') return undefined;
		throw error;
	} finally {
		await batch.stop();
	}
}

/** Names by which an error may speak of what is wrong. */
function labelsOf({ fields }: DescribedOperation): string[] {
	return fields.flatMap(withNested).map(({ displayName }) => displayName);
}

function toldOf({ items, errorItems, error, hints }: NodeResult): string {
	const told = error && { name: error.name, message: error.message, description: error.description, messages: (error as { messages?: string[] }).messages, context: error.context };
	return JSON.stringify([items, errorItems, told, hints]);
}

describe.each(operations)('$resource $operation, whatever its parameters hold', (operation) => {
	const labels = labelsOf(operation);
	const mayGiveNothing = operation.fields.some(({ name }) => name === 'returnAll');

	it('accounts for every item or says what is wrong, and sends nothing Batch does not document', async () => {
		const onErrors = fc.constantFrom<OnError | undefined>(undefined, 'continueRegularOutput', 'continueErrorOutput');
		const cases = fc.record({ parameters: anyParameters(operation), items: anyItems, onError: onErrors });
		await fc.assert(
			fc.asyncProperty(cases, async (given) => {
				takeBreaches();
				const result = await runOnce(given as Case);
				if (result === undefined) return;
				expect(takeBreaches(), 'requests that break the contract').toEqual([]);
				const told = toldOf(result);
				expect(told, 'a secret').not.toMatch(secret);
				const { error } = result;
				if (error !== undefined) {
					expect(error.name).toMatch(/^Node(?:Operation|Api)Error$/);
					expect(`${error.message} ${error.description ?? ''}`, 'an accident').not.toMatch(accident);
					expect(isTelling(error, labels), `${error.message} | ${error.description ?? ''}`).toBe(true);
					return;
				}
				const out = [...result.items, ...result.errorItems];
				for (const { json } of out) expect(String(json.error ?? ''), 'an accident').not.toMatch(accident);
				const accounted = new Set(out.map(({ pairedItem }) => (pairedItem as { item: number }).item));
				const missing = given.items.map((_item, index) => index).filter((index) => !accounted.has(index));
				if (!mayGiveNothing) expect(missing, 'items that nobody speaks of').toEqual([]);
				for (const { json } of out) if (json.status === 'refused') expect(isTelling({ ...json, message: json.error }, labels), JSON.stringify(json)).toBe(true);
			}),
			{ numRuns: runs, endOnFailure: false },
		);
	}, 60_000 + runs * 3_000);
});

/** Names a field, or repeats what Batch said of the call. */
function isTelling(error: object, labels: readonly string[]): boolean {
	const { message = '', description = '', httpCode } = error as { message?: unknown; description?: unknown; httpCode?: unknown };
	const text = `${String(message)} ${String(description)}`;
	return (httpCode !== undefined && httpCode !== null) || labels.some((label) => text.includes(label)) || /Attribute|Custom ID|binary file/.test(text);
}
