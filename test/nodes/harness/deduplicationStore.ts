import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type {
	DeduplicationItemTypes,
	DeduplicationScope,
	ICheckProcessedContextData,
	ICheckProcessedOptions,
	IDataDeduplicator,
	IDeduplicationOutput,
} from 'n8n-workflow';
import { core } from './builtPackage.ts';

/** The table behind the store: one text a key, as a database would hold it. */
export interface Rows {
	find(key: string): Promise<string | undefined>;
	/** @throws Error when the key is there already, as a database does for a primary key */
	insert(key: string, value: string): Promise<void>;
	/** Does nothing when the key is not there. */
	update(key: string, value: string): Promise<void>;
	remove(key: string): Promise<void>;
}

export class RowsInMemory implements Rows {
	readonly values = new Map<string, string>();

	async find(key: string) {
		return this.values.get(key);
	}
	async insert(key: string, value: string) {
		if (this.values.has(key)) throw new Error('UNIQUE constraint failed: processed_data.workflowId, processed_data.context');
		this.values.set(key, value);
	}
	async update(key: string, value: string) {
		if (this.values.has(key)) this.values.set(key, value);
	}
	async remove(key: string) {
		this.values.delete(key);
	}
}

/** Serves a table to other processes. */
export async function serveRows(rows: Rows) {
	const handle = async (incoming: IncomingMessage): Promise<{ status: number; body?: string }> => {
		const { method, key, value } = JSON.parse(await text(incoming)) as { method: keyof Rows; key: string; value: string };
		try {
			return { status: 200, body: (await rows[method](key, value)) ?? undefined };
		} catch (error) {
			return { status: 409, body: String(error) };
		}
	};
	const server = createServer((incoming, outgoing) => {
		void handle(incoming).then(({ status, body }) => outgoing.writeHead(body === undefined && status === 200 ? 204 : status).end(body));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** A table that another process serves. */
export function rowsAt(url: string): Rows {
	const call = async (method: keyof Rows, key: string, value?: string): Promise<string | undefined> => {
		const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ method, key, value }) });
		if (!answer.ok) throw new Error(await answer.text());
		return answer.status === 204 ? undefined : await answer.text();
	};
	return {
		find: async (key) => await call('find', key),
		insert: async (key, value) => void (await call('insert', key, value)),
		update: async (key, value) => void (await call('update', key, value)),
		remove: async (key) => void (await call('remove', key)),
	};
}

/** Milliseconds a read or a write takes: a random number up to the given one. */
export const upTo = (milliseconds: number) => () => Math.random() * milliseconds;

/**
 * n8n's de-duplication store as n8n 2.41 has it: one row a node with the hashes of all keys, read, changed in
 * memory and written back, with time passing in between. Nothing makes this atomic.
 */
export class DeduplicationStore implements IDataDeduplicator {
	/** How long each read and each write takes. */
	delay = upTo(3);
	/** Set to make the next calls fail. */
	failures = 0;
	calls = 0;

	rows: Rows;

	constructor(rows: Rows) {
		this.rows = rows;
	}

	async checkProcessedAndRecord(
		items: DeduplicationItemTypes[],
		scope: DeduplicationScope,
		context: ICheckProcessedContextData,
		{ maxEntries }: ICheckProcessedOptions,
	): Promise<IDeduplicationOutput> {
		const hashes = items.map(hash);
		const { key, entries } = await this.#read(scope, context);
		if (entries === undefined) {
			await this.#write('insert', key, newest(hashes, maxEntries));
			return { new: items, processed: [] };
		}
		const known = new Set(entries);
		const isKnown = (_item: unknown, index: number) => known.has(hashes[index]!);
		const added = hashes.filter((entry) => !known.has(entry));
		await this.#write('update', key, newest([...entries, ...added], maxEntries));
		return { new: items.filter((item, index) => !isKnown(item, index)), processed: items.filter(isKnown) };
	}

	async removeProcessed(items: DeduplicationItemTypes[], scope: DeduplicationScope, context: ICheckProcessedContextData) {
		const { key, entries } = await this.#read(scope, context);
		if (entries === undefined) return;
		const removed = new Set(items.map(hash));
		await this.#write('update', key, entries.filter((entry) => !removed.has(entry)));
	}

	async clearAllProcessedItems(scope: DeduplicationScope, context: ICheckProcessedContextData) {
		await this.rows.remove(keyOf(scope, context));
	}

	async getProcessedDataCount(scope: DeduplicationScope, context: ICheckProcessedContextData) {
		return (await this.#read(scope, context)).entries?.length ?? 0;
	}

	async #read(scope: DeduplicationScope, context: ICheckProcessedContextData) {
		this.calls += 1;
		if (this.failures > 0) {
			this.failures -= 1;
			throw new Error('the database is locked');
		}
		const key = keyOf(scope, context);
		await wait(this.delay());
		const value = await this.rows.find(key);
		return { key, entries: value === undefined ? undefined : (JSON.parse(value) as string[]) };
	}

	async #write(method: 'insert' | 'update', key: string, entries: string[]) {
		await wait(this.delay());
		await this.rows[method](key, JSON.stringify(entries));
	}
}

function keyOf(scope: DeduplicationScope, { workflow, node }: ICheckProcessedContextData): string {
	return `${workflow.id} ${scope === 'node' ? `n:${node?.id}` : ''}`;
}

const hash = (item: DeduplicationItemTypes): string => createHash('md5').update(String(item)).digest('base64');

function newest(entries: string[], maxEntries: number | undefined): string[] {
	return maxEntries ? entries.slice(-maxEntries) : entries;
}

/** Makes it the store of this process; n8n-core takes one, once. */
export async function installDeduplicationStore(rows: Rows): Promise<DeduplicationStore> {
	const store = new DeduplicationStore(rows);
	await core.DataDeduplicationService.init(store);
	return store;
}
