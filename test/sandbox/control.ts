import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeBehaviour, setBehaviour } from './behaviour.ts';
import { parseBody, readBody } from './body.ts';
import type { Fault, Faults } from './faults.ts';
import type { SandboxKeys } from './keys.ts';
import { contentSecurityPolicy, page } from './page/page.ts';
import { view } from './page/view.ts';
import { summarise } from './summary.ts';
import type { SandboxState } from './state.ts';

const streamIntervalMilliseconds = 250;

export interface ControlParts {
	state: SandboxState;
	faults: Faults;
	keys: SandboxKeys;
	reset: () => void;
}

/** `GET /` and everything below `/_sandbox/`: for people and tests, no part of Batch. */
export class Control {
	readonly #parts: ControlParts;
	readonly #streams = new Set<ServerResponse>();
	#scheduled: NodeJS.Timeout | undefined;

	constructor(parts: ControlParts) {
		this.#parts = parts;
	}

	/** @returns false for an address that is not the control's */
	async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
		const { state, faults, reset } = this.#parts;
		const route = `${request.method} ${url.pathname}`;
		if (route === 'GET /') sendPage(response);
		else if (!url.pathname.startsWith('/_sandbox/')) return false;
		else if (route === 'GET /_sandbox/received') {
			sendJson(response, 200, summarise(state, faults, readLimit(url)));
		} else if (route === 'GET /_sandbox/stream') this.#openStream(response);
		else if (route.startsWith('GET /_sandbox/requests/')) this.#sendRequest(response, url.pathname);
		else if (route === 'POST /_sandbox/faults') await this.#addFault(request, response);
		else if (route === 'GET /_sandbox/behaviour') sendJson(response, 200, describeBehaviour(state));
		else if (route === 'POST /_sandbox/behaviour') await this.#setBehaviour(request, response);
		else if (route === 'POST /_sandbox/reset') {
			reset();
			sendJson(response, 200, { reset: true });
		} else sendJson(response, 404, { error: 'the sandbox has no such control' });
		return true;
	}

	/** Tells the open pages, at most four times a second. */
	changed(): void {
		if (this.#streams.size === 0) return;
		this.#scheduled ??= setTimeout(() => {
			this.#scheduled = undefined;
			for (const stream of this.#streams) this.#push(stream);
		}, streamIntervalMilliseconds).unref();
	}

	close(): void {
		clearTimeout(this.#scheduled);
		for (const stream of this.#streams) stream.end();
	}

	#openStream(response: ServerResponse): void {
		response.writeHead(200, {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
		});
		this.#streams.add(response);
		response.on('close', () => this.#streams.delete(response));
		this.#push(response);
	}

	#push(stream: ServerResponse): void {
		// A page that does not read would pile everything up in memory; it gets the next change.
		if (stream.writableNeedDrain) return;
		const { state, faults, keys } = this.#parts;
		stream.write(`data: ${JSON.stringify(view(state, faults, keys))}\n\n`);
	}

	#sendRequest(response: ServerResponse, path: string): void {
		const id = Number(path.split('/').at(-1));
		const found = this.#parts.state.requests.find((request) => request.id === id);
		if (found === undefined)
			sendJson(response, 404, { error: 'there is no such request (any more)' });
		else sendJson(response, 200, found);
	}

	async #addFault(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { faults } = this.#parts;
		await this.#take(request, response, (fault) => {
			if (typeof fault !== 'object' || fault === null) throw new Error('a fault is an object');
			faults.add(fault as Fault);
			return { status: 201, body: { faults: faults.list() } };
		});
	}

	async #setBehaviour(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { state } = this.#parts;
		await this.#take(request, response, (wanted) => {
			setBehaviour(state, wanted);
			return { status: 200, body: describeBehaviour(state) };
		});
	}

	/** Whatever is wrong with the body is said, and nothing done. */
	async #take(
		request: IncomingMessage,
		response: ServerResponse,
		use: (body: unknown) => { status: number; body: object },
	): Promise<void> {
		try {
			const { status, body } = use(parseBody(await readBody(request), undefined));
			this.changed();
			sendJson(response, status, body);
		} catch (error) {
			sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
		}
	}
}

function readLimit(url: URL): number {
	const limit = Number(url.searchParams.get('limit') ?? 50);
	return Number.isInteger(limit) && limit > 0 ? Math.min(limit, 1_000) : 50;
}

function sendPage(response: ServerResponse): void {
	response.writeHead(200, {
		'content-type': 'text/html; charset=utf-8',
		'content-security-policy': contentSecurityPolicy,
		'cache-control': 'no-store',
		'x-content-type-options': 'nosniff',
	});
	response.end(page);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
	// Stringified before anything is written: a body nested too deeply throws here.
	const text = JSON.stringify(body);
	response.writeHead(status, {
		'content-type': 'application/json',
		'cache-control': 'no-store',
		'x-content-type-options': 'nosniff',
	});
	response.end(text);
}
