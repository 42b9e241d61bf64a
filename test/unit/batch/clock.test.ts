import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { BatchClient } from '../../../nodes/shared/batch/client/client';
import type { Transport } from '../../../nodes/shared/batch/client/exchange';
import { privacyRequests } from '../../../nodes/shared/batch/routes/privacy';
import { profiles } from '../../../nodes/shared/batch/routes/profiles';
import { apiThrough } from './support/api';
import { newConnection } from './support/connection';
import { answer, errorOf } from './support/exchanges';
import { VirtualClock } from './support/virtualClock';

const root = new URL('../../../', import.meta.url);

describe('the clock', () => {
	it('is one for all that operations wait for', () => {
		const files = globSync(['nodes/Batch/**/*.ts', 'nodes/shared/batch/**/*.ts'], { cwd: root.pathname });
		const asking = files.filter((file) => /Date\.now\(|new Date\(\)|setTimeout\(/.test(readFileSync(new URL(file, root), 'utf8')));
		expect(asking).toEqual([]);
	});

	it('gives waits that share a time no more than that in all', async () => {
		const clock = new VirtualClock();
		const asked: number[] = [];
		const transport: Transport = async () => {
			asked.push(clock.now());
			return await Promise.resolve({ kind: 'answer', statusCode: 200, headers: {}, body: { status: 'pending' } });
		};
		const api = apiThrough(transport, clock);
		const startedAt = clock.now();
		const timeLeft = api.sharing({ everySeconds: 1, atMost: 10 });
		const request = { route: privacyRequests.get, platform: 'ios', parameters: { id: 'x' } } as const;
		for (const atMost of [3, Infinity, Infinity]) {
			const left = timeLeft();
			await clock.finish(api.until(request, () => false, { ...left, atMost: Math.min(left.atMost, atMost) }));
		}
		expect(clock.now() - startedAt).toBe(10_000);
		// Whatever is left: each is asked for once.
		expect(asked.at(-1)).toBe(startedAt + 10_000);
		expect(asked.length).toBeGreaterThan(11);
	});

	describe.each([
		['back', -86_400_000],
		['forward', 86_400_000],
	])('of the machine, when it is set %s by a day', (_way, change) => {
		it('changes nothing of how long is waited', async () => {
			const clock = new VirtualClock();
			let asked = 0;
			const transport: Transport = async () => {
				if (++asked === 3) clock.set(change);
				return await Promise.resolve({ kind: 'answer', statusCode: 200, headers: {}, body: { status: 'pending' } });
			};
			const api = apiThrough(transport, clock);
			const request = { route: privacyRequests.get, platform: 'ios', parameters: { id: 'x' } } as const;
			const startedAt = clock.elapsed();
			await clock.finish(api.until(request, () => false, { everySeconds: 1, atMost: 10 }));
			expect(clock.elapsed() - startedAt).toBe(10_000);
			expect(asked).toBe(11);
		});

		it('changes nothing of the pace of calls, nor of how often they are tried', async () => {
			const clock = new VirtualClock();
			const at: number[] = [];
			const maintenance = answer(503, errorOf.project('MAINTENANCE_ERROR'));
			const transport: Transport = async () => {
				at.push(clock.elapsed());
				if (at.length === 3) clock.set(change);
				return await Promise.resolve(at.length === 3 ? maintenance : answer(202, { code: 'SUCCESS' }));
			};
			const client = new BatchClient({ connection: newConnection(), transport, environment: clock });
			const update = { route: profiles.update, body: [], repeatable: false, elements: 200 };
			for (let call = 0; call < 20; call++) expect(await clock.finish(client.send(update))).toMatchObject({ ok: true });
			expect(at).toHaveLength(21);
			// All that may go at once, one more for the answer that did not come, and the others at 95 % of 300 updates a second.
			expect(at.at(-1)! - at[0]!).toBeLessThanOrEqual(Math.ceil((21 * 200 - 800) / 0.285) + 10);
		});
	});
});
