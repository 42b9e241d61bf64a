import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Control } from './control.ts';
import { Faults } from './faults.ts';
import { settleIndexing } from './indexing.ts';
import type { SandboxKeys } from './keys.ts';
import { sandboxKeys } from './keys.ts';
import type { ReceivedRequest } from './pipeline.ts';
import { Pipeline } from './pipeline.ts';
import { RateLimits } from './rate-limits.ts';
import { RequestLog } from './retention.ts';
import { createSignedLinks } from './signed-links.ts';
import type { Retention, SandboxState } from './state.ts';
import { createState, defaultRetention } from './state.ts';

export interface SandboxOptions {
	/** Default 0: a free one. Always on 127.0.0.1. */
	port?: number;
	/** Over the sample keys of keys.ts. */
	keys?: Partial<SandboxKeys>;
	/** Default true: the documented limits of 2.x. */
	enforceRateLimits?: boolean;
	/** Default false: the limits known only from a third party (1 request/s on most 2.x routes). */
	enforceSecondHandRateLimits?: boolean;
	/** Epoch milliseconds; default `Date.now`. */
	now?: () => number;
	/** Called with every request for Batch as it came: with keys, and before it is answered. */
	received?: (request: ReceivedRequest) => void;
	/** How much to remember; default: enough for a demo that runs for days. */
	retention?: Partial<Retention>;
}

export interface Sandbox {
	/** `http://127.0.0.1:PORT` */
	url: string;
	/** Where signed links lead: another port, as a storage provider is another host. */
	fileUrl: string;
	keys: SandboxKeys;
	/** What arrived. Read it through this property: `reset` replaces what is in it. */
	state: SandboxState;
	faults: Faults;
	/** Applies what is due of late changes, as every call does: for a test that looks without calling. */
	settle(): void;
	/** Forgets everything that arrived, all faults, and what the rate limits counted. */
	reset(): void;
	/** Also destroys open sockets. */
	close(): Promise<void>;
}

/**
 * Starts a look-alike of Batch's REST API.
 *
 * @throws Error `EADDRINUSE` when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const keys = { ...sandboxKeys, ...options.keys };
	const retention = { ...defaultRetention, ...options.retention };
	const now = options.now ?? Date.now;
	const state = createState();
	const faults = new Faults();
	const rateLimits = new RateLimits();
	const log = new RequestLog(retention);

	const reset = () => {
		Object.assign(state, createState());
		faults.clear();
		rateLimits.reset();
		log.reset();
		control.changed();
	};
	const control = new Control({ state, faults, keys, reset });
	const links = createSignedLinks(() => fileUrl);
	const enforced = {
		documented: options.enforceRateLimits ?? true,
		secondHand: options.enforceSecondHandRateLimits ?? false,
	};
	const pipeline = new Pipeline({
		...{ state, retention, keys, faults, rateLimits, enforced, links, log, now },
		received: options.received ?? (() => undefined),
		changed: () => control.changed(),
	});

	const server = createServer((request, response) => {
		void serve(request, response, async (url) => {
			const handled = await control.handle(request, response, url);
			if (!handled) await pipeline.handle(request, response, url);
		});
	});
	const fileServer = createServer((request, response) => {
		void serve(request, response, async (url) => await pipeline.handle(request, response, url, true));
	});
	const url = await listen(server, options.port ?? 0);
	const fileUrl = await listen(fileServer, 0);

	const close = async () => {
		control.close();
		await Promise.all([server, fileServer].map(closeServer));
	};
	const settle = () => settleIndexing(state.indexing, now());
	return { url, fileUrl, keys, state, faults, settle, reset, close };
}

/** @returns the address */
async function listen(server: Server, port: number): Promise<string> {
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeServer(server: Server): Promise<void> {
	if (!server.listening) return;
	const closed = once(server, 'close');
	server.close();
	server.closeAllConnections();
	await closed;
}

async function serve(
	request: IncomingMessage,
	response: ServerResponse,
	handle: (url: URL) => Promise<void>,
): Promise<void> {
	try {
		await handle(new URL(`http://sandbox${request.url ?? '/'}`));
	} catch {
		// The client went away in the middle of its request, or its address is no address.
		response.destroy();
	}
}
