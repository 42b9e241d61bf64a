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
	const newestFirst = (await ports.list()).sort((one, other) => (other.modifiedAt ?? 0) - (one.modifiedAt ?? 0));
	for (const file of newestFirst.slice(0, filesTried)) {
		const request = { file, identity: identityOf(file), attempts: 1, room: sampleRows, deadline };
		const { items, setAside, end } = await ports.read(request);
		if (typeof end === 'object' && items.length === 0) {
			throw new NodeApiError(node, { message: end.reason }, { message: `${file.path} could not be read`, description: end.reason });
		}
		if (items.length + setAside.length > 0) return [items, setAside];
	}
	const found = newestFirst.length === 0 ? 'No file there has a name that fits.' : 'The newest files have no rows.';
	throw new NodeApiError(
		node,
		{ message: 'No data with the current filter could be found' },
		{ message: 'No data with the current filter could be found', description: `${found} Check Folder and File Name.` },
	);
}
