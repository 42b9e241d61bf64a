import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { authenticate } from './authentication.ts';
import { parseBody, readBody, textOf } from './body.ts';
import type { Fault, Faults } from './faults.ts';
import { settleIndexing } from './indexing.ts';
import type { SandboxKeys } from './keys.ts';
import type { RateLimit, RateLimits } from './rate-limits.ts';
import { otherProjectRoutes } from './rate-limits.ts';
import { errorBody, malformed, notFound, Refusal } from './refusal.ts';
import type { RequestLog } from './retention.ts';
import { appendBounded } from './retention.ts';
import type { Answer, Call, SignedLinks } from './route.ts';
import type { Target } from './router.ts';
import { describeTarget, Router } from './router.ts';
import { routes } from './routes/index.ts';
import { attempt } from './rules/values.ts';
import type { LoggedRequest, Note, Retention, SandboxState } from './state.ts';

const slowMilliseconds = 1_000;
/** A slow body has so many. */
const slowPieces = 10;

/** A request as it came, for whoever wants to check it. May hold secrets, so it is never kept here. */
export interface ReceivedRequest {
	method: string;
	/** What the sandbox makes of the path; the app key in it is replaced by its platform. */
	target: Target;
	/** As it came, not decoded. */
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

export interface PipelineParts {
	state: SandboxState;
	retention: Retention;
	keys: SandboxKeys;
	faults: Faults;
	rateLimits: RateLimits;
	enforced: { documented: boolean; secondHand: boolean };
	links: SignedLinks;
	log: RequestLog;
	now: () => number;
	/** Called with every request as it came, before anything is decided about it. */
	received: (request: ReceivedRequest) => void;
	/** Called after every request. */
	changed: () => void;
}

type LogEntry = Omit<LoggedRequest, 'id'>;

/** What every call goes through: body, fault, route, keys, JSON, rate limit, handler, log, answer. */
export class Pipeline {
	readonly #parts: PipelineParts;
	readonly #router = new Router(routes);

	constructor(parts: PipelineParts) {
		this.#parts = parts;
	}

	/** @param atFiles whether the call came to the address of signed links, which has nothing else */
	async handle(
		request: IncomingMessage,
		response: ServerResponse,
		url: URL,
		atFiles = false,
	): Promise<void> {
		const { state, faults, keys, log } = this.#parts;
		const target = describeTarget(url.pathname, keys);
		const entry = this.#describe(request, url, target);
		let fault: Fault | undefined;

		let answer: Answer;
		try {
			const body = await readBody(request);
			entry.bodySize = body.length;
			const text = () => attempt(() => textOf(body, request.headers['content-encoding'])) ?? '';
			fault = faults.take(entry.method, target.path, text);
			entry.fault = fault?.kind;
			this.#parts.received({
				...{ method: entry.method, target, path: url.pathname, query: url.searchParams },
				...{ headers: request.headers, body },
			});
			if (atFiles !== (target.family === 'file')) throw notFound('there is no such address here');
			const delay = fault?.kind === 'slow-body' ? 0 : (fault?.delayMs ?? (fault?.kind === 'slow' ? slowMilliseconds : 0));
			if (delay + state.latency > 0) await wait(delay + state.latency, undefined, { ref: false });
			answer =
				fault === undefined || processes(fault)
					? this.#process(request, url, target, entry, body)
					: answerOfFault(fault, target, entry);
		} catch (error) {
			answer = answerOfError(error, target, entry);
		}

		const lost = fault?.kind === 'reset' || fault?.kind === 'answer-lost';
		entry.status = lost ? 0 : answer.status;
		entry.answer = answer.body;
		entry.partialErrors = answer.partialErrors ?? 0;
		log.append(state.requests, entry);
		state.totals.calls += 1;
		state.totals.partialErrors += entry.partialErrors;
		if (!entry.processed) state.totals.refused += 1;
		this.#parts.changed();

		if (fault?.kind === 'reset') request.socket.resetAndDestroy();
		else if (fault?.kind === 'answer-lost') request.socket.destroy();
		else send(request, response, answer, fault);
	}

	#process(
		request: IncomingMessage,
		url: URL,
		target: Target,
		entry: LogEntry,
		bytes: Buffer,
	): Answer {
		const { route, parameters } = this.#router.find(entry.method, url.pathname);
		authenticate(route, target, request.headers, this.#parts.keys);
		settleIndexing(this.#parts.state.indexing, this.#parts.now());
		const call: Call = {
			parameters,
			query: url.searchParams,
			body: undefined,
			headers: request.headers,
			platform: target.platform,
			keyKind: target.keyKind,
			...this.#surroundings(entry),
		};
		if (route.method !== 'GET' && route.withoutBody !== true) {
			if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
				call.warn('the body came without Content-Type: application/json');
			}
			call.body = parseBody(bytes, request.headers['content-encoding']);
			entry.body = call.body;
		}
		entry.updates = route.countUpdates?.(call.body) ?? 0;
		if (route.family === '2.x' && route.ownRateLimit !== true) call.spend(otherProjectRoutes, 1);
		const answer = route.handle(call);
		entry.processed = answer.status < 400;
		return answer;
	}

	#surroundings(
		entry: LogEntry,
	): Pick<Call, 'now' | 'state' | 'retention' | 'links' | 'warn' | 'violate' | 'tell' | 'spend'> {
		const { state, retention, links } = this.#parts;
		const note = (list: Note[], message: string) => {
			appendBounded(list, { at: entry.at, path: entry.path, message }, retention.notes);
		};
		const now = this.#parts.now();
		return {
			now,
			state,
			retention,
			links,
			warn: (message) => note(state.warnings, message),
			violate: (message) => note(state.violations, message),
			tell: (area, title, detail) => {
				const activity = { at: now, area, platform: entry.platform, title, detail };
				appendBounded(state.activity, activity, retention.activity);
			},
			spend: (limit, amount) => this.#spend(limit, amount, now),
		};
	}

	#spend(limit: RateLimit, amount: number, now: number): void {
		const { enforced, rateLimits, state } = this.#parts;
		const applies = enforced.documented && (limit.secondHand !== true || enforced.secondHand);
		if (!applies || rateLimits.take(limit, amount, now)) return;
		state.rateLimitHits += 1;
		throw new Refusal('TOO_MANY_REQUESTS', `rate limit of ${limit.name} exceeded`);
	}

	#describe(request: IncomingMessage, url: URL, target: Target): LogEntry {
		const { headers } = request;
		return {
			at: this.#parts.now(),
			method: request.method ?? 'GET',
			path: target.path,
			query: Object.fromEntries(url.searchParams),
			family: target.family,
			platform: target.platform,
			status: 0,
			processed: false,
			updates: 0,
			bodySize: 0,
			headers: {
				hadAuthorization: headers.authorization !== undefined,
				hadProject: headers['x-batch-project'] !== undefined,
				hadAppAuthorization: headers['x-authorization'] !== undefined,
				contentType: headers['content-type'],
				contentEncoding: headers['content-encoding'],
				userAgent: headers['user-agent'],
			},
			partialErrors: 0,
		};
	}
}

