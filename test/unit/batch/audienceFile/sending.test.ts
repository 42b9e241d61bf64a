import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';

import { countChanges, type FileChange } from '../../../../nodes/shared/batch/audiences/file/changes.ts';
import { removeTail } from '../../../../nodes/shared/batch/audiences/file/lines.ts';
import { sendPortions, settleSent } from '../../../../nodes/shared/batch/audiences/file/send.ts';
import { Spool } from '../../../../nodes/shared/batch/audiences/file/spool.ts';
import { Api } from '../../../../nodes/shared/batch/client/api.ts';
import { BatchClient } from '../../../../nodes/shared/batch/client/client.ts';
import { settleCalls } from '../../../../nodes/shared/batch/client/failure.ts';
import { AudienceServer, type Loss } from '../support/audienceServer';
import { newConnection } from '../support/connection';
import { VirtualClock } from '../support/virtualClock';

const audience = { family: 'app', name: 'vip', platform: 'ios', version: '1.1', idType: 'install_ids' } as const;

const reader = (index: number) => `reader-${index}`;
const readers = (from: number, to: number) => Array.from({ length: to - from }, (_unused, index) => reader(from + index));

/** Who was a member before: some of them stand in the file. */
const before = readers(15_000, 25_000);
/** Three calls. */
const file = readers(0, 20_005);
const inFile: ReadonlySet<string> = new Set(file);
const isOdd = (id: string) => Number(id.slice(-1)) % 2 === 1;

type Kind = FileChange['kind'];
const wantedOf: Readonly<Record<Kind, () => string[]>> = {
	replace: () => file,
	difference: () => file,
	add: () => [...new Set([...before, ...file])],
	remove: () => before.filter((id) => !inFile.has(id)),
	lines: () => [...new Set([...before, ...file])].filter((id) => !inFile.has(id) || !isOdd(id)),
};

const spools: Spool[] = [];
afterEach(async () => await Promise.all(spools.splice(0).map(async (spool) => await spool.close())));

async function spooled(ids: readonly string[], kind: Kind, like?: Spool): Promise<Spool> {
	const spool = await Spool.open(like);
	spools.push(spool);
	for (const id of ids) spool.add(id, kind === 'lines' && isOdd(id) ? removeTail : '');
	await spool.finish();
	return spool;
}

async function prepare(kind: Kind): Promise<{ spool: Spool; change: FileChange }> {
	const spool = await spooled(file, kind);
	return { spool, change: kind === 'difference' ? { kind, before: await spooled(before, kind, spool) } : { kind } };
}

/** Sends it all, and waits until it is applied. @returns its state, or `failed` */
async function sync(server: AudienceServer, clock: VirtualClock, { spool, change }: { spool: Spool; change: FileChange }, signal?: AbortSignal): Promise<string> {
	const connection = newConnection();
	const client = new BatchClient({ connection, transport: server.transport, environment: clock, signal });
	const download = async () => await Promise.reject(new Error('This test downloads nothing'));
	const api = Api.of({ client, connection, environment: clock, signal, download });
	const { added, removed } = await countChanges(spool, change);
	const sendable = { audience, spool, change, planned: Math.ceil((added + removed) / 10_000), waiting: { everySeconds: 1, atMost: 300 } };
	const work = async (): Promise<string> => (await settleSent(api, sendable, await sendPortions(api, sendable, () => undefined))).state;
	const result = await settleCalls(clock.finish(work()));
	return result.failed === undefined ? result.value : 'failed';
}

const someDelays = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })), { maxLength: 8 });
const someLosses = fc.array(fc.option(fc.constantFrom<Loss>('arrived', 'not arrived'), { nil: undefined, freq: 2 }), { maxLength: 5 });
const kinds: Kind[] = ['replace', 'add', 'remove', 'lines', 'difference'];

describe.each(kinds)('sending a file that means %s, at a Batch that changes late, in any order, and loses answers', (kind) => {
	const wanted = wantedOf[kind]().toSorted();

	it('is called applied only when the audience is right', async () => {
		const prepared = await prepare(kind);
		const property = fc.asyncProperty(someDelays, someLosses, async (delays, losses) => {
			const clock = new VirtualClock();
			const server = new AudienceServer(clock, before, { delays, losses });
			expect(await sync(server, clock, prepared)).toBe('applied');
			expect(server.content()).toEqual(wanted);
		});
		await fc.assert(property, { numRuns: 10 });
	});

	it('ends right after it was killed at any call, or before or after its last look, and run again', async () => {
		const prepared = await prepare(kind);
		const property = fc.asyncProperty(someDelays, fc.nat(10), fc.constantFrom('killed' as const, 'killed after' as const), async (delays, call, how) => {
			const clock = new VirtualClock();
			const server = new AudienceServer(clock, before, { delays });
			const kill = new AbortController();
			let number = 0;
			server.onRequest = () => {
				if (number++ !== call) return undefined;
				kill.abort();
				return how;
			};
			const first = await sync(server, clock, prepared, kill.signal);
			if (first === 'applied') expect(server.content()).toEqual(wanted);
			server.onRequest = () => undefined;
			// What was on its way is carried out, or not, before somebody runs it again. A difference that broke off replaces.
			const again = kind === 'difference' && first !== 'applied' ? { ...prepared, change: { kind: 'replace' } as const } : prepared;
			if (first !== 'applied' || kind !== 'difference') expect(await sync(server, clock, again)).toBe('applied');
			expect(server.content()).toEqual(wanted);
		});
		await fc.assert(property, { numRuns: 10 });
	});
});
