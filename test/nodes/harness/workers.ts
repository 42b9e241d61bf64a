import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Report, Start } from './onceProcess.ts';

/** Processes that run the built node side by side, as n8n's workers do. */
export async function startWorkers(count: number, start: Start) {
	const script = fileURLToPath(new URL('onceProcess.ts', import.meta.url));
	const waiting = new Map<number, (report: Report) => void>();
	const workers: ChildProcess[] = Array.from({ length: count }, () =>
		fork(script, [JSON.stringify(start)], { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
	);
	await Promise.all(
		workers.map(async (worker) => {
			await once(worker, 'message');
			worker.on('message', (report: Report) => waiting.get(report.id)?.(report));
		}),
	);
	let orders = 0;
	return {
		/** @param worker from 0 */
		run: async (worker: number, order: Omit<Order, 'id'>): Promise<Report> =>
			await new Promise((resolve) => {
				const id = ++orders;
				waiting.set(id, resolve);
				workers[worker]!.send({ id, ...order });
			}),
		/** As a crash does: nothing that the worker has begun comes to its end. */
		kill: async (worker: number): Promise<void> => {
			const over = once(workers[worker]!, 'exit');
			workers[worker]!.kill('SIGKILL');
			await over;
		},
		stop: () => {
			for (const worker of workers) worker.kill();
		},
	};
}
