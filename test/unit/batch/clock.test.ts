import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { Transport } from '../../../nodes/shared/batch/client/exchange';
import { privacyRequests } from '../../../nodes/shared/batch/routes/privacy';
import { apiThrough } from './support/api';
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
});
