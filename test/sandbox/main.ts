import type { Sandbox } from './sandbox.ts';
import { credentialOf } from './page/view.ts';
import { startSandbox } from './sandbox.ts';

const defaultPort = 4480;

const sandbox = await start(Number(process.env.PORT ?? defaultPort));
const entries = [...credentialOf(sandbox.keys), { label: 'API Address', value: `${sandbox.url}   (under Show Advanced Settings)` }];

process.stdout.write(`
Batch sandbox: ${sandbox.url}   (open it in a browser to see what arrives)

Enter in n8n's Batch credential:
${entries.map(({ label, value }) => `  ${label.padEnd(17)}${value}`).join('\n')}

Make the next call fail (kinds: 400, 404, 413, 429, 500, 503, maintenance, slow, slow-body, reset, answer-lost, cut, not-json):
  curl -X POST ${sandbox.url}/_sandbox/faults -d '{"kind":"429","match":{"path":"profiles/update"},"times":1}'
Forget everything:
  curl -X POST ${sandbox.url}/_sandbox/reset

Ctrl-C ends it.
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => void sandbox.close());
}

/** Takes a free port when the wanted one is in use. */
async function start(port: number): Promise<Sandbox> {
	return await startSandbox({ port }).catch(async (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EADDRINUSE') return await Promise.reject(error);
		process.stdout.write(`Port ${port} is taken, looking for a free one.\n`);
		return await startSandbox();
	});
}
