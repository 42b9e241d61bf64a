import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchCredential, BatchUnderTest } from '../harness/batch.ts';
import type { Ran, Run } from '../harness/runProcess.ts';

const script = fileURLToPath(new URL('../harness/runProcess.ts', import.meta.url));
const named = (value: string) => ({ __rl: true, mode: 'name', value }) as unknown as INodeParameters;

/** The processes start n8n's core anew each time. */
const patience = 240_000;

let batch: BatchUnderTest;
/** Called with each request, in the order in which they come. */
let arrived: (method: string, path: string) => void = () => undefined;

beforeEach(async () => {
	arrived = () => undefined;
	batch = await BatchUnderTest.start({ received: ({ method, path }) => arrived(method, path) });
});
afterEach(async () => await batch.stop());

/**
 * Runs the node in a process of its own.
 * @param killAt which of the calls that change something is the last thing the process lives to see; none: it ends by itself
 * @returns nothing when it was killed
 */
async function run(parameters: INodeParameters, items: IDataObject[], killAt?: number): Promise<Ran | undefined> {
	const child = fork(script, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
	const ended = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
	await once(child, 'message');
	let changes = 0;
	arrived = (method) => {
		if (method !== 'GET' && ++changes === killAt) child.kill('SIGKILL');
	};
	let ran: Ran | undefined;
	child.on('message', (message: Ran) => (ran = message));
	child.send({ workflowId: 'killed', parameters, items, credential: batchCredential(batch.sandbox) } satisfies Run);
	const [, signal] = await ended;
	expect(signal).toBe(killAt === undefined ? null : 'SIGKILL');
	return ran;
}

describe('a run that is killed and repeated', () => {
	const members = () => [...(batch.sandbox.state.customAudiences.ios['1.1'].get('ios_installations_1')?.members.keys() ?? [])].toSorted();
	const replace = {
		...{ resource: 'audience', operation: 'replaceMembers', api: 'app', idType: 'install_ids', platform: 'ios' },
		...{ audience: named('ios_installations_1'), memberId: '={{ $json.id }}', options: { fewestMembers: '0' } },
	};

	it.each([1, 2, 3])(
		'ends as exactly the audience that was given, killed at call %d, while Batch applies changes late and in another order',
		async (call) => {
			const people = Array.from({ length: 20_001 }, (_unused, index) => ({ id: `reader-${index}` }));
			Object.assign(batch.sandbox.state.indexing, { late: true, delays: [1_100, 2_500, 300, 1_300, 2_000, 0] });
			const broken = await run(replace, people, call);
			expect(broken).toBeUndefined();
			const ran = await run(replace, people);
			expect(ran?.error).toBeUndefined();
			expect(ran?.items[0]).toMatchObject({ status: 'accepted', audiences: [{ state: 'applied', unique: 20_001, members: 20_001 }] });
			// At the moment at which it says so.
			expect(members()).toEqual(people.map(({ id }) => id).toSorted());
		},
		patience,
	);

	it.each([2, 3])(
		'ends as exactly the audience that was given in each of two apps, killed at call %d',
		async (call) => {
			const people = Array.from({ length: 10_001 }, (_unused, index) => ({ id: `reader-${index}` }));
			const inBoth = { ...replace, idType: 'custom_ids', platforms: ['ios', 'web'], audience: named('everywhere') };
			const { customAudiences } = batch.sandbox.state;
			const known = customAudiences.ios['1.1'].get('ios_installations_1')!;
			for (const platform of ['ios', 'web'] as const) customAudiences[platform]['1.1'].set('everywhere', { ...known, name: 'everywhere', members: new Map([['gone', {}]]) });
			Object.assign(batch.sandbox.state.indexing, { late: true, delays: [1_100, 300, 800, 0] });
			expect(await run(inBoth, people, call)).toBeUndefined();
			const ran = await run(inBoth, people);
			expect(ran?.error).toBeUndefined();
			expect(ran?.items[0]).toMatchObject({ status: 'accepted', audiences: [{ platform: 'iOS', state: 'applied', members: 10_001 }, { platform: 'Web', state: 'applied', members: 10_001 }] });
			for (const platform of ['ios', 'web'] as const) {
				expect([...customAudiences[platform]['1.1'].get('everywhere')!.members.keys()].toSorted()).toEqual(people.map(({ id }) => id).toSorted());
			}
		},
		patience,
	);

	const start = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
	const push = { resource: 'campaign', operation: 'create', name: 'Spring sale', title: 'The week', body: 'Five stories', schedule: 'time' };
	const project = { ...push, api: 'project', channel: 'push', sendTo: ['ios'], startsAt: `${start}Z`, targeting: 'everybody' };
	const app = { ...push, api: 'app', platforms: ['ios', 'android'], language: 'en', startsAt: `${start}Z`, targeting: 'everybody' };
	const ofProject = () => [batch.sandbox.state.orchestrations.filter(({ campaign }) => campaign?.name === 'Spring sale').length];
	const ofApps = () => (['ios', 'android'] as const).map((platform) => batch.sandbox.state.campaigns[platform].filter(({ name }) => name === 'Spring sale').length);

	it.each<[string, INodeParameters, () => number[]]>([
		['of a project', project, ofProject],
		['of two apps, killed after the first', app, ofApps],
	])('makes no second campaign %s, and names the one that is there', async (_whose, parameters, made) => {
		await run(parameters, [{}], 1);
		// Batch carries out what has arrived, whoever is dead.
		await expect.poll(() => made()[0]).toBe(1);
		const ran = await run(parameters, [{}]);
		expect(ran?.error).toContain('exists already');
		expect(made()[0]).toBe(1);
		expect(made().every((count) => count <= 1)).toBe(true);
	}, patience);
});
