import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';

/** A chat model that looks at the earlier campaigns, then gives a title and a text. */
export async function startAgentModel(): Promise<Server> {
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			// n8n tests a credential by asking for the models there are.
			if (request.method === 'GET') {
				response.setHeader('content-type', 'application/json').end('{"data": []}');
				return;
			}
			const { messages, tools, stream } = JSON.parse(Buffer.concat(parts).toString()) as {
				messages: Array<{ role: string }>;
				tools: Array<{ function: { name: string } }>;
				stream?: boolean;
			};
			const nameOf = (pattern: RegExp) => tools.find(({ function: { name } }) => pattern.test(name))!.function.name;
			const call = messages.some(({ role }) => role === 'tool')
				? { name: nameOf(/format_final/), arguments: JSON.stringify({ output: { title: 'Best of the week', text: 'Five stories.' } }) }
				: { name: nameOf(/Earlier/), arguments: '{}' };
			const toolCalls = [{ index: 0, id: randomUUID(), type: 'function', function: call }];
			const common = { id: randomUUID(), created: 0, model: 'stand-in' };
			const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
			if (stream !== true) {
				const message = { role: 'assistant', content: null, tool_calls: toolCalls };
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify({ ...common, object: 'chat.completion', usage, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }));
				return;
			}
			response.setHeader('content-type', 'text/event-stream');
			const delta = { role: 'assistant', content: null, tool_calls: toolCalls };
			for (const choice of [{ index: 0, delta, finish_reason: null }, { index: 0, delta: {}, finish_reason: 'tool_calls' }]) {
				response.write(`data: ${JSON.stringify({ ...common, object: 'chat.completion.chunk', choices: [choice] })}\n\n`);
			}
			response.end('data: [DONE]\n\n');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}
