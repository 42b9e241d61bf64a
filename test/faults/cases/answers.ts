import { describe, expect, it } from 'vitest';

import { itemsOf, PublishedWorkflow } from '../../e2e/workflows.ts';
import { faultKinds } from '../../sandbox/faults.ts';
import { subjects } from '../support/operations.ts';
import { secret } from '../support/secrets.ts';
import type { Stage } from '../support/stage.ts';
import { isHidden, isTrue, timesOf, verdictsOf } from '../support/verdicts.ts';

/** Every kind of work, of what must not run twice all of it. The others stand in operations.test.ts. */
const names = [
	...['appData create', 'appData delete', 'appData write'],
	...['audience create project', 'audience create app custom_ids', 'audience getAll project', 'audience replaceMembers project', 'audience updateMembers project'],
	...['campaign create project', 'campaign create app', 'campaign getAll app'],
	...['catalog create', 'catalog delete', 'catalog editItems', 'catalog getAll'],
	...['event track project', 'event track app'],
	...['export create project', 'inAppCampaign create', 'privacyRequest create custom_id'],
	...['profile setAttributes', 'profile upsert', 'push send', 'push sendFromTemplate', 'rawRequest send', 'segment getAll'],
];
const chosen = subjects.filter(({ name }) => names.includes(name));

/** Operations against each fault of Batch and of the way to it. */
export function describeAnswers(stage: () => Stage): void {
	describe.concurrent('Batch fails', () => {
		it('with each of them', () => expect(chosen.map(({ name }) => name)).toEqual(names));

		it.each(chosen.map((subject, index) => [subject.name, subject, index] as const))('%s: every row is told truly, and nothing comes twice', async (_name, subject, index) => {
			const sandbox = await stage().sandbox({ enforceRateLimits: false });
			const { parameters, path } = subject;
			const credentials = await stage().credential(sandbox);
			const batch = { type: 'n8n-nodes-batch.batch', parameters, credentials, settings: { onError: 'continueRegularOutput' } };
			const workflow = await (await PublishedWorkflow.publish(stage().n8n.api, subject.name, { Batch: batch }, 'Batch')).ready();
			const untrue: unknown[] = [];
			for (const [turn, fault] of [undefined, ...faultKinds].entries()) {
				sandbox.reset();
				Object.assign(sandbox.state.indexing, { afterViews: 0 });
				const ids = ['a', 'b'].map((row) => `row_${index}_${turn}_${row}`);
				for (const id of ids) await subject.seed?.(sandbox, id);
				const before = sandbox.state.requests.length;
				if (fault !== undefined) sandbox.faults.add({ kind: fault, match: { path }, ...(fault === 'not-json' && { status: 502 }) });
				const run = await workflow.run(ids.map((id) => ({ id, plan: 'gold' })));
				expect(JSON.stringify(run), `${subject.name}, ${String(fault)}: a secret`).not.toMatch(secret);
				if (fault !== undefined) expect(sandbox.faults.list(), `${subject.name}, ${fault}: the fault has struck`).toEqual([]);
				const requests = sandbox.state.requests.slice(before);
				const calls = requests.map(({ method, path: to, status }) => `${method} ${to} ${status}`);
				const verdicts = verdictsOf(itemsOf(run, 'Batch'), ids.length);
				for (const verdict of verdicts) {
					const times = timesOf(ids[verdict.row]!, subject, requests);
					const isRight =
						fault === undefined
							? verdict.status !== 'nothing' && verdict.error === undefined && (subject.kind === 'read' || times === 1)
							: isTrue(verdict, times, subject, { fault, kind: subject.kind });
					if (!isRight) untrue.push({ fault: fault ?? 'none', ...verdict, times, calls });
				}
				if (fault !== undefined && isHidden(verdicts, subject, { fault, kind: subject.kind })) untrue.push({ fault, hidden: verdicts, calls });
			}
			expect(untrue).toEqual([]);
		});
	});
}
