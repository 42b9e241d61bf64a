import type { Platform } from './keys.ts';
import type { Sandbox } from './sandbox.ts';

/** What a call answered, read to its end. */
export interface Reply {
	status: number;
	headers: Headers;
	/** The raw text. */
	text: string;
	/** The text as JSON, of whatever shape; `undefined` when it is none. */
	json: ReturnType<typeof JSON.parse>;
}

/** Calls a 2.x route with the right credentials; POST when there is a body. */
export async function callProject(sandbox: Sandbox, path: string, body?: unknown): Promise<Reply> {
	return await send(`${sandbox.url}/2.11/${path}`, body === undefined ? 'GET' : 'POST', body, {
		authorization: `Bearer ${sandbox.keys.restApiKey}`,
		'x-batch-project': sandbox.keys.projectKey,
	});
}

/** Calls a 1.x route with the right credentials: `path` follows the app key. */
export async function callApp(
	sandbox: Sandbox,
	version: '1.0' | '1.1',
	platform: Platform,
	path: string,
	body?: unknown,
	method = body === undefined ? 'GET' : 'POST',
): Promise<Reply> {
	return await send(
		`${sandbox.url}/${version}/${sandbox.keys.appKeys[platform]}/${path}`,
		method,
		body,
		{
			'x-authorization': sandbox.keys.restApiKey,
		},
	);
}

/** Any call; redirects are not followed. */
export async function send(
	url: string,
	method: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Reply> {
	const response = await fetch(url, {
		method,
		redirect: 'manual',
		headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, json: parse(text) };
}

/** Profile edits `id-0`, `id-1`… without attributes. */
export function manyEdits(count: number): object[] {
	return Array.from({ length: count }, (_, index) => ({
		identifiers: { custom_id: `id-${index}` },
	}));
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
