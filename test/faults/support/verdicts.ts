import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { FaultKind } from '../../sandbox/faults.ts';
import type { LoggedRequest } from '../../sandbox/state.ts';
import type { Subject } from './operations.ts';

/** What passes by itself, and was not carried out: every call is made again. */
const passing: readonly FaultKind[] = ['429', '500', 'maintenance', 'slow', 'slow-body'];
/** After these nobody knows whether the call was carried out. */
const lost: readonly FaultKind[] = ['reset', 'answer-lost', 'cut', '503'];

/** What a run says of a row. */
export interface Verdict {
	readonly row: number;
	readonly status: unknown;
	readonly error: unknown;
	/** How many items it became. */
	readonly count: number;
}

/** What the items of a run say of each row, in its order. */
export function verdictsOf(items: readonly INodeExecutionData[], count: number): Verdict[] {
	return Array.from({ length: count }, (_, row) => {
		const ofRow = items.filter(({ pairedItem }) => (pairedItem as { item: number }).item === row);
		const [first] = ofRow;
		if (first === undefined) return { row, status: 'nothing', error: undefined, count: 0 };
		const { status = first.json.error === undefined ? 'read' : 'refused' } = (first.json.details ?? first.json) as IDataObject;
		return { row, status, error: first.json.error, count: ofRow.length };
	});
}

/** How often Batch carried out what a row is about. */
export function timesOf(id: string, { path }: Subject, requests: readonly LoggedRequest[]): number {
	const acting = requests.filter((request) => request.processed && request.method !== 'GET' && request.path.includes(path) && request.status < 300);
	return acting.filter((request) => JSON.stringify([request.path, request.query, request.body]).includes(id)).length;
}

/** Of what is read, the status is Batch's own. */
const isWell = ({ error, status }: Verdict, { kind }: Subject): boolean => error === undefined && (kind === 'read' ? status !== 'nothing' : status === 'accepted' || status === 'read');

/** Whether what is said of a row is what has come about, when a call that may run so often (`kind`) met with a fault. */
export function isTrue(verdict: Verdict, times: number, subject: Subject, { fault, kind }: { fault: FaultKind; kind: Subject['kind'] }): boolean {
	const { status, error } = verdict;
	// Batch took it, and would not say whether it is done.
	const isTaken = status === 'pending' && error === undefined && kind === 'read' && subject.kind !== 'read';
	const well = isWell(verdict, subject);
	if (!well && !isTaken && error === undefined) return false;
	const mustGoThrough = passing.includes(fault) || (lost.includes(fault) && kind !== 'once');
	if (mustGoThrough && !well) return false;
	if (subject.kind === 'read') return true;
	if (well || isTaken) return subject.kind === 'once' ? times === 1 : times >= 1;
	return status === 'unknown' || status === 'partial' ? subject.kind === 'repeatable' || times <= 1 : times === 0;
}

/** Whether nobody is told of a lost answer to what must not run twice: whom it was about must not hear that all went well. */
export function isHidden(verdicts: readonly Verdict[], subject: Subject, { fault, kind }: { fault: FaultKind; kind: Subject['kind'] }): boolean {
	return lost.includes(fault) && kind === 'once' && verdicts.every((verdict) => isWell(verdict, subject));
}
