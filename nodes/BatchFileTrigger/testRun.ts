import { NodeApiError, type INode, type INodeExecutionData } from 'n8n-workflow';

import { identityOf } from '../shared/rowFile/identity';
import { sayNoRows } from '../shared/rowFile/sayNoRows';
import type { StoredFile } from '../shared/storage/storage';
import { membersOf, type FileSet } from './sets/fileSet';
import { gatherSets } from './sets/gatherSets';
import { waitingText } from './sets/setItem';
import type { SetSettings } from './sets/settings';
import { waitsFor } from './sets/waitsFor';
import type { WatchPorts } from './watch/ports';
import { inNoSet } from './watch/runPoll';
import type { WatchSettings } from './watch/settings';

/** Rows a test shows. */
export const sampleRows = 20;

/** Files a test looks into before it says that there is nothing: the newest may be empty. */
const filesTried = 3;

/** A sample of the newest file, for the editor. Nothing is remembered, deleted or moved. */
export async function testRun(ports: WatchPorts, node: INode, budget: number, { sets }: WatchSettings): Promise<INodeExecutionData[][]> {
	const deadline = ports.now() + budget;
	const listed = await ports.list();
	if (sets !== undefined) return testSets(ports, node, listed, sets);
	const newestFirst = listed.filter(({ problem }) => problem === undefined).sort((one, other) => (other.modifiedAt ?? 0) - (one.modifiedAt ?? 0));
	const empty: string[] = [];
	for (const file of newestFirst.slice(0, filesTried)) {
		const request = { file, identity: identityOf(file), attempts: 1, room: sampleRows, deadline };
		const { items, setAside, end, readAs = [] } = await ports.read(request);
		// What came before a failure is worth seeing, with how the file was read: that may be why it failed.
		const isEmpty = items.length + setAside.length === 0;
		if (typeof end === 'object' && items.length === 0) {
			const reason = isEmpty ? end.reason : `${end.reason} ${howItWasRead(setAside)}`;
			throw new NodeApiError(node, { message: reason }, { message: `${file.path} could not be read`, description: reason });
		}
		if (!isEmpty) return [items, setAside];
		empty.push(sayNoRows(file.path, readAs));
	}
	throw nothingFound(node, newestFirst.length === 0 ? noFile : `The newest files have no rows. ${empty.join(' ')}`);
}

const noFile = 'No file there has a name that fits.';

function nothingFound(node: INode, found: string): NodeApiError {
	const message = 'No data with the current filter could be found';
	return new NodeApiError(node, { message }, { message, description: `${found} Check Folder and File Name.` });
}

/**
 * The newest complete set, and what each of the others waits for. Nobody remembers here when a file was first seen: the times that
 * the server shows stand in for it.
 */
function testSets(ports: WatchPorts, node: INode, listed: readonly StoredFile[], rules: SetSettings): INodeExecutionData[][] {
	const now = ports.now();
	const files = listed.filter(({ problem }) => problem === undefined).map((file) => ({ file, identity: identityOf(file), since: firstSeen(file, rules, now) }));
	const blocked = listed.filter(({ problem }) => problem !== undefined);
	const { sets, strangers } = gatherSets(files, blocked, rules);
	const newestFirst = [...sets].sort((one, other) => modifiedLast(other) - modifiedLast(one));
	const looked = newestFirst.map((set) => ({ set, waits: waitsFor(set, rules, { now, unchangedFor: 0 }) }));
	const complete = looked.find(({ waits }) => waits.length === 0);
	const waiting = looked.filter(({ waits }) => waits.length > 0).slice(0, sampleRows);
	const items = complete === undefined ? [] : [ports.putOut(complete.set)];
	const setAside = [
		...waiting.map(({ set, waits }) => {
			const { json } = ports.reportSet(set, waits);
			return { json: { ...json, problem: waitingText(set, waits) } };
		}),
		...strangers.slice(0, sampleRows).map(({ file, identity }) => ports.report(file, identity, inNoSet)),
	];
	if (items.length + setAside.length === 0) throw nothingFound(node, noFile);
	return [items, setAside];
}

/** Only what is quiet is told by time: a marker covers all that one look shows. */
function firstSeen({ modifiedAt }: StoredFile, { completeBy, quietFor }: SetSettings, now: number): number {
	return completeBy === 'quiet' ? Math.min(modifiedAt ?? now - quietFor, now) : now - 1;
}

function modifiedLast(set: FileSet): number {
	return membersOf(set).reduce((last, { file }) => Math.max(last, file.modifiedAt ?? 0), 0);
}

/** What was found out of a file none of whose rows is one: the first rows, and what they were taken for. */
function howItWasRead(setAside: readonly INodeExecutionData[]): string {
	const { problem, _file } = setAside[0]?.json ?? {};
	const { readAs = [] } = (_file ?? {}) as { readAs?: string[] };
	return `${String(problem)}. It was read like this: ${readAs.join('; ')}.`;
}
