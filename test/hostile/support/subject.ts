import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';
import type { Measured, NodeSetUp, Order, PollSetUp, Report } from './subjectProcess.ts';

type Asked = Order extends infer One ? (One extends { id: number } ? Omit<One, 'id'> : never) : never;

/** A process that runs nodes, as an n8n does, and can be attacked. */
export async function startSubject() {
	const script = fileURLToPath(new URL('subjectProcess.ts', import.meta.url));
	const child = fork(script, [], {
		execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=1024'],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	await Promise.race([once(child, 'message'), once(child, 'exit').then(() => Promise.reject(new Error('The process has not started')))]);
	const waiting = new Map<number, (report: Report) => void>();
	child.on('message', (report: Report) => waiting.get(report.id)?.(report));
	child.on('exit', () => waiting.forEach((resolve, id) => resolve({ id, words: 'the process has died' })));
	let orders = 0;
	const ask = async (asked: Asked): Promise<Report> =>
		await new Promise((resolve) => {
			const id = ++orders;
			waiting.set(id, resolve);
			child.send({ id, ...asked });
		});
	return {
		/** Serves a webhook trigger. */
		serve: async (node: NodeSetUp) => (await ask({ kind: 'serve', ...node })).port ?? 0,
		/** Polls; what came of it in the node's words. */
		poll: async (node: NodeSetUp & PollSetUp) => (await ask({ kind: 'poll', ...node })).words ?? '',
		run: async (node: NodeSetUp, items: IDataObject[]) => (await ask({ kind: 'run', items, ...node })).words ?? '',
		/** Tests a credential, of Batch where no other is named; status and message. */
		test: async (credential: ICredentialDataDecryptedObject, of?: Extract<Order, { kind: 'test' }>['of']) =>
			(await ask({ kind: 'test', credential, ...(of && { of }) })).words ?? '',
		/** Holds the event loop up, with work or without: what the measure has to find. */
		hold: async (milliseconds: number, isWorking: boolean) => void (await ask({ kind: 'hold', milliseconds, isWorking })),
		/** Milliseconds this n8n is held up by the reading of a large body, which it does itself: the rival of every attack. */
		reading: async () => (await ask({ kind: 'read' })).measured?.pause ?? 0,
		/** Since the last time it was asked. */
		measure: async () => (await ask({ kind: 'measure' })).measured,
		isAlive: () => child.exitCode === null && child.signalCode === null,
		stop: () => child.kill(),
	};
}

export type Subject = Awaited<ReturnType<typeof startSubject>>;

/**
 * How much longer than an idle n8n's a pause may be, in milliseconds, on a machine of usual speed; where that is slower, as
 * long as n8n's own reading of the largest body it takes. How much more memory it may take, in MB.
 */
const mostPause = 200;
const mostMemory = 300;

interface Cost extends Measured {
	/** Milliseconds n8n's own reading takes, where the pause is longer than usual. */
	readonly reading: number;
	readonly seconds: number;
}

/**
 * Attacks a process and holds it to what is promised: no long pause, little memory, an end. The best of three, since
 * others run on this machine, too. `honest` must pass after each attack.
 * @param within seconds until the attack has ended in words
 */
export async function withstands(
	within: number,
	attack: (subject: Subject) => Promise<void>,
	honest: (subject: Subject) => Promise<void>,
): Promise<void> {
	const seen: Cost[] = [];
	const isBorne = (costs: readonly Cost[]) => {
		const least = (key: keyof Cost) => Math.min(...costs.map((cost) => cost[key]));
		return least('pause') <= Math.max(mostPause, least('reading')) && least('memory') < mostMemory && least('seconds') <= within;
	};
	let unexpected: unknown;
	for (let attempt = 1; attempt <= 3; attempt++) {
		const subject = await startSubject();
		try {
			// What is loaded and compiled at the first use is no part of the attack.
			await honest(subject);
			await subject.measure();
			await wait(500);
			const idle = await subject.measure();
			const start = performance.now();
			await attack(subject);
			const seconds = (performance.now() - start) / 1_000;
			const attacked = await subject.measure();
			await honest(subject);
			if (idle === undefined || attacked === undefined) throw new Error('The process has died');
			const pause = attacked.pause - idle.pause;
			const reading = pause > mostPause ? await subject.reading() : 0;
			seen.push({ pause, reading, memory: attacked.memory - idle.memory, seconds });
			if (isBorne(seen.slice(-1))) return;
		} catch (error) {
			// On a busy machine something may have run out of time, and says so. A process that has died is no matter of luck.
			if (!subject.isAlive()) throw error as Error;
			unexpected = error;
		} finally {
			subject.stop();
		}
	}
	if (seen.length === 0) throw unexpected as Error;
	expect(seen).toSatisfy(isBorne);
}
