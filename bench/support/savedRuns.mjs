import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * How the runs of a workflow stand, read from n8n's database: whoever asks n8n itself takes the time of what is measured.
 *
 * @param {string} userFolder of n8n
 * @param {string} workflowId
 * @returns {string[]}
 */
export function runStatuses(userFolder, workflowId) {
	const database = openDatabase(userFolder);
	try {
		return database.prepare('SELECT status FROM execution_entity WHERE workflowId = ?').all(workflowId).map(({ status }) => status);
	} finally {
		database.close();
	}
}

/**
 * What n8n has saved of its runs, read from its database: its API shows no run above 100 MB, and a large one not at all.
 *
 * @param {string} userFolder of n8n
 * @param {string} workflowId
 * @returns {Generator<Record<string, { seconds: number, rows: number }>>} for each run its nodes by name: how long they took, and
 *   the items that came out of them, or the rows in these
 */
export function* savedRuns(userFolder, workflowId) {
	const database = openDatabase(userFolder);
	try {
		const ids = database.prepare('SELECT id FROM execution_entity WHERE workflowId = ? ORDER BY id').all(workflowId);
		const data = database.prepare('SELECT data FROM execution_data WHERE executionId = ?');
		for (const { id } of ids) yield nodesOf(JSON.parse(data.get(id).data));
	} finally {
		database.close();
	}
}

function openDatabase(userFolder) {
	return new DatabaseSync(join(userFolder, '.n8n', 'database.sqlite'), { readOnly: true, timeout: 5_000 });
}

/** n8n writes values side by side and lets them refer to each other by their index. */
function nodesOf(values) {
	const runData = at(values[0], 'resultData', 'runData');
	return Object.fromEntries(Object.keys(runData).map((name) => [name, nodeOf(at(runData, name, 0))]));

	function nodeOf(run) {
		const items = at(run, 'data', 'main', 0);
		return {
			seconds: run.executionTime / 1000,
			rows: items.reduce((sum, item) => sum + rowsIn(at(values[item], 'json')), 0),
		};
	}

	function rowsIn(json) {
		return json.rows === undefined ? 1 : at(json, 'rows').length;
	}

	function at(value, ...path) {
		return path.reduce((from, key) => values[from[key]], value);
	}
}