function processes(fault: Fault): boolean {
	return ['slow', 'slow-body', 'answer-lost', 'cut'].includes(fault.kind);
}

function answerOfFault(fault: Fault, target: Target, entry: LogEntry): Answer {
	switch (fault.kind) {
		case '400':
			return answerOfError(malformed('something is wrong with it'), target, entry);
		case '404':
			return answerOfError(notFound('there is no such thing'), target, entry);
		case '413':
			return { status: 413, text: 'Payload Too Large' };
		case '429':
			return answerOfError(new Refusal('TOO_MANY_REQUESTS', 'slow down'), target, entry);
		case 'maintenance':
			return answerOfError(new Refusal('MAINTENANCE_ERROR', 'down for maintenance'), target, entry);
		case '503':
			return { status: 503, text: 'Service Unavailable' };
		case 'not-json':
			return {
				status: fault.status ?? 500,
				text: '<html><body><h1>Bad Gateway</h1></body></html>',
				headers: { 'content-type': 'text/html' },
			};
		default:
			return answerOfError(new Refusal('SERVER_ERROR', 'something went wrong'), target, entry);
	}
}

function answerOfError(error: unknown, target: Target, entry: LogEntry): Answer {
	// Anything but a refusal is a mistake of the sandbox, for instance a body nested beyond the stack.
	const refusal =
		error instanceof Refusal ? error : new Refusal('SERVER_ERROR', `sandbox: ${String(error)}`);
	entry.refusal = refusal.refusal;
	return { status: refusal.status, body: errorBody(target.family, refusal, entry.method) };
}

function send(
	request: IncomingMessage,
	response: ServerResponse,
	answer: Answer,
	fault: Fault | undefined,
): void {
	const json = answer.text === undefined && answer.body !== undefined;
	const content = Buffer.from(json ? JSON.stringify(answer.body) : (answer.text ?? ''));
	response.writeHead(answer.status, {
		...(answer.status === 204
			? {}
			: {
					'content-type': json ? 'application/json' : 'text/plain',
					'content-length': answer.stream?.size ?? content.length,
				}),
		'x-content-type-options': 'nosniff',
		...answer.headers,
		...(fault?.retryAfterSeconds === undefined
			? {}
			: { 'retry-after': String(fault.retryAfterSeconds) }),
		// An unread rest of a body that was too large must not be taken for the next request.
		...(request.complete ? {} : { connection: 'close' }),
	});
	const pieces = answer.stream?.read() ?? [content];
	const size = answer.stream?.size ?? content.length;
	const slowly = () => inPieces(pieces, size / slowPieces, (fault?.delayMs ?? slowMilliseconds) / slowPieces);
	const sent = fault?.kind === 'cut' ? cutAfter(pieces, size / 2) : fault?.kind === 'slow-body' ? slowly() : pieces;
	// The client may go away in the middle; a cut takes the connection with it. Neither is anybody's error.
	pipeline(Readable.from(sent, { objectMode: false }), response, () => {
		if (fault?.kind === 'cut') request.socket.destroy();
	});
}

/** The same in pieces of a size, with a pause behind each. */
async function* inPieces(pieces: Iterable<string | Buffer>, size: number, pause: number): AsyncGenerator<Buffer> {
	const most = Math.max(1, Math.ceil(size));
	for (const piece of pieces) {
		const bytes = Buffer.from(piece);
		for (let at = 0; at < bytes.length; at += most) {
			yield bytes.subarray(at, at + most);
			await wait(pause, undefined, { ref: false });
		}
	}
}

/** The pieces up to a size, then an error, so that the client has begun to read when the connection goes. */
function* cutAfter(pieces: Iterable<string | Buffer>, size: number): Generator<Buffer> {
	let left = size;
	for (const piece of pieces) {
		const bytes = Buffer.from(piece);
		if (bytes.length >= left) {
			yield bytes.subarray(0, left);
			break;
		}
		yield bytes;
		left -= bytes.length;
	}
	throw new Error('cut');
}
