import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

import { guardStream } from '../../../nodes/shared/storage/guardStream.ts';
import { StorageError } from '../../../nodes/shared/storage/storageError.ts';

const guard = {
	timeout: 60_000,
	server: 'The server',
	destroy: () => undefined,
	translate: (error: unknown) => (error instanceof StorageError ? error : new StorageError('lost', String(error))),
};

describe('a guarded stream', () => {
	it('lets go of what was read from it, however long it goes on', async () => {
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		const chunks: Array<WeakRef<Uint8Array>> = [];
		async function* source() {
			for (let index = 0; index < 200; index++) {
				const chunk = new Uint8Array(1_024);
				chunks.push(new WeakRef(chunk));
				yield chunk;
			}
			await wait(60_000);
		}
		const { stream, close } = guardStream(source(), guard);
		let count = 0;
		for await (const chunk of stream) {
			count += chunk.length / 1_024;
			if (count === 200) break;
			// Everything read before is garbage by now, but for what the engine still has in its hands.
			if (count !== 199) continue;
			await wait(0);
			collect();
			expect(chunks.filter((one) => one.deref() !== undefined).length).toBeLessThan(10);
		}
		await close();
		expect(count).toBe(200);
	});

	it('lets go of its source when that is over, though the server might have stayed silent for longer', async () => {
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		const sources: Array<WeakRef<object>> = [];
		for (let index = 0; index < 200; index++) {
			const source = (async function* () {
				yield new Uint8Array(1);
			})();
			sources.push(new WeakRef(source));
			const { stream, close } = guardStream(source, { ...guard, destroy: () => void source.return() });
			for await (const chunk of stream) expect(chunk).toHaveLength(1);
			await close();
		}
		await wait(0);
		collect();
		expect(sources.filter((one) => one.deref() !== undefined).length).toBeLessThan(10);
	});

	it('ends a read that is under way, and one that comes later, when it is cancelled', async () => {
		const controller = new AbortController();
		async function* silent(): AsyncGenerator<Uint8Array> {
			yield new Uint8Array(1);
			await wait(60_000, undefined, { ref: false });
		}
		const { stream } = guardStream(silent(), { ...guard, signal: controller.signal });
		const iterator = stream[Symbol.asyncIterator]();
		await iterator.next();
		const pending = iterator.next();
		controller.abort();
		await expect(pending).rejects.toMatchObject({ kind: 'cancelled' });
		const late = guardStream(silent(), { ...guard, signal: controller.signal });
		await expect(late.stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ kind: 'cancelled' });
	});
});
