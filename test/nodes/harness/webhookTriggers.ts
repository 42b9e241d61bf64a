import fc from 'fast-check';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { siteOrigin } from '../../fixtures/poool/envelope.ts';
import { loadPackage, nodeTypes } from './builtPackage.ts';
import type { TriggerUnderTest } from './webhook.ts';

/** Every webhook trigger, with what makes it receive what it can. */
export const triggers: Record<string, INodeParameters[]> = {
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

/** A trigger of the built package; what is secret is `secret`. */
export async function webhookTrigger(name: string, parameters: INodeParameters): Promise<TriggerUnderTest> {
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

/** Any number of fields set to anything, also inside collections and rows. */
export function oddParameters(fields: readonly INodeProperties[]): fc.Arbitrary<Record<string, unknown>> {
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
