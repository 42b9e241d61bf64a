import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Platform } from '../family';
import { addressOf, redact, type Connection } from './connection';
import { describeFailure } from './describeFailure';
import type { Environment } from './environment';
import type { Exchange, HttpRequest, Transport } from './exchange';
import type { CallFailure } from './failure';
import { callAtMost, decideRetry, isPageOfSomebodyElse } from './retry';
import type { Route } from '../routes/route';
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
	/** How many elements the call holds, where a rate of the route counts them. Default 1. */
	readonly elements?: number;
	/** Whether the call may run twice without harm, so that a lost answer is no reason to give up. */
	readonly repeatable: boolean;
	/** Whether the answer is to be a redirect, which is told and not followed. */
	readonly expectsRedirect?: boolean;
}

export type CallResult =
	/** @property location where an expected redirect leads */
	| { readonly ok: true; readonly statusCode: number; readonly body: unknown; readonly location?: string }
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
	/** Whose rate limit it is: calls of one project share their buckets, whatever key opened the door. */
	private owner: string | undefined;

	constructor(private readonly options: ClientOptions) {}

	async send(request: BatchRequest): Promise<CallResult> {
		const { environment, transport, signal, attempts } = this.options;
		let wasLost = false;
		let timeLeft = callAtMost;
		for (let attempt = 1; ; attempt++) {
			await this.waitForTurn(request);
			if (signal?.aborted) return { ok: false, failure: cancelled(wasLost) };
			const sentAt = environment.now();
			const exchange = await transport(this.httpRequest(request), signal, timeLeft);
			timeLeft -= environment.now() - sentAt;
			const location = request.expectsRedirect ? locationOf(exchange) : undefined;
			if (location !== undefined) return { ok: true, statusCode: location.statusCode, body: undefined, location: location.url };
			const decision = decideRetry(exchange, {
				attempt,
				attempts,
				repeatable: request.repeatable,
				random: environment.random(),
				now: environment.now(),
				timeLeft,
			});
			if (decision.kind === 'accept' && exchange.kind === 'answer') {
				return { ok: true, statusCode: exchange.statusCode, body: exchange.body };
			}
			if (decision.kind !== 'wait') {
				const isTemporary = decision.kind === 'giveUp' && decision.isTemporary;
				// A call that Batch refuses for what it is was refused when its answer was lost, too.
				const isRefused = !isTemporary && !isPageOfSomebodyElse(exchange);
				const mayHaveArrived = decision.kind === 'giveUp' && (decision.mayHaveArrived || (wasLost && !isRefused));
				const isOutOfTime = decision.kind === 'giveUp' && decision.isOutOfTime === true;
				return { ok: false, failure: this.failureOf(exchange, request, { mayHaveArrived, isTemporary, isOutOfTime }) };
			}
			wasLost ||= decision.mayHaveArrived;
			if (decision.isRateLimit) {
				for (const { bucket } of this.bucketsOf(request)) bucket.drain(decision.milliseconds, environment.now());
			}
			await environment.sleep(decision.milliseconds, signal);
			timeLeft -= decision.milliseconds;
		}
	}

	private async waitForTurn(request: BatchRequest): Promise<void> {
		const { environment, signal, share = 1 } = this.options;
		const waits = this.bucketsOf(request).map(({ bucket, counted }) =>
			// A worker that may use half of the limit pays double.
			bucket.take((counted === 'request' ? 1 : (request.elements ?? 1)) / share, environment.now()),
		);
		const wait = Math.max(0, ...waits);
		if (wait > 0) await environment.sleep(wait, signal);
	}

	private bucketsOf({ route }: BatchRequest) {
		const { connection, environment } = this.options;
		return (route.rates ?? []).map(({ name, limit }) => {
			this.owner ??= createHash('sha256').update(`${connection.apiAddress} ${connection.projectKey}`).digest('hex');
			return { bucket: sharedBucket(this.owner, name, limit, environment.now()), counted: limit.unit };
		});
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
		{ mayHaveArrived, isTemporary, isOutOfTime }: { mayHaveArrived: boolean; isTemporary: boolean; isOutOfTime: boolean },
	): CallFailure {
		const { signal, connection, environment } = this.options;
		if (signal?.aborted && exchange.kind === 'noAnswer') return cancelled(mayHaveArrived);
		const failure = describeFailure(exchange, {
			route,
			platform,
			repeatable,
			mayHaveArrived,
			wasTemporary: isTemporary,
			isOutOfTime,
			now: environment.now(),
		});
		return { ...failure, message: redact(connection, failure.message) };
	}
}

function locationOf(exchange: Exchange): { readonly statusCode: number; readonly url: string } | undefined {
	if (exchange.kind === 'noAnswer' || exchange.statusCode < 300 || exchange.statusCode > 399) return undefined;
	const { location } = exchange.headers;
	return typeof location === 'string' ? { statusCode: exchange.statusCode, url: location } : undefined;
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
