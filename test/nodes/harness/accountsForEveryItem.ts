import fc from 'fast-check';
import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';
import { expect } from 'vitest';
import { checkRequest } from '../../contract/check.ts';
import { callApp, callProject } from '../../sandbox/calls.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { anyItems, anyParameters, withNested, writesItsOwnRequest, type DescribedOperation } from './anyParameters.ts';
import { batchCredential } from './batch.ts';
import { executeNode, type NodeResult } from './execute.ts';

/** They stand for what is nobody else's business. */
const keyOf = (what: string) => `secret-${what}-key-f41d`;
const keys = {
	restApiKey: keyOf('rest'),
	projectKey: keyOf('project'),
	appKeys: { ios: keyOf('ios'), android: keyOf('android'), web: keyOf('web') },
};
const secret = /secret-[a-z]+-key-f41d/;

/** What comes of code that took a value for what it is not. */
export const accident =
	/TypeError|RangeError|SyntaxError|is not a function|is not iterable|Cannot (?:read|convert|mix|set|destructure|use 'in')|\[object |Invalid time value|circular structure|(?:properties|property|null) of (?:undefined|null)|URI malformed|Invalid array length|Maximum call stack/;

const file = { data: { data: Buffer.from('custom_user_id;event_type\nreader-1;push_sent\n').toString('base64'), mimeType: 'text/csv', fileName: 'push.csv' } };

interface Case {
	readonly parameters: INodeParameters;
	readonly items: IDataObject[];
	readonly onError?: OnError;
}

interface Ran extends NodeResult {
	/** What is wrong with the requests it made. */
	readonly breaches: readonly string[];
}

/**
 * Against a server of its own: what one run has used up of a rate does not slow down the next.
 * @returns nothing where n8n itself starts no node, because what is required is not filled in
 */
async function runOnce({ parameters, items, onError }: Case): Promise<Ran | undefined> {
	const breaches: string[] = [];
	const sandbox = await startSandbox({ keys, enforceRateLimits: false, received: (request) => void breaches.push(...checkRequest(request)) });
	try {
		Object.assign(sandbox.state.indexing, { afterViews: 0 });
		Object.assign(sandbox.state.privacyHandling, { afterViews: 0 });
		Object.assign(sandbox.state.exporting, { stepMilliseconds: 1 });
		await callProject(sandbox, 'catalogs/create', { name: 'articles', fields: [{ name: 'title', type: 'string' }] });
		for (const platform of ['ios', 'android', 'web'] as const) await callApp(sandbox, '1.0', platform, 'app-data/matches', {});
		const credentials = { batchApi: batchCredential(sandbox) };
		const running = executeNode({ parameters, items, binary: items.map(() => file), credentials, ...(onError && { onError }) });
		const ended = await running.catch(async (error: Error) => (error.name === 'WorkflowHasIssuesError' ? undefined : await Promise.reject(error)));
		return ended && { ...ended, breaches };
	} finally {
		await sandbox.close();
	}
}

/** All that a person or a log sees of a run. */
function seenOf({ items, errorItems, error, hints }: NodeResult): string {
	const { name, message, description, context, messages } = (error ?? {}) as { [name in 'name' | 'message' | 'description' | 'context' | 'messages']?: unknown };
	return JSON.stringify([items, errorItems, { name, message, description, context, messages }, hints]);
}

/** What is told of something that went wrong: an error, or the item it became. */
interface Told {
	readonly message: string;
	readonly more: string;
}

function toldOfError(error: NonNullable<NodeResult['error']>): Told {
	const { httpCode } = error as { httpCode?: string | null };
	return { message: error.message, more: `${error.description ?? ''} ${httpCode ? 'Batch answered' : ''}` };
}

function toldOfItem(json: IDataObject): Told[] {
	const details = (json.details ?? json) as IDataObject;
	const status = details.status;
	if (status !== 'refused' && status !== 'unknown' && status !== 'partial') return [];
	return [{ message: String(json.error ?? ''), more: JSON.stringify(details) }];
}

/**
 * Whatever its parameters hold, an operation accounts for every item or says what is wrong, and sends nothing that Batch does not
 * document.
 */
export function accountsForEveryItem(operation: DescribedOperation): fc.IAsyncProperty<[Case]> {
	const labels = operation.fields.flatMap(withNested).map(({ displayName }) => displayName.toLowerCase());
	// A list may be empty.
	const mayGiveNothing = operation.fields.some(({ name }) => name === 'returnAll');
	/** Names a field, or goes on to say what to do, as what Batch answered does. */
	const isTelling = ({ message, more }: Told) => {
		const text = `${message} ${more}`.toLowerCase();
		return message !== '' && (labels.some((label) => text.includes(label)) || /attribute|custom id|binary fi|credential|batch|httpcode/.test(text));
	};
	const onErrors = fc.constantFrom<OnError | undefined>(undefined, 'continueRegularOutput', 'continueErrorOutput');
	const cases = fc.record({ parameters: anyParameters(operation), items: anyItems, onError: onErrors }) as fc.Arbitrary<Case>;
	return fc.asyncProperty(cases, async (given) => {
		const ran = await runOnce(given);
		if (ran === undefined) return;
		if (!writesItsOwnRequest(operation)) expect(ran.breaches, 'requests that break the contract').toEqual([]);
		expect(seenOf(ran), 'a secret').not.toMatch(secret);
		if (ran.error !== undefined) expect(ran.error.name).toMatch(/^Node(?:Operation|Api)Error$/);
		const out = [...ran.items, ...ran.errorItems];
		const told = [...(ran.error ? [toldOfError(ran.error)] : []), ...out.flatMap(({ json }) => toldOfItem(json))];
		for (const one of told) {
			expect(one.message, 'an accident').not.toMatch(accident);
			expect(isTelling(one), `names neither field nor remedy: ${one.message} | ${one.more}`).toBe(true);
		}
		if (ran.error !== undefined || mayGiveNothing) return;
		const accounted = new Set(out.map(({ pairedItem }) => (pairedItem as { item: number }).item));
		expect(given.items.map((_item, index) => index).filter((index) => !accounted.has(index)), 'items that nobody speaks of').toEqual([]);
	});
}
