import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../sandbox/body.ts';

interface ChatRequest {
	readonly stream?: boolean;
	readonly messages: ReadonlyArray<{ readonly role: string }>;
	readonly tools?: ReadonlyArray<{ readonly function: { readonly name: string } }>;
}

/**
 * A stand-in for a chat model that speaks as OpenAI's do: it calls the tool it is offered so many times at once, with the same
 * words, and then says that it is done.
 */
export async function startChatModel({ calls, words }: { calls: number; words: object }) {
	const server = createServer((request, response) => {
		void (async () => {
			const { messages, tools = [] } = JSON.parse((await readBody(request)).toString()) as ChatRequest;
			const isAnswered = messages.some(({ role }) => role === 'tool');
			const [tool] = tools;
			const message =
				isAnswered || tool === undefined
					? { role: 'assistant', content: 'Done.' }
					: { role: 'assistant', content: null, tool_calls: Array.from({ length: calls }, (_unused, index) => callOf(tool.function.name, words, index)) };
			const choice = { index: 0, message, finish_reason: 'tool_calls' in message ? 'tool_calls' : 'stop' };
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ id: 'chat', object: 'chat.completion', created: 0, model: 'stand-in', choices: [choice] }));
		})();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		async close() {
			const closed = once(server, 'close');
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

function callOf(name: string, words: object, index: number): object {
	return { id: `call-${index}`, type: 'function', function: { name, arguments: JSON.stringify(words) } };
}
