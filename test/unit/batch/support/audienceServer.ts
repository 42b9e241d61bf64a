import type { Exchange, HttpRequest, Transport } from '../../../../nodes/shared/batch/client/exchange';
import { createIndexing, indexingState, settleIndexing, startIndexing } from '../../../sandbox/indexing.ts';
import { answer, errorOf, noAnswer } from './exchanges';
import type { VirtualClock } from './virtualClock';

interface Change {
	readonly action?: 'add' | 'remove';
	readonly id: string;
}

/** What happens to one change: its answer is lost, whether it arrived or not. */
export type Loss = 'arrived' | 'not arrived';

export interface AudienceBehaviour {
	/** Milliseconds after which each change is carried out, in the order of arrival; whatever is beyond is carried out at once. */
	readonly delays: readonly number[];
	readonly losses?: ReadonlyArray<Loss | undefined>;
}

/** One audience, of a project or an app, at a Batch that carries changes out late and in any order. */
export class AudienceServer {
	members: Set<string>;
	/** The calls that changed something, by the last part of their path. */
	readonly changes: string[] = [];
	views = 0;
	/** When the state of each change was asked for, by its token: epoch milliseconds. */
	readonly asked = new Map<string, number[]>();
	/** Called before each request, with its number. */
	onRequest: (number: number) => Loss | 'killed' | 'killed after' | undefined = () => undefined;
	private requests = 0;
	private readonly target = {};
	private readonly indexing = createIndexing();
	private latestToken = '';

	constructor(
		private readonly clock: VirtualClock,
		before: readonly string[],
		{ delays, losses = [] }: AudienceBehaviour,
	) {
		this.members = new Set(before);
		this.indexing.late = true;
		this.indexing.afterMilliseconds = 0;
		this.indexing.delays = [...delays];
		this.losses = [...losses];
	}

	private readonly losses: Array<Loss | undefined>;

	/** What the audience holds at this moment. */
	content(): string[] {
		settleIndexing(this.indexing, this.clock.now());
		return [...this.members].toSorted();
	}

	readonly transport: Transport = async (request: HttpRequest): Promise<Exchange> => {
		await this.clock.sleep(10, undefined);
		const isChange = request.method !== 'GET';
		const loss = this.onRequest(this.requests++) ?? (isChange ? this.losses.shift() : undefined);
		if (loss === 'killed' || loss === 'not arrived') return noAnswer('ECONNRESET', false);
		const given = this.carryOut(request);
		return loss === undefined ? given : noAnswer('ECONNRESET', false);
	};

	private carryOut({ method, url, query, body }: HttpRequest): Exchange {
		const now = this.clock.now();
		settleIndexing(this.indexing, now);
		if (method === 'GET') {
			this.views++;
			const token = String(query?.indexing_token ?? this.latestToken);
			this.asked.set(token, [...(this.asked.get(token) ?? []), now]);
			const task = this.indexing.tasks.get(token);
			if (task === undefined && token !== '') return answer(404, errorOf.project('NOT_FOUND'));
			return answer(200, { nb_ids: this.members.size, indexing_state: task === undefined ? 'APPLIED' : indexingState(this.indexing, task, now) });
		}
		const { ids } = (Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body) as { ids: Change[] };
		const replaces = method === 'PUT' || url.endsWith('/replace');
		this.changes.push(replaces ? 'replace' : 'update');
		const carryOut = () => {
			if (replaces) this.members = new Set();
			for (const { action = 'add', id } of ids) {
				if (action === 'add') this.members.add(id);
				else this.members.delete(id);
			}
		};
		this.latestToken = startIndexing(this.indexing, { target: this.target, replaces, carryOut }, now);
		return answer(202, { indexing_token: this.latestToken });
	}
}
