import { setTimeout as pause } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { itemsOf, PublishedWorkflow } from '../../e2e/workflows.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { subjects, type Subject } from '../support/operations.ts';
import { prepare, seeded } from '../support/sandboxes.ts';
import type { Stage } from '../support/stage.ts';
import { timesOf, verdictsOf } from '../support/verdicts.ts';

const hour = 3_600_000;
/** One of each operation; with a row of a webhook comes no file. */
const chosen = subjects.filter(({ file, parameters: { resource, operation } }, index) => file === undefined && index === subjects.findIndex(({ parameters }) => parameters.resource === resource && parameters.operation === operation));

interface Running {
	readonly subject: Subject;
	readonly sandbox: Sandbox;
	readonly workflow: PublishedWorkflow;
}

/** Somebody sets the clock of the machine while operations are under way. */
export function describeClock(stage: () => Stage): void {
	describe('the clock of n8n is set while every operation is under way', () => {
		let all: Running[];
		beforeAll(async () => {
			all = await Promise.all(
				chosen.map(async (subject) => {
					const sandbox = await stage().sandbox({ enforceRateLimits: false });
					const batch = { type: 'n8n-nodes-batch.batch', parameters: subject.parameters, credentials: await stage().credential(sandbox), settings: { onError: 'continueRegularOutput' } };
					const workflow = await PublishedWorkflow.publish(stage().n8n.api, `${subject.name}, on time`, { Batch: batch }, 'Batch');
					return { subject, sandbox, workflow: await workflow.ready() };
				}),
			);
		});
		afterAll(async () => await stage().setClock(0));

		it.each([
			['forward', hour],
			['back', -hour],
		])('%s by an hour: all goes on as if nothing were', async (way, ahead) => {
			await stage().setClock(0);
			const runs = all.map(async ({ subject, sandbox, workflow }) => {
				sandbox.reset();
				prepare(sandbox);
				const ids = await seeded(subject, sandbox, [`${way}_a`, `${way}_b`]);
				const before = sandbox.state.requests.length;
				sandbox.state.latency = 2_000;
				const run = await workflow.run(ids.map((id) => ({ id, plan: 'gold' })));
				const requests = sandbox.state.requests.slice(before);
				return verdictsOf(itemsOf(run, 'Batch'), ids.length).map((verdict) => ({ name: subject.name, ...verdict, times: subject.kind === 'read' ? 1 : timesOf(ids[verdict.row]!, subject, requests) }));
			});
			// Most have begun by then, and none that waits for Batch is over.
			await pause(1_500);
			await stage().setClock(ahead);
			const said = (await Promise.all(runs)).flat();
			const { nodes } = await all[0]!.workflow.run([{ id: `${way}_afterwards` }]);
			expect(Math.abs(nodes.Batch![0]!.startTime - Date.now() - ahead), 'how far the clock of n8n is from where it was set').toBeLessThan(hour / 2);
			expect(said.filter(({ status, error, times }) => status === 'nothing' || error !== undefined || times !== 1)).toEqual([]);
		});
	});
}
