import { NodeApiError, type INode, type INodeExecutionData } from 'n8n-workflow';

import { identityOf } from '../shared/rowFile/identity';
import type { WatchPorts } from './watch/ports';

/** Rows a test shows. */
export const sampleRows = 20;

/** Files a test looks into before it says that there is nothing: the newest may be empty. */
const filesTried = 3;

/** A sample of the newest file, for the editor. Nothing is remembered, deleted or moved. */
export async function testRun(ports: WatchPorts, node: INode, budget: number): Promise<INodeExecutionData[][]> {
	const deadline = ports.now() + budget;
	const listed = await ports.list();
	const newestFirst = listed.filter(({ problem }) => problem === undefined).sort((one, other) => (other.modifiedAt ?? 0) - (one.modifiedAt ?? 0));
	for (const file of newestFirst.slice(0, filesTried)) {
		const request = { file, identity: identityOf(file), attempts: 1, room: sampleRows, deadline };
		const { items, setAside, end } = await ports.read(request);
		// What came before a failure is worth seeing, with how the file was read: that may be why it failed.
		const isEmpty = items.length + setAside.length === 0;
		if (typeof end === 'object' && items.length === 0) {
			const reason = isEmpty ? end.reason : `${end.reason} ${howItWasRead(setAside)}`;
			throw new NodeApiError(node, { message: reason }, { message: `${file.path} could not be read`, description: reason });
		}
		if (!isEmpty) return [items, setAside];
	}
	const found = newestFirst.length === 0 ? 'No file there has a name that fits.' : 'The newest files have no rows.';
	throw new NodeApiError(
		node,
		{ message: 'No data with the current filter could be found' },
		{ message: 'No data with the current filter could be found', description: `${found} Check Folder and File Name.` },
	);
}

/** What was found out of a file none of whose rows is one: the first rows, and what they were taken for. */
function howItWasRead(setAside: readonly INodeExecutionData[]): string {
	const { problem, _file } = setAside[0]?.json ?? {};
	const { readAs = [] } = (_file ?? {}) as { readAs?: string[] };
	return `${String(problem)}. It was read like this: ${readAs.join('; ')}.`;
}
