import type * as Node from '../../../vendor/requestsOfNode';

/** What Node tells of each request as it is made: Node 24 does, Node 20 does not. */
const channel = 'http.client.request.created';

interface Requests {
	made: number;
	gone: number;
}

/**
 * Sees whether what a call sends has left this process. An answer does not say so: a server can give it before it has read
 * what it answers, and n8n's helper hands out neither the request nor its socket.
 */
export class Departures {
	private readonly current: Node.AsyncLocalStorage<Requests>;

	private constructor(private readonly node: typeof Node) {
		this.current = new node.AsyncLocalStorage<Requests>();
		node.subscribe(channel, this.listen);
	}

	/** Sees until it is closed. */
	static async open(): Promise<Departures> {
		return new Departures(await import('../../../vendor/requestsOfNode'));
	}

	close(): void {
		this.node.unsubscribe(channel, this.listen);
	}

	private readonly listen = (message: unknown): void => {
		const requests = this.current.getStore();
		if (requests === undefined) return;
		requests.made++;
		// The operating system has all of it.
		(message as { request: NodeJS.EventEmitter }).request.once('finish', () => requests.gone++);
	};

	/**
	 * @returns what came of the work, and whether every request it made, one at least, has left: nobody reads any more what they
	 * sent. False where that is not known.
	 */
	async of<Value>(work: () => Promise<Value>): Promise<{ readonly value: Value; readonly areGone: boolean }> {
		const requests: Requests = { made: 0, gone: 0 };
		const value = await this.current.run(requests, work);
		return { value, areGone: requests.made > 0 && requests.made === requests.gone };
	}
}
