// What is compared: the ways in which a CSV file on a server becomes items of a workflow. Each reads the same file whole.
import { randomUUID } from 'node:crypto';

/** The one that a new trigger has, one that suits a large file, and one that shows where it leads. */
const sizesOfRuns = [10_000, 40_000, 100_000];

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {'poll' | 'webhook'} start how its workflow is started
 * @property {number} rowsPerRun how many rows a run of the workflow gets at most
 * @property {string[]} timed its nodes whose time counts; none for a polling trigger, whose poll n8n times itself
 * @property {string} last the node whose items are the rows
 * @property {(place: Place) => { nodes: object[], connections: object }} workflow
 *
 * @typedef {object} Place
 * @property {string} file its path on the server
 * @property {{ ours: object, theirs: object }} credentials of nodes, by type
 * @property {string} kind `sftp` or `ftp`
 */

/** @returns {Contender[]} the first is what the others are measured against */
export function fileContenders() {
	return [
		rival({ enableConcurrentReads: true }),
		rival({}),
		...['rows', 'batches'].flatMap((output) => [
			...sizesOfRuns.map((rowsPerRun) => trigger(output, rowsPerRun)),
			parse(output),
		]),
	];
}

/** With the options that make it quickest and its rows as complete as ours. */
function rival(downloadOptions) {
	const hint = downloadOptions.enableConcurrentReads ? ' (concurrent reads)' : '';
	return {
		name: `n8n: FTP${hint} + Extract from File`,
		start: 'webhook',
		rowsPerRun: Infinity,
		timed: ['FTP', 'Extract'],
		last: 'Extract',
		workflow: ({ file, credentials, kind }) =>
			chain(
				webhook(),
				node(
					'FTP',
					'n8n-nodes-base.ftp',
					1.1,
					{ protocol: kind, operation: 'download', path: file, options: downloadOptions },
					credentials.theirs,
				),
				node('Extract', 'n8n-nodes-base.extractFromFile', 1.1, {
					operation: 'csv',
					options: { delimiter: ';', includeEmptyCells: true },
				}),
			),
	};
}

function trigger(output, rowsPerRun) {
	return {
		name: `Batch File Trigger: ${nameOf(output)}, ${rowsPerRun.toLocaleString('en')} a run`,
		start: 'poll',
		rowsPerRun,
		timed: [],
		last: 'Trigger',
		workflow: ({ file, credentials, kind }) =>
			chain(
				node(
					'Trigger',
					'n8n-nodes-batch.batchFileTrigger',
					1,
					{
						// The next poll of its own comes after the measurement: each one that counts is that of an activation.
						pollTimes: { item: [{ mode: 'everyX', unit: 'hours', value: 12 }] },
						source: kind,
						filePattern: file,
						startFrom: 'all',
						output,
						rowsPerRun,
						// Otherwise the first polls would only look whether the file still grows.
						options: { unchangedFor: 0 },
					},
					credentials.ours,
				),
			),
	};
}

function parse(output) {
	return {
		name: `Batch: Export File → Parse: ${nameOf(output)}`,
		start: 'webhook',
		rowsPerRun: Infinity,
		timed: ['Parse'],
		last: 'Parse',
		workflow: ({ file, credentials, kind }) =>
			chain(
				webhook(),
				node(
					'Parse',
					'n8n-nodes-batch.batch',
					1,
					{ resource: 'exportFile', operation: 'parse', fileFrom: kind, path: file, output },
					credentials.ours,
				),
			),
	};
}

function nameOf(output) {
	return output === 'rows' ? 'Rows' : 'Batches of Rows';
}

function webhook() {
	return node('Webhook', 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path: randomUUID(), responseMode: 'onReceived' });
}

function node(name, type, typeVersion, parameters, credentials = {}) {
	return { id: randomUUID(), webhookId: randomUUID(), name, type, typeVersion, position: [0, 0], parameters, credentials };
}

/** Nodes, each connected to the next. */
function chain(...nodes) {
	const pairs = nodes.slice(0, -1).map(({ name }, index) => [name, nodes[index + 1].name]);
	const connections = pairs.map(([from, to]) => [from, { main: [[{ node: to, type: 'main', index: 0 }]] }]);
	return { nodes, connections: Object.fromEntries(connections) };
}
