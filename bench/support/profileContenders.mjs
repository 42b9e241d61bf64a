// What is compared: the ways in which rows of a workflow become profiles, or events, at Batch's mass endpoint.

/**
 * Rows a call holds that is put together by hand. The mass endpoint takes 10,000; but n8n ends an expression after five seconds,
 * and the one that writes so many rows as JSON takes longer where the process has other work, or much garbage.
 */
const callSize = 2_000;

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} [against] name of the one it is measured against; byHand.profiles otherwise
 * @property {boolean} [isOurs]
 * @property {boolean} sends whether profiles arrive
 * @property {number} share of the rows that are measured: what is slow is measured with fewer
 * @property {(sandbox: { url: string, keys: object }) => Step[]} steps nodes, the first of which gets the rows
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} type
 * @property {number} typeVersion
 * @property {object} parameters
 * @property {object} [credentials] of the node, by type
 * @property {Record<number, string[]>} to names of the nodes that get its items, by output
 */

/** A row of the bench. */
export const rowOf = (index) => ({
	id: `reader-${index}`,
	plan: index % 3 === 0 ? 'gold' : 'silver',
	points: index,
	renewal: '2026-12-01T09:30:00Z',
	newsletter: index % 2 === 0,
	city: 'Lyon',
});

/** The same five attributes, as an expression writes what is said of a field. */
const attributes = (written) => ({
	attribute: [
		{ name: 'plan', type: 'text', text: written('plan') },
		{ name: 'points', type: 'integer', number: written('points') },
		{ name: 'renewal', type: 'date', date: written('renewal') },
		{ name: 'newsletter', type: 'boolean', boolean: written('newsletter') },
		{ name: 'city', type: 'text', text: written('city') },
	],
});

const plain = (name) => `={{ $json.${name} }}`;
const computed = { plan: '.toUpperCase()', points: ' + 1', renewal: '.slice(0, 10)', newsletter: ' === true', city: '.trim()' };

const expressions = {
	customId: '={{ $json.id.toUpperCase() }}',
	attributes: attributes((name) => `={{ $json.${name}${computed[name]} }}`),
};

/** The two whose times say what our node costs beside n8n's own evaluation of the same expressions. */
export const evaluated = { alone: 'n8n: evaluates these expressions, nothing else', byOurs: 'Batch: expressions' };

const byHand = {
	profiles: 'n8n: Edit Fields, Loop, Aggregate, HTTP Request',
	events: 'n8n, events: Edit Fields, Loop, Aggregate, HTTP Request',
};
const oneByOne = { looped: 'n8n: Loop, HTTP Request (one row a call)', alone: 'n8n: HTTP Request alone (one row a call)' };
const plainReferences = { profiles: 'Batch: plain references', events: 'Batch, events: plain references' };

/** Which of them the summary of `npm run bench` shows. */
export const comparisons = [
	{ what: 'profiles', ours: plainReferences.profiles, rivals: [byHand.profiles, oneByOne.looped, oneByOne.alone] },
	{ what: 'events', ours: plainReferences.events, rivals: [byHand.events] },
];

/** @returns {Contender[]} */
export function profileContenders() {
	const ids = { customId: plain('id') };
	return [
		together(byHand.profiles, update),
		oneACall(oneByOne.looped, (sandbox, body) => [loopOver(1, 'HTTP Request'), call(sandbox, body)]),
		oneACall(oneByOne.alone, (sandbox, body) => [{ ...call(sandbox, body), to: {} }]),
		ours('Batch: no expression but the id', { ...upsert, ...ids, attributesFrom: 'incoming' }),
		ours(plainReferences.profiles, { ...upsert, ...ids, attributes: attributes(plain) }),
		ours(evaluated.byOurs, { ...upsert, ...expressions }),
		{ ...together(byHand.events, event), against: byHand.events },
		{ ...ours(plainReferences.events, { ...track, ...ids, attributes: attributes(plain) }), against: byHand.events },
		{
			name: evaluated.alone,
			sends: false,
			share: 1,
			steps: () => [{ name: 'Evaluate', type: 'test.evaluate', typeVersion: 1, parameters: expressions, to: {} }],
		},
	];
}

const upsert = { resource: 'profile', operation: 'upsert', endpoint: 'mass' };
const track = { resource: 'event', operation: 'track', eventName: 'plan_renewed', options: { endpoint: 'mass' } };

function ours(name, parameters) {
	return {
		name,
		isOurs: true,
		sends: true,
		share: 1,
		steps: () => [
			{
				name: 'Batch',
				type: 'n8n-nodes-batch.batch',
				typeVersion: 1,
				parameters,
				credentials: { batchApi: { id: '1', name: 'Batch' } },
				to: {},
			},
		],
	};
}

/** What somebody writes who knows Batch's notation. */
const values = '{ plan: $json.plan, points: $json.points, "date(renewal)": $json.renewal, newsletter: $json.newsletter, city: $json.city }';
const update = `{ identifiers: { custom_id: $json.id }, attributes: ${values} }`;
const event = `{ identifiers: { custom_id: $json.id }, events: [{ name: "plan_renewed", attributes: ${values} }] }`;

/** The patient way: an update for each row, gathered two thousand at a time, one call for each of these. */
function together(name, written) {
	return {
		name,
		sends: true,
		share: 1,
		steps: (sandbox) => [
			{
				name: 'Update',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: `={{ ${written} }}`, options: {} },
				to: { 0: ['Loop'] },
			},
			loopOver(callSize, 'Aggregate'),
			{
				name: 'Aggregate',
				type: 'n8n-nodes-base.aggregate',
				typeVersion: 1,
				parameters: { aggregate: 'aggregateAllItemData', options: {} },
				to: { 0: ['HTTP Request'] },
			},
			// Without it, a call beyond Batch's rate ends the run.
			{ ...call(sandbox, '={{ JSON.stringify($json.data) }}'), retryOnFail: true, maxTries: 5, waitBetweenTries: 1_000 },
		],
	};
}

/** What most do first: one call for each row. */
function oneACall(name, stepsOf) {
	return { name, sends: true, share: 0.05, steps: (sandbox) => stepsOf(sandbox, `={{ JSON.stringify([${update}]) }}`) };
}

function loopOver(batchSize, next) {
	return {
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize, options: {} },
		to: { 1: [next] },
	};
}

function call({ url, keys }, jsonBody) {
	const header = (name, value) => ({ name, value });
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${url}/2.11/profiles/mass-update`,
			sendHeaders: true,
			headerParameters: {
				parameters: [header('Authorization', `Bearer ${keys.restApiKey}`), header('X-Batch-Project', keys.projectKey)],
			},
			sendBody: true,
			specifyBody: 'json',
			jsonBody,
			options: {},
		},
		to: { 0: ['Loop'] },
	};
}
