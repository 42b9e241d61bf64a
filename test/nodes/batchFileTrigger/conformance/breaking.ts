import { expect, it } from 'vitest';

import { startCuttingProxy } from '../../../servers/support/cuttingProxy.ts';
import type { Running } from './describeTrigger.ts';
import { begun, header, json, pushRows, users, usersOf } from './watch.ts';

/** Connections that break, and servers that fall silent. */
export function breaking(running: Running): void {
	it('loses and repeats nothing when the connection breaks anywhere', { timeout: 240_000 }, async () => {
		const fixture = running();
		const proxy = await startCuttingProxy(fixture);
		try {
			const watch = await begun(fixture, { options: { attempts: 20 } }, fixture.credential(proxy.port));
			await watch.write('push.csv', header + pushRows(6_000));
			const seen: unknown[] = [];
			for (let bytes = 0; bytes < 400_000; bytes = Math.ceil(bytes * 1.8 + 300)) {
				proxy.after(bytes, 'cut');
				seen.push(...users(json(await watch.poll().catch(() => null))));
				watch.skipPauses();
			}
			proxy.heal();
			watch.skipPauses();
			seen.push(...users((await watch.drain())[0]));
			expect(seen).toEqual(usersOf(6_000));
		} finally {
			await proxy.stop();
		}
	});

	it('lets go of a server that falls silent, before n8n gives the poll up', { timeout: 120_000 }, async () => {
		const fixture = running();
		const proxy = await startCuttingProxy(fixture);
		try {
			const patient = { ...fixture.credential(proxy.port), timeout: 600 };
			const watch = await begun(fixture, { options: { attempts: 20 } }, patient);
			await watch.write('push.csv', header + pushRows(40_000));
			const seen: unknown[] = [];
			for (const bytes of [0, 100_000]) {
				proxy.after(bytes, 'hang');
				const startedAt = performance.now();
				seen.push(...users(json(await watch.poll({ budget: 4_000 }).catch(() => null))));
				expect(performance.now() - startedAt).toBeLessThan(4_000 + 5_000 + 3_000);
				proxy.heal();
				watch.skipPauses();
			}
			seen.push(...users((await watch.drain())[0]));
			expect(seen).toEqual(usersOf(40_000));
		} finally {
			await proxy.stop();
		}
	});
}
