import { randomUUID } from 'node:crypto';

/** One accepted change of an audience or a catalog, until it is applied and for a while after. */
export interface IndexingTask {
	/** The audience or catalog it changes. */
	target: object;
	/** The order in which changes arrived. */
	number: number;
	/** Drops everything that was there before. */
	replaces: boolean;
	carryOut: () => void;
	carriedOut: boolean;
	/** A replace made this change irrelevant. */
	replaced: boolean;
	views: number;
	/** Epoch milliseconds. */
	startedAt: number;
	/** Its own, out of `Indexing.delays`. */
	delay?: number;
}

/** How long changes of audiences and catalogs stay IN_PROGRESS; a test may set all of it. */
export interface Indexing {
	/** Views answered IN_PROGRESS before APPLIED. */
	afterViews: number;
	/** …or this long after the change, whichever comes first. */
	afterMilliseconds: number;
	/**
	 * Default false: the content changes at once and only the state is late, so that a test may look
	 * at what arrived. True: the content changes when the state does.
	 */
	late: boolean;
	/**
	 * Milliseconds after which the next changes are applied, one figure a change, whatever is viewed
	 * meanwhile; their content is late, too. With `[5000, 0]` the second change overtakes the first.
	 */
	delays: number[];
	/** By token. */
	tasks: Map<string, IndexingTask>;
	/** How many changes arrived. */
	count: number;
}

const keptTasks = 1_000;

export function createIndexing(): Indexing {
	return {
		afterViews: 1,
		afterMilliseconds: 1_500,
		late: false,
		delays: [],
		tasks: new Map(),
		count: 0,
	};
}

/**
 * Accepts a change.
 *
 * @param now epoch milliseconds
 * @returns its token
 */
export function startIndexing(
	indexing: Indexing,
	change: Pick<IndexingTask, 'target' | 'replaces' | 'carryOut'>,
	now: number,
): string {
	const delay = indexing.delays.shift();
	const task: IndexingTask = {
		...change,
		number: ++indexing.count,
		carriedOut: false,
		replaced: false,
		views: 0,
		startedAt: now,
		delay,
	};
	const token = randomUUID();
	indexing.tasks.set(token, task);
	trimFinished(indexing);
	if (!indexing.late && delay === undefined) carryOut(indexing, task);
	else settleIndexing(indexing, now);
	return token;
}

/** Carries out what is due, in the order in which it became due. */
export function settleIndexing(indexing: Indexing, now: number): void {
	const due: IndexingTask[] = [];
	for (const task of indexing.tasks.values()) {
		if (!task.carriedOut && !task.replaced && isDue(indexing, task, now)) due.push(task);
	}
	due.sort((one, other) => dueAt(indexing, one) - dueAt(indexing, other));
	for (const task of due) {
		// A replace carried out just before may have made this one irrelevant.
		if (!task.replaced) carryOut(indexing, task);
	}
}

/**
 * The state of a change.
 *
 * `REPLACED` says that the content was replaced since the token was issued (batch-api-2x.md §15). What
 * that means for changes that overtake each other is not documented. Here: a replace drops the changes
 * that arrived before it, applied or not, and those that arrived after it and were applied before it.
 */
export function indexingState(
	indexing: Indexing,
	task: IndexingTask,
	now: number,
): 'IN_PROGRESS' | 'APPLIED' | 'REPLACED' {
	if (task.replaced) return 'REPLACED';
	return isDue(indexing, task, now) ? 'APPLIED' : 'IN_PROGRESS';
}

function carryOut(indexing: Indexing, task: IndexingTask): void {
	task.carryOut();
	task.carriedOut = true;
	if (!task.replaces) return;
	for (const other of indexing.tasks.values()) {
		const earlier = other.number < task.number;
		const overtook = other.number > task.number && other.carriedOut;
		if (other.target === task.target && (earlier || overtook)) other.replaced = true;
	}
}

function isDue(indexing: Indexing, task: IndexingTask, now: number): boolean {
	if (task.delay !== undefined) return now - task.startedAt >= task.delay;
	return task.views >= indexing.afterViews || now - task.startedAt >= indexing.afterMilliseconds;
}

function dueAt(indexing: Indexing, task: IndexingTask): number {
	return task.startedAt + (task.delay ?? indexing.afterMilliseconds);
}

/** Forgets the oldest changes, never one that is still to be carried out. */
function trimFinished(indexing: Indexing): void {
	for (const [token, task] of indexing.tasks) {
		if (indexing.tasks.size <= keptTasks || !(task.carriedOut || task.replaced)) return;
		indexing.tasks.delete(token);
	}
}
