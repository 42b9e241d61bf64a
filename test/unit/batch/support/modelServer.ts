import type { HttpRequest, Exchange, Transport } from '../../../../nodes/shared/batch/client/exchange';
import { answer, errorOf, noAnswer } from './exchanges';
import type { VirtualClock } from './virtualClock';

/** What happens to one call; the server carries it out only where it says so. */
export const faults = {
	tooMany: { exchange: answer(429, errorOf.project('TOO_MANY_REQUESTS')), isLost: false, isDelivered: false },
	serverError: { exchange: answer(500, errorOf.project('SERVER_ERROR')), isLost: false, isDelivered: false },
	maintenance: { exchange: answer(503, errorOf.project('MAINTENANCE_ERROR')), isLost: false, isDelivered: false },
	noConnection: { exchange: noAnswer('ECONNREFUSED', true), isLost: false, isDelivered: false },
	reset: { exchange: noAnswer('ECONNRESET', false), isLost: true, isDelivered: false },
	answerLost: { exchange: noAnswer('ETIMEDOUT', false), isLost: true, isDelivered: true },
	gateway: { exchange: answer(502, '<html>Bad Gateway</html>'), isLost: true, isDelivered: true },
	gatewayMessage: { exchange: answer(503, { message: 'Service Unavailable' }), isLost: true, isDelivered: true },
	loginPage: { exchange: answer(200, '<html>', { 'content-type': 'text/html' }), isLost: true, isDelivered: false },
	wrongKey: { exchange: answer(401, errorOf.project('AUTHENTICATION_INVALID')), isLost: false, isDelivered: false },
} as const satisfies Record<string, { exchange: Exchange; isLost: boolean; isDelivered: boolean }>;

export type Fault = keyof typeof faults;

/** An element of a call's body: the rows of one identity. */
export interface Element {
	readonly identity: string;
	readonly rows: readonly number[];
}

export interface Behaviour {
	/** One for each call in the order of arrival; calls beyond go well. */
	readonly faults?: ReadonlyArray<Fault | undefined>;
	/** Identities that make the server refuse the whole call. */
	readonly poison?: ReadonlySet<string>;
	/** Identities of which the server drops something. */
	readonly flawed?: ReadonlySet<string>;
	/** How long each call takes in milliseconds, in turn. */
	readonly delays?: readonly number[];
}

/** Batch as its documentation has it, as far as a bulk call goes, with a record of what really happened. */
export class ModelServer {
	readonly delivered: Element[] = [];
	readonly lostRows = new Set<number>();
	readonly callSizes: number[] = [];
	startedAfterWrongKey = 0;
	mostAtOnce = 0;
	private underWay = 0;
	private hasSaidWrongKey = false;

	constructor(
		private readonly clock: VirtualClock,
		private readonly behaviour: Behaviour,
	) {}

	readonly transport: Transport = async ({ body }: HttpRequest): Promise<Exchange> => {
		const elements = body as Element[];
		const { faults: plannedFaults = [], delays = [20] } = this.behaviour;
		const index = this.callSizes.push(elements.length) - 1;
		if (this.hasSaidWrongKey) this.startedAfterWrongKey++;
		this.mostAtOnce = Math.max(this.mostAtOnce, ++this.underWay);
		const delay = delays[index % delays.length] / 2;
		await this.clock.sleep(delay);
		const exchange = this.carryOut(elements, plannedFaults[index]);
		await this.clock.sleep(delay);
		this.underWay--;
		this.hasSaidWrongKey ||= exchange.kind === 'answer' && exchange.statusCode === 401;
		return exchange;
	};

	/** The rows that arrived, by identity, in the order of their arrival. */
	arrivals(): Map<string, number[]> {
		const rows = new Map<string, number[]>();
		for (const element of this.delivered) {
			rows.set(element.identity, [...(rows.get(element.identity) ?? []), ...element.rows]);
		}
		return rows;
	}

	private carryOut(elements: readonly Element[], fault: Fault | undefined): Exchange {
		const { poison = new Set<string>(), flawed = new Set<string>() } = this.behaviour;
		const isRefused = elements.some(({ identity }) => poison.has(identity));
		const { exchange, isLost, isDelivered } = fault ? faults[fault] : { exchange: undefined, isLost: false, isDelivered: true };
		if (isLost) for (const { rows } of elements) for (const row of rows) this.lostRows.add(row);
		if (isDelivered && !isRefused) this.delivered.push(...elements);
		if (exchange) return exchange;
		if (isRefused) return answer(400, errorOf.project('MALFORMED_PARAMETER'));
		const errors = elements.flatMap(({ identity }, position) =>
			flawed.has(identity) ? [{ category: 'attribute', bulk_index: position, reason: `of ${identity}` }] : [],
		);
		return answer(202, errors.length > 0 ? { code: 'SUCCESS_WITH_PARTIAL_ERRORS', errors } : { code: 'SUCCESS' });
	}
}
