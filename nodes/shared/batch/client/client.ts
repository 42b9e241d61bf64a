import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Platform } from '../family';
import { addressOf, redact, type Connection } from './connection';
import { describeFailure } from './describeFailure';
import type { Environment } from './environment';
import type { Exchange, HttpRequest, Transport } from './exchange';
import type { CallFailure } from './failure';
import { decideRetry, isPageOfSomebodyElse } from './retry';
import type { Route } from './routes';
import { sharedBucket } from './tokenBucket';

/** One call to Batch. */
export interface BatchRequest {
	readonly route: Route;
	/** Required by routes of the app family. */
	readonly platform?: Platform;
	/** Values for the `{…}` of the route's path. */
	readonly parameters?: Readonly<Record<string, string>>;
	readonly query?: IDataObject;
	readonly body?: unknown;
	/** A full address that stands in for the route's own: the partner endpoint, which Batch gives to each partner. */
	readonly address?: string;
	/** What the call costs in the unit of the route's rate limit. Default 1. */
	readonly cost?: number;
	/** Whether the call may run twice without harm, so that a lost answer is no reason to give up. */
	readonly repeatable: boolean;
}

export type CallResult =
	| { readonly ok: true; readonly statusCode: number; readonly body: unknown }
	| { readonly ok: false; readonly failure: CallFailure };

export interface ClientOptions {
	readonly connection: Connection;
	readonly transport: Transport;
	readonly environment: Environment;
	/** Fires when the execution is cancelled: waiting ends at once. */
	readonly signal?: AbortSignal;
	/** 0 to 1: how much of Batch's rate limit this worker may use. */
	readonly share?: number;
	/** How often a call is tried in all; fewer than usual where nobody waits for what it brings. */
	readonly attempts?: number;
}

/** Calls Batch: paced, retried where that is safe. Never throws for what Batch or the network does. */
export class BatchClient {
	constructor(private readonly options: ClientOptions) {}

	async send(request: BatchRequest): Promise<CallResult> {
		const { environment, transport, signal, attempts } = this.options;
		let wasLost = false;
		for (let attempt = 1; ; attempt++) {
			await this.waitForTurn(request);
			if (signal?.aborted) return { ok: false, failure: cancelled(wasLost) };
			const exchange = await transport(this.httpRequest(request), signal);
			const decision = decideRetry(exchange, {
				attempt,
				attempts,
				repeatable: request.repeatable,
				random: environment.random(),
				now: environment.now(),
			});
			if (decision.kind === 'accept' && exchange.kind === 'answer') {
				return { ok: true, statusCode: exchange.statusCode, body: exchange.body };
			}
			if (decision.kind !== 'wait') {
				const isTemporary = decision.kind === 'giveUp' && decision.isTemporary;
				// A call that Batch refuses for what it is was refused when its answer was lost, too.
				const isRefused = !isTemporary && !isPageOfSomebodyElse(exchange);
				const mayHaveArrived = decision.kind === 'giveUp' && (decision.mayHaveArrived || (wasLost && !isRefused));
				return { ok: false, failure: this.failureOf(exchange, request, { mayHaveArrived, isTemporary }) };
			}
			wasLost ||= decision.mayHaveArrived;
			if (decision.isRateLimit) this.bucketOf(request)?.drain(decision.milliseconds, environment.now());
			await environment.sleep(decision.milliseconds, signal);
		}
	}

	private async waitForTurn(request: BatchRequest): Promise<void> {
		const { environment, signal, share = 1 } = this.options;
		// A worker that may use half of the limit pays double.
		const cost = (request.cost ?? 1) / share;
		const wait = this.bucketOf(request)?.take(cost, environment.now()) ?? 0;
		if (wait > 0) await environment.sleep(wait, signal);
	}

	private bucketOf({ route }: BatchRequest) {
		if (route.rate === undefined) return undefined;
		const { connection, environment } = this.options;
		const owner = createHash('sha256').update(`${connection.apiAddress} ${connection.projectKey}`).digest('hex');
		return sharedBucket(owner, route.rate.name, route.rate.limit, environment.now());
	}

	private httpRequest(request: BatchRequest): HttpRequest {
		return {
			method: request.route.method,
			url: request.address ?? addressOf(this.options.connection, request.route, request),
			...(request.query && { query: request.query }),
			...(request.body !== undefined && { body: request.body }),
		};
	}

	private failureOf(
		exchange: Exchange,
		{ route, platform, repeatable }: BatchRequest,
		{ mayHaveArrived, isTemporary }: { mayHaveArrived: boolean; isTemporary: boolean },
	): CallFailure {
		const { signal, connection, environment } = this.options;
		if (signal?.aborted && exchange.kind === 'noAnswer') return cancelled(mayHaveArrived);
		const failure = describeFailure(exchange, {
			route,
			platform,
			repeatable,
			mayHaveArrived,
			wasTemporary: isTemporary,
			now: environment.now(),
		});
		return { ...failure, message: redact(connection, failure.message) };
	}
}

function cancelled(mayHaveArrived: boolean): CallFailure {
	return {
		message: mayHaveArrived
			? 'The execution was cancelled before Batch answered'
			: 'Not sent: the execution was cancelled',
		advice: mayHaveArrived
			? 'It may have been delivered. Run the workflow again to send what is missing.'
			: 'Run the workflow again to send what is missing.',
		mayHaveArrived,
		concernsEveryCall: true,
		cause: 'cancelled',
	};
}
