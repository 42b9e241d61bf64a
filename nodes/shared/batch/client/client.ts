import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Platform } from '../family';
import { addressOf, problemOfPath, redact, type Connection, type PathParameters } from './connection';
import { describeFailure } from './describeFailure';
import { callAtMost, decideRetry, isOfSomebodyElse, sharedBucket, type Environment } from './pace';
import type { Exchange, HttpRequest, Transport } from './exchange';
import type { CallFailure } from './failure';
import type { Route } from '../routes/route';

/** One call to Batch. */
export interface BatchRequest {
	readonly route: Route;
	/** Required by routes of the app family. */
	readonly platform?: Platform;
	/** Values for the `{…}` of the route's path. */
	readonly parameters?: PathParameters;
	readonly query?: IDataObject;
	/** A buffer holds JSON that is made already. */
	readonly body?: unknown;
	/** A full address that stands in for the route's own: the partner endpoint, which Batch gives to each partner. */
	readonly address?: string;
	/** How many elements the call holds, where a rate of the route counts them. Default 1. */
	readonly elements?: number;
	/** Whether the call may run twice without harm, so that a lost answer is no reason to give up. */
	readonly repeatable: boolean;
	/**
	 * Milliseconds the call may wait for its turn. Without it, it waits as long as it takes: seconds, at most of
	 * Batch's rates.
	 */
	readonly patience?: number;
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
		const unsafe = unsafePath(request);
		if (unsafe !== undefined) return { ok: false, failure: unsafe };
		let wasLost = false;
		let timeLeft = callAtMost;
		for (let attempt = 1; ; attempt++) {
			const due = this.dueIn(request);
			if (due > (request.patience ?? Infinity)) return { ok: false, failure: notDue(request, due, environment.now(), wasLost) };
			const turns = await this.waitForTurn(request);
			if (signal?.aborted) return { ok: false, failure: cancelled(wasLost) };
			const sentAt = environment.elapsed();
			const exchange = await transport(this.httpRequest(request), signal, timeLeft);
			timeLeft -= environment.elapsed() - sentAt;
			if (exchange.kind === 'answer' && exchange.statusCode !== 429) for (const { bucket, turn } of turns) bucket.answered(turn, sentAt, environment.elapsed());
			const location = request.expectsRedirect ? locationOf(exchange) : undefined;
			if (location !== undefined) return { ok: true, statusCode: location.statusCode, body: undefined, location: location.url };
			const decision = decideRetry(exchange, {
				attempt,
				attempts,
				repeatable: request.repeatable,
				answers: request.route.answers,
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
				const isRefused = !isTemporary && !isOfSomebodyElse(exchange, request.route.answers);
				const mayHaveArrived = decision.kind === 'giveUp' && (decision.mayHaveArrived || (wasLost && !isRefused));
				const isOutOfTime = decision.kind === 'giveUp' && decision.isOutOfTime === true;
				return { ok: false, failure: this.failureOf(exchange, request, { mayHaveArrived, isTemporary, isOutOfTime }) };
			}
			wasLost ||= decision.mayHaveArrived;
			if (decision.isRateLimit) {
				for (const { bucket } of this.bucketsOf(request)) bucket.drain(decision.milliseconds, environment.elapsed());
			}
			await environment.sleep(decision.milliseconds, signal);
			timeLeft -= decision.milliseconds;
		}
	}

	/** Milliseconds until the rates of a route let such a call go. */
	dueIn(request: Pick<BatchRequest, 'route' | 'elements'>): number {
		const { environment } = this.options;
		return Math.max(0, ...this.bucketsOf(request).map(({ bucket, counted }) => bucket.dueIn(this.priceOf(request, counted), environment.elapsed())));
	}

	private async waitForTurn(request: BatchRequest) {
		const { environment, signal } = this.options;
		const turns = this.bucketsOf(request).map(({ bucket, counted }) => ({ bucket, turn: bucket.take(this.priceOf(request, counted), environment.elapsed()) }));
		const wait = (): number => Math.max(0, ...turns.map(({ bucket, turn }) => bucket.waitOf(turn, environment.elapsed())));
		for (let left = wait(); left > 0 && signal?.aborted !== true; left = wait()) await environment.sleep(left, signal);
		return turns;
	}

	/** A worker that may use half of the limit pays double. */
	private priceOf({ elements = 1 }: Pick<BatchRequest, 'elements'>, counted: string): number {
		return (counted === 'request' ? 1 : elements) / (this.options.share ?? 1);
	}

	private bucketsOf({ route }: Pick<BatchRequest, 'route'>) {
		const { connection, environment } = this.options;
		return (route.rates ?? []).map(({ name, limit }) => {
			this.owner ??= createHash('sha256').update(`${connection.apiAddress} ${connection.projectKey}`).digest('hex');
			return { bucket: sharedBucket(this.owner, name, limit, environment.elapsed()), counted: limit.unit };
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

/** Why a call is not made, whatever else there is to say: one of its parameters would lead to another address. */
export function unsafePath({ route, parameters }: BatchRequest): CallFailure | undefined {
	const message = problemOfPath(route, parameters);
	if (message === undefined) return undefined;
	return {
		message,
		advice: 'It was not sent: Batch would read another address. Check the value or the mapping.',
		mayHaveArrived: false,
		concernsEveryCall: false,
		cause: 'refused',
	};
}

function locationOf(exchange: Exchange): { readonly statusCode: number; readonly url: string } | undefined {
	if (exchange.kind === 'noAnswer' || exchange.statusCode < 300 || exchange.statusCode > 399) return undefined;
	const { location } = exchange.headers;
	return typeof location === 'string' ? { statusCode: exchange.statusCode, url: location } : undefined;
}

/** The call's turn comes later than it may wait for. */
function notDue({ route }: BatchRequest, due: number, now: number, mayHaveArrived: boolean): CallFailure {
	return {
		message: `The rate limit of Batch for "${route.path}" is used up: the next one is due at ${new Date(now + due).toISOString()}`,
		advice: 'Run it again then. Other programs that use the same project share the limit.',
		mayHaveArrived,
		concernsEveryCall: false,
		cause: 'rateLimited',
		retryAfter: due,
	};
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
