import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { itemsOf, PublishedWorkflow, type SavedRun } from '../../e2e/workflows.ts';
import { faultKinds, type FaultKind } from '../../sandbox/faults.ts';
import type { LoggedRequest } from '../../sandbox/state.ts';
import { secret, type Stage } from '../support/stage.ts';
import { subjects, type Subject } from '../support/operations.ts';

/** What passes by itself, and was not carried out: every call is made again. */
const passing: readonly FaultKind[] = ['429', '500', 'maintenance', 'slow'];
/** After these nobody knows whether the call was carried out. */
const lost: readonly FaultKind[] = ['reset', 'answer-lost', 'cut', '503'];

/** How often Batch carried out what a row is about. */
function timesOf(id: string, { path }: Subject, requests: readonly LoggedRequest[]): number {
	const acting = requests.filter((request) => request.processed && request.method !== 'GET' && request.path.includes(path) && request.status < 300);
	return acting.filter((request) => JSON.stringify([request.path, request.query, request.body]).includes(id)).length;
}

interface Verdict {
	readonly row: number;
	readonly status: unknown;
	readonly error: unknown;
}

/** What the run says of each row, in its order. */
function verdictsOf(run: SavedRun, count: number): Verdict[] {
	const out = itemsOf(run, 'Batch').map(({ json, pairedItem }) => ({ json: (json.details ?? json) as IDataObject, error: json.error, row: (pairedItem as { item: number }).item }));
	return Array.from({ length: count }, (_, row) => {
		const [first] = out.filter((item) => item.row === row);
		return { row, status: first === undefined ? 'nothing' : (first.json.status ?? (first.error === undefined ? 'read' : 'refused')), error: first?.error };
	});
}

const isWell = ({ status }: Verdict): boolean => status === 'accepted' || status === 'read';

/** Whether what is said of a row is what has come about. */
function isTrue(verdict: Verdict, times: number, kind: Subject['kind'], fault: FaultKind): boolean {
	const { status, error } = verdict;
	if (status === 'nothing' || (!isWell(verdict) && error === undefined)) return false;
	const mustGoThrough = passing.includes(fault) || (lost.includes(fault) && kind !== 'once');
	if (mustGoThrough && !isWell(verdict)) return false;
	if (kind === 'read') return true;
	if (isWell(verdict)) return kind === 'once' ? times === 1 : times >= 1;
	return status === 'unknown' || status === 'partial' ? kind === 'repeatable' || times <= 1 : times === 0;
}

/** Each operation against each fault of Batch and of the way to it. */
export function describeAnswers(stage: () => Stage): void {
	describe.concurrent('Batch fails', () => {
		it.each(subjects.map((subject, index) => [subject.name, subject, index] as const))('%s: every row is told truly, and nothing comes twice', async (_name, subject, index) => {
			const sandbox = await stage().sandbox({ enforceRateLimits: false });
			const { parameters, path } = subject;
			const credentials = await stage().credential(sandbox);
			const batch = { type: 'n8n-nodes-batch.batch', parameters, credentials, settings: { onError: 'continueRegularOutput' } };
			const workflow = await (await PublishedWorkflow.publish(stage().n8n.api, subject.name, { Batch: batch }, 'Batch')).ready();
			const untrue: unknown[] = [];
			for (const [turn, kind] of [undefined, ...faultKinds].entries()) {
				sandbox.reset();
				Object.assign(sandbox.state.indexing, { afterViews: 0 });
				const ids = ['a', 'b'].map((row) => `row_${index}_${turn}_${row}`);
				for (const id of ids) await subject.seed?.(sandbox, id);
				const before = sandbox.state.requests.length;
				if (kind !== undefined) sandbox.faults.add({ kind, match: { path }, ...(kind === 'not-json' && { status: 502 }) });
				const run = await workflow.run(ids.map((id) => ({ id, plan: 'gold' })));
				expect(JSON.stringify(run), `${subject.name}, ${String(kind)}: a secret`).not.toMatch(secret);
				if (kind !== undefined) expect(sandbox.faults.list(), `${subject.name}, ${kind}: the fault has struck`).toEqual([]);
				const requests = sandbox.state.requests.slice(before);
				const calls = requests.map(({ method, path: to, status }) => `${method} ${to} ${status}`);
				const verdicts = verdictsOf(run, ids.length);
				for (const verdict of verdicts) {
					const times = timesOf(ids[verdict.row]!, subject, requests);
					const isRight = kind === undefined ? verdict.error === undefined && (subject.kind === 'read' || times === 1) : isTrue(verdict, times, subject.kind, kind);
					if (!isRight) untrue.push({ fault: kind ?? 'none', ...verdict, times, calls });
				}
				// Whom the lost answer was about must not be told that all went well.
				const isHidden = kind !== undefined && lost.includes(kind) && subject.kind === 'once' && verdicts.every(isWell);
				if (isHidden) untrue.push({ fault: kind, hidden: verdicts, calls });
			}
			expect(untrue).toEqual([]);
		});
	});
}
