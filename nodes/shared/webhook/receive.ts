import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parseBody, readBytes, type ParsedBody, type WebhookRequest } from './body';
import { clientOf } from './client';
import { gather } from './gather/gather';
import { headerValues, type RequestHeaders } from './headers';
import { logRateOfNode } from './logRate';
import { memoryOfNode, type Claim } from './recentKeys';
import { onAnswer, type WebhookResponse } from './response';

/** One request, as a trigger's steps see it. */
export interface WebhookCall {
	readonly headers: RequestHeaders;
	readonly bytes: Buffer;
	/** Who sends, as far as the connection says: for counting, never for trusting. */
	readonly client: string;
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** Whether the call is the sender's own. The reason goes to n8n's log, never to the caller. */
export type Verdict =
	| { readonly authentic: true }
	| { readonly authentic: false; readonly status: 401 | 403 | 413 | 429; readonly reason: string };

/** A call that turned out not to be one of the sender's once its body was read. */
export interface Refusal {
	readonly refused: 400 | 401 | 413;
	readonly reason: string;
}

/** What a taken call is answered with, as JSON and status 200. Poool reads it, most senders do not. */
export interface Reply {
	readonly body: IDataObject | unknown[];
	/** False: the call is answered and starts nothing. */
	readonly starts: boolean;
}

/**
 * What is a trigger's own on the shared way in. `settings` is asked after authentication, so that a forged
 * call evaluates no expression; everything below it decides and acts on nothing.
 */
export interface WebhookSteps<Settings, Event> {
	authenticate(call: WebhookCall): Promise<Verdict>;
	settings(): Settings | Promise<Settings>;
	/** The events of the body: none, one, or as many as the sender put in. Or why there can be none. */
	eventsOf(body: ParsedBody, call: WebhookCall, settings: Settings): Event[] | Refusal;
	/** Why an event is not wanted, or undefined when it is. */
	whyNot(event: Event, settings: Settings): string | undefined;
	/** What two deliveries of one event have in common; undefined where repetitions are wanted. */
	identity(event: Event, settings: Settings): string | undefined;
	/** The items of each output. */
	shape(events: Event[], settings: Settings, call: WebhookCall): INodeExecutionData[][];
	/**
	 * Whether the call may start an execution together with others that arrive at the same time (`gather`). Never where
	 * the answer depends on the events.
	 */
	gathers?(settings: Settings): boolean;
	/** For senders that read the answer; without it, a call is answered with nothing but its status. */
	reply?(events: Event[], settings: Settings): Reply | Promise<Reply>;
}

/**
 * The one way in for webhooks: authenticate the raw bytes → parse → find its events → filter →
 * de-duplicate → shape → answer. Never throws. What is refused or not wanted is answered here and starts nothing; what
 * starts a run is answered by n8n (`responseMode: 'onReceived'`) as soon as it has taken the execution on,
 * so that an event is never acknowledged and then lost.
 */
export async function receive<Settings, Event>(
	context: IWebhookFunctions,
	steps: WebhookSteps<Settings, Event>,
	now = Date.now(),
): Promise<IWebhookResponseData> {
	try {
		return await handle(context, steps, now);
	} catch (error) {
		// Throwing would let anybody start failing executions. A 500 makes the sender come again instead.
		log(context, 'error', 500, 'the call could not be handled', now, { error });
		return answer(context, 500);
	}
}

async function handle<Settings, Event>(
	context: IWebhookFunctions,
	steps: WebhookSteps<Settings, Event>,
	now: number,
): Promise<IWebhookResponseData> {
	const request: WebhookRequest = context.getRequestObject();
	const bytes = await readBytes(request);
	const call: WebhookCall = { headers: request.headers, bytes, client: clientOf(request), now };
	const verdict = await steps.authenticate(call);
	if (!verdict.authentic) return refuse(context, verdict.status, verdict.reason, now);

	const settings = await steps.settings();
	const received = steps.eventsOf(parseBody(bytes, headerValues(request.headers, 'content-type')[0]), call, settings);
	if ('refused' in received) return refuse(context, received.refused, received.reason, now);
	const wanted = received.filter((event) => {
		const reason = steps.whyNot(event, settings);
		if (reason !== undefined) context.logger.debug(`${nameOf(context)}: ${shortened(reason)}`);
		return reason === undefined;
	});
	const reply = await steps.reply?.(received, settings);
	if (reply?.starts === false) return answer(context, 200, reply.body);
	const events = await withoutRepetitions(context, wanted, (event) => steps.identity(event, settings), now);
	if (events.length === 0) return answer(context, 200, reply?.body);
	const shaped = steps.shape(events, settings, call);
	const workflowData = steps.gathers?.(settings) ? await gathered(context, shaped, bytes.length, reply?.body) : shaped;
	if (workflowData === undefined) return { noWebhookResponse: true };
	return reply === undefined ? { workflowData } : { workflowData, webhookResponse: reply.body };
}

/** The items to start a run with, those of other calls among them; undefined where another call starts it. A test run has one call. */
async function gathered(
	context: IWebhookFunctions,
	outputs: INodeExecutionData[][],
	bytes: number,
	body: Reply['body'] | undefined,
): Promise<INodeExecutionData[][] | undefined> {
	if (context.getMode() === 'manual') return outputs;
	return await gather(context, {
		outputs,
		bytes,
		response: context.getResponseObject(),
		answer: (status) => void answer(context, status, status === 200 ? body : undefined),
	});
}

/** Leaves out what this process has seen already. In a test run nothing counts as seen. */
async function withoutRepetitions<Event>(
	context: IWebhookFunctions,
	events: Event[],
	identity: (event: Event) => string | undefined,
	now: number,
): Promise<Event[]> {
	const keyed = events.map((event) => ({ event, key: identity(event) }));
	const keys = new Set(keyed.flatMap(({ key }) => key ?? []));
	if (keys.size === 0 || context.getMode() === 'manual') return events;

	const claims = new Map<string, Claim>();
	const memory = memoryOfNode(context.getWorkflow().id ?? '', context.getNode().id);
	// In one order for every call: two calls that share events never wait for each other.
	for (const key of [...keys].sort()) {
		const claim = await memory.claim(key, now);
		if (claim !== undefined) claims.set(key, claim);
	}
	settleWhenAnswered(context.getResponseObject(), [...claims.values()]);
	// Each claim is good for one event: of two alike in this call, the first.
	return keyed.filter(({ key }) => key === undefined || claims.delete(key)).map(({ event }) => event);
}

/** The sender repeats what n8n did not take: such an event must not be taken for a repetition then. */
function settleWhenAnswered(response: WebhookResponse, claims: Claim[]): void {
	onAnswer(response, (taken) => {
		for (const claim of claims) {
			if (taken) claim.keep();
			else claim.giveBack();
		}
	});
}

/**
 * Answers by hand. A status inside `webhookResponse` would be sent as 200 (peers.md §2.2), and a trigger
 * that returns nothing without answering leaves the sender waiting.
 */
function answer(context: IWebhookFunctions, status: number, body?: Reply['body']): IWebhookResponseData {
	const response: WebhookResponse = context.getResponseObject();
	if (body !== undefined) response.setHeader('content-type', 'application/json; charset=utf-8');
	response.status(status).end(body === undefined ? undefined : JSON.stringify(body));
	return { noWebhookResponse: true };
}

function refuse(context: IWebhookFunctions, status: number, reason: string, now: number): IWebhookResponseData {
	log(context, 'warn', status, `call refused (${status}): ${shortened(reason)}`, now);
	return answer(context, status);
}

/** One line a minute for each status. */
function log(
	context: IWebhookFunctions,
	level: 'warn' | 'error',
	status: number,
	message: string,
	now: number,
	details?: { error: unknown },
): void {
	const leftOut = logRateOfNode(context.getWorkflow().id ?? '', context.getNode().id).leftOutSince(status, now);
	if (leftOut === undefined) return;
	const others = leftOut === 0 ? '' : ` (and ${leftOut} more such calls since the last line about one)`;
	context.logger[level](`${nameOf(context)}: ${message}${others}`, details);
}

/** Reasons quote what a stranger sent. */
function shortened(reason: string): string {
	return reason.length > 300 ? `${reason.slice(0, 300)}…` : reason;
}

/** Which node a line of n8n's log is about. */
function nameOf(context: IWebhookFunctions): string {
	return `${context.getNode().name} in workflow ${context.getWorkflow().id}`;
}
