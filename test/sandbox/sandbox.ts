import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Control } from './control.ts';
import { Faults } from './faults.ts';
import type { SandboxKeys } from './keys.ts';
import { sandboxKeys } from './keys.ts';
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
	/** How much to remember; default: enough for a demo that runs for days. */
	retention?: Partial<Retention>;
}

export interface Sandbox {
	/** `http://127.0.0.1:PORT` */
	url: string;
	keys: SandboxKeys;
	/** What arrived. Read it through this property: `reset` replaces what is in it. */
	state: SandboxState;
	faults: Faults;
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
	const control = new Control({ state, faults, reset });
	const links = createSignedLinks(() => url);
	const enforced = {
		documented: options.enforceRateLimits ?? true,
		secondHand: options.enforceSecondHandRateLimits ?? false,
	};
	const pipeline = new Pipeline({
		...{ state, retention, keys, faults, rateLimits, enforced, links, log, now },
		changed: () => control.changed(),
	});

	const server = createServer((request, response) => {
		void serve(request, response, control, pipeline);
	});
	server.listen(options.port ?? 0, '127.0.0.1');
	await once(server, 'listening');
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	const close = async () => {
		if (!server.listening) return;
		const closed = once(server, 'close');
		control.close();
		server.close();
		server.closeAllConnections();
		await closed;
	};
	return { url, keys, state, faults, reset, close };
}

async function serve(
	request: IncomingMessage,
	response: ServerResponse,
	control: Control,
	pipeline: Pipeline,
): Promise<void> {
	try {
		const url = new URL(`http://sandbox${request.url ?? '/'}`);
		const handled = await control.handle(request, response, url);
		if (!handled) await pipeline.handle(request, response, url);
	} catch {
		// The client went away in the middle of its request, or its address is no address.
		response.destroy();
	}
}
