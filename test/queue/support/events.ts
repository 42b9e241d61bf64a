import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import { PublishedWorkflow } from '../../e2e/workflows.ts';
import { envelope, sentEvent, siteOrigin } from '../../fixtures/poool/envelope.ts';
import { subscriptionPayload } from '../../fixtures/purchasely/payloads.ts';
import { signedHeaders } from '../../fixtures/purchasely/signatures.ts';
import type { Cluster } from './cluster.ts';
import type { Seat } from './seat.ts';

/** An event, and how the executions ended that hold it. */
export interface Fate {
	readonly reader: string;
	readonly executions: readonly string[];
}

/** Who calls: with which trigger, and how an event of a reader goes to it. */
export interface Source {
	readonly type: string;
	readonly parameters: INodeParameters;
	readonly credential?: string;
	/** Of the Batch node, where the event does not come prepared. */
	readonly track?: INodeParameters;
	call(reader: string): { body: string; headers: Record<string, string> };
}

export const purchasely: Source = {
	type: 'n8n-nodes-batch.purchaselyTrigger',
	parameters: { anonymousEvents: 'pass', options: { lateEvents: 'useArrival' } },
	credential: 'purchaselyWebhookApi',
	call(reader) {
		const body = JSON.stringify(subscriptionPayload({ event_id: `event of ${reader}`, user_id: reader }));
		return { body, headers: { 'content-type': 'application/json', ...signedHeaders(body) } };
	},
};

export const poool: Source = {
	type: 'n8n-nodes-batch.pooolTrigger',
	parameters: { receive: 'page', allowedOrigins: siteOrigin, anonymousEvents: 'pass' },
	call(reader) {
		const body = JSON.stringify(envelope({ user: { id: reader }, events: [sentEvent({ id: `event-of-${reader}`.replaceAll(' ', '-') })] }));
		return { body, headers: { 'content-type': 'text/plain;charset=UTF-8', origin: siteOrigin } };
	},
};

/** n8n's own node: what is lost on this way is not for our triggers to keep. */
export const webhookNode: Source = {
	type: 'n8n-nodes-base.webhook',
	parameters: { httpMethod: 'POST', path: 'queue', options: {} },
	track: { eventFrom: 'fields', customId: '={{ $json.body.reader }}', eventName: 'order_paid' },
	call: (reader) => ({ body: JSON.stringify({ reader }), headers: { 'content-type': 'application/json' } }),
};

/** Events on their way to Batch, each of a reader of its own. */
export class EventStream {
	readonly acknowledged: string[] = [];
	/** When each was sent and answered, in milliseconds since 1970. */
	readonly times = new Map<string, { readonly sentAt: number; readonly answeredAt: number }>();

	private constructor(
		private readonly cluster: Cluster,
		private readonly source: Source,
		private readonly workflowId: string,
		private readonly path: string,
	) {}

	static async publish(cluster: Cluster, name: string, track: INodeParameters, source = purchasely): Promise<EventStream> {
		const { api, credentials, webhooks } = cluster;
		const { type, parameters, credential } = source;
		const trigger = {
			...{ type, parameters, typeVersion: 2 },
			...(credential !== undefined && { credentials: { [credential]: credentials[credential]! } }),
			settings: { webhookId: randomUUID() },
			to: [['Track']],
		};
		const batch = {
			type: 'n8n-nodes-batch.batch',
			parameters: { resource: 'event', operation: 'track', eventFrom: 'prepared', ...source.track, ...track },
			credentials: { batchApi: credentials.batchApi! },
		};
		const { id } = await PublishedWorkflow.publish(api, name, { Trigger: trigger, Track: batch });
		const { pathname } = new URL(await api.webhookUrl({ type, parameters, ...trigger.settings }));
		for (const { url } of webhooks) await api.waitForWebhook(`${url}${pathname}`);
		return new EventStream(cluster, source, id, pathname);
	}

	/** @returns the status, or undefined where there was no answer */
	async send(reader: string, { url }: Seat): Promise<number | undefined> {
		const sentAt = Date.now();
		const call = fetch(`${url}${this.path}`, { method: 'POST', ...this.source.call(reader), signal: AbortSignal.timeout(60_000) });
		const status = await call.then(({ status: code }) => code, () => undefined);
		this.times.set(reader, { sentAt, answeredAt: Date.now() });
		if (status === 200) this.acknowledged.push(reader);
		return status;
	}

