import { it, vi } from 'vitest';
import { finish, OnceProcess, OnceRow, OnceWorld, randomFrom, wait } from '../support/onceWorld';
import { nameOf } from '../../../../nodes/Batch/run/sendOnce/onceStore';
it('debug', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
	const random = randomFrom(Number(process.env.SEED)); const row = new OnceRow(random, Number(process.env.MS ?? 20)); const world = new OnceWorld();
	const t0 = Date.now();
	const labels = new Map<string,string>();
	for (const k of ['shared','other','own 0','own 1','own 2','own 3']) { labels.set(nameOf(k), k); labels.set('s'+nameOf(k), 's '+k); labels.set('d'+nameOf(k), 'd '+k); }
	const all: OnceProcess[] = [];
	for (let n = 0; n < 4; n++) {
		const p = await OnceProcess.start(row);
		const original = p.sendOnce.bind(p);
		p.sendOnce = (settings) => {
			const h = row.helpersOf(p.life);
			const name = (x: unknown) => labels.get(String(x)) ?? String(x).slice(0, 4);
			return original({ ...settings, helpers: { ...h,
				checkProcessedAndRecord: async (items, ...r) => { const a = Date.now()-t0; const out = await h.checkProcessedAndRecord(items, ...r); console.log(n, a, Date.now()-t0, 'ask', items.map(name).join(), '| found', out.processed.map(name).join()); return out; },
				removeProcessed: async (items, ...r) => { const a = Date.now()-t0; await h.removeProcessed(items, ...r); console.log(n, a, Date.now()-t0, 'remove', items.map(name).join()); },
			} });
		};
		all.push(p);
	}
	const bring = async (b: OnceProcess, n: number, keys: string[]) => { await wait(random(600)); const said = await world.run(b, [keys], random); console.log(n, Date.now()-t0, 'SAID', [...said].join(' ')); };
	await finish(Promise.all(all.flatMap((b, n) => [bring(b, n, ['shared']), bring(b, n, [`own ${n}`, 'other'])])));
});
