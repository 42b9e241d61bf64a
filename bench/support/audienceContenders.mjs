// What is compared: ten thousand members read off their items and serialised, and the same by our node, calls and output included.

/** A row of the bench. */
export const memberOf = (index) => ({ id: `reader-${String(index).padStart(7, '0')}`, plan: 'gold', city: 'Lyon' });

export const audienceName = 'bench';
const audience = { __rl: true, mode: 'name', value: audienceName };
const memberId = '={{ $json.id }}';

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {'1.0' | '1.1'} [version] of the app API whose audience gets the members; none where nothing is sent
 * @property {boolean} atOnce whether all rows are one run of the node; else they come in portions
 * @property {number} share of the rows that are measured: what is slow is measured with fewer
 * @property {object} step the node
 */

/** @returns {Contender[]} the first is the one the others are measured against */
export function audienceContenders() {
	return [
		alone('reading and serializing alone, straight off the items', 'direct', 1),
		alone('reading (by n8n’s expressions) and serializing alone', 'evaluated', 0.02),
		ours('Batch: Update Members', '1.0', { operation: 'updateMembers', idType: 'custom_ids', platforms: ['ios'] }),
		{
			...ours('Batch: Replace Members, all in one run', '1.1', { operation: 'replaceMembers', idType: 'install_ids', platform: 'ios' }),
			atOnce: true,
		},
	];
}

function alone(name, reading, share) {
	return { name, share, atOnce: false, step: { name: 'Serialise', type: 'test.serialise', typeVersion: 1, parameters: { memberId, reading }, to: {} } };
}

function ours(name, version, parameters) {
	const credentials = { batchApi: { id: '1', name: 'Batch' } };
	const all = { resource: 'audience', api: 'app', audience, memberId, ...parameters };
	return { name, version, share: 1, atOnce: false, step: { name: 'Batch', type: 'n8n-nodes-batch.batch', typeVersion: 1, parameters: all, credentials, to: {} } };
}