	/** So many events a second, whatever becomes of those before, by turns to each webhook process; until told to stop. */
	start(prefix: string, perSecond: number): { stop(): Promise<void> } {
		const calls: Array<Promise<unknown>> = [];
		const { webhooks } = this.cluster;
		const timer = setInterval(() => {
			const next = calls.length;
			calls.push(this.send(`${prefix}-${next}`, webhooks[next % 2]!));
		}, 1_000 / perSecond);
		const stop = async (): Promise<void> => {
			clearInterval(timer);
			await Promise.all(calls);
		};
		return { stop };
	}

	arrivalsOf(reader: string): number {
		return this.cluster.sandbox.state.profiles.get(reader)?.events.length ?? 0;
	}

	/** Waits until all that was acknowledged is at Batch, or nothing has changed for a while. */
	async settle(quietSeconds: number): Promise<void> {
		let left = Infinity;
		for (let since = Date.now(); Date.now() - since < quietSeconds * 1_000; ) {
			const missing = this.missing().length;
			if (missing === 0) break;
			if (missing < left) since = Date.now();
			left = missing;
			await pause(250);
		}
		// Long enough for a second copy to arrive, if there were one.
		await pause(2_000);
	}

	missing(): string[] {
		return this.acknowledged.filter((reader) => this.arrivalsOf(reader) === 0);
	}

	repeated(): string[] {
		return this.acknowledged.filter((reader) => this.arrivalsOf(reader) > 1);
	}

	/** Where n8n has an event: in its database, since its API shows no run that has not begun. */
	async fateOf(reader: string): Promise<Fate> {
		const executions = await this.executions(
			`e.status || CASE WHEN e.status = 'success' AND (d.data LIKE '%"refused"%' OR d.data LIKE '%"unknown"%') THEN ', red' ELSE '' END`,
			`d.data LIKE '%"${reader}"%'`,
		);
		return { reader, executions: executions.length > 0 ? executions : await this.emptiedExecutions(reader) };
	}

	/**
	 * Where a worker cannot read an execution's data, n8n lists the execution as failed and writes the reason in place of its data.
	 * The one of an event was made after the event was sent, and before it was answered.
	 */
	private async emptiedExecutions(reader: string): Promise<string[]> {
		const { sentAt, answeredAt } = this.times.get(reader)!;
		const ofAnyReader = `d.data LIKE '%"${reader.replace(/\d+$/, '')}%'`;
		const isMeanwhile = `e."createdAt" BETWEEN to_timestamp(${sentAt} / 1000.0) AND to_timestamp(${answeredAt} / 1000.0)`;
		return await this.executions(`e.status || ', emptied'`, `e.status IN ('error', 'crashed') AND ${isMeanwhile} AND NOT ${ofAnyReader}`);
	}

	private async executions(what: string, which: string): Promise<string[]> {
		return await this.cluster.query(
			`SELECT ${what} FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id WHERE e."workflowId" = '${this.workflowId}' AND ${which}`,
		);
	}

	/** Of those that were acknowledged and are not at Batch. */
	async fates(): Promise<Fate[]> {
		return await Promise.all(this.missing().map(async (reader) => await this.fateOf(reader)));
	}
}

/** What became of them, in a line. */
export function described(stream: EventStream, fates: readonly Fate[]): string {
	const counts = new Map<string, number>();
	for (const { executions } of fates) {
		const where = executions.join(' and ') || 'nowhere';
		counts.set(where, (counts.get(where) ?? 0) + 1);
	}
	const missing = [...counts].map(([where, count]) => `${count} ${where}`).join(', ');
	return `${stream.acknowledged.length} answered 200, ${stream.repeated().length} twice, ${fates.length} not at Batch${missing === '' ? '' : ` (in n8n: ${missing})`}`;
}

/** What nobody speaks of: at Batch it is not, and n8n has it in no execution, or in one that went well. */
export const isUnspoken = ({ executions }: Fate): boolean => executions.every((status) => status === 'success');
