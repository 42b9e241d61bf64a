import { createHmac, randomUUID } from 'node:crypto';
import { composePurchaselyEvents } from '../../scripts/demo/purchasely.mjs';

export const purchaselySecret = 'a shared secret for measurements';

/**
 * Ways from a webhook to Batch. `nodes` gives the nodes of the workflow in their order, `call` the next call, each with an event
 * of a person of its own; `sends` says whether the events reach the sandbox.
 *
 * @typedef {{ name: string, sends: boolean, nodes: (accounts: { credentials: object, sandbox: { url: string, keys: object } }) => object[],
 *   call: () => { body: string, headers: Record<string, string> } }} EventContender
 * @type {EventContender[]}
 */
export const eventContenders = [
	ours('Purchasely Trigger, Gather → Track', 2, {}, {}),
	ours('Purchasely Trigger, Gather → Track with Send Once', 2, {}, { sendOnce: true }),
	ours('Purchasely Trigger → Track', 2, { gather: false }, {}),
	ours('Purchasely Trigger of version 1 → Track', 1, {}, {}),
	{ name: 'n8n: Webhook → No Operation', sends: false, nodes: () => [webhook(), { name: 'Nothing', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }], call },
	{ name: 'n8n: Webhook → HTTP Request', sends: true, nodes: ({ sandbox }) => [webhook(), httpRequest(sandbox)], call },
];

/** Which of them the summary of `npm run bench` shows. */
export const comparisons = [
	{ ours: 'Purchasely Trigger, Gather → Track', rivals: ['n8n: Webhook → No Operation', 'n8n: Webhook → HTTP Request'] },
	{ ours: 'Purchasely Trigger → Track', rivals: ['n8n: Webhook → HTTP Request'] },
];

function ours(name, typeVersion, triggerParameters, trackParameters) {
	const nodes = ({ credentials }) => [
		{
			name: 'Trigger',
			type: 'n8n-nodes-batch.purchaselyTrigger',
			typeVersion,
			webhookId: randomUUID(),
			parameters: { anonymousEvents: 'pass', ...triggerParameters },
			credentials: { purchaselyWebhookApi: credentials.purchaselyWebhookApi },
		},
		{
			name: 'Track',
			type: 'n8n-nodes-batch.batch',
			typeVersion: 1,
			parameters: { resource: 'event', operation: 'track', eventFrom: 'prepared', ...trackParameters },
			credentials: { batchApi: credentials.batchApi },
		},
	];
	return { name, sends: true, nodes, call };
}

function webhook() {
	const path = randomUUID();
	return { name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: path, parameters: { httpMethod: 'POST', path, options: {} } };
}

/** As somebody would write it: the event's name, its time and three attributes. */
function httpRequest({ url, keys }) {
	const header = (name, value) => ({ name, value });
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${url}/2.11/profiles/update`,
			sendHeaders: true,
			headerParameters: { parameters: [header('Authorization', `Bearer ${keys.restApiKey}`), header('X-Batch-Project', keys.projectKey)] },
			sendBody: true,
			specifyBody: 'json',
			jsonBody: `={{ JSON.stringify([{
	identifiers: { custom_id: $json.body.user_id },
	events: [{
		name: 'ply_' + $json.body.event_name.toLowerCase(),
		time: $json.body.event_created_at,
		attributes: { plan: $json.body.plan, store: $json.body.store, environment: $json.body.environment }
	}]
}]) }}`,
			options: {},
		},
	};
}

const [, , , , , cancelled] = composePurchaselyEvents(new Date());
let people = 0;

function call() {
	const body = JSON.stringify({ ...cancelled, event_id: randomUUID(), user_id: `person-${++people}` });
	const timestamp = String(Math.floor(Date.now() / 1000));
	const signature = createHmac('sha256', purchaselySecret).update(timestamp).update(body).digest('hex');
	return { body, headers: { 'x-purchasely-timestamp': timestamp, 'x-purchasely-request-signature': signature } };
}
