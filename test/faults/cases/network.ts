import { createServer as createPlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { itemsOf, PublishedWorkflow } from '../../e2e/workflows.ts';
import { freePort } from '../../servers/support/temporary.ts';
import { makeCertificates } from '../../servers/support/certificates.ts';
import { subjects } from '../support/operations.ts';
import { secret, type Stage } from '../support/stage.ts';

/** What is sent, what may be sent again, and what only reads. */
const chosen = subjects.filter(({ name }) => ['event track project', 'profile upsert', 'campaign getAll app'].includes(name));

const rows = ['row_a', 'row_b'].map((id) => ({ id, plan: 'gold' }));

async function listen(server: Pick<Server, 'listen' | 'address'>): Promise<number> {
	await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

/** The way to Batch is broken from the first byte on, or slow until the last. */
export function describeNetwork(stage: () => Stage): void {
	describe.concurrent('the way to Batch', () => {
		const servers: Server[] = [];
		const reached: string[] = [];
		let addresses: Record<string, string>;
		beforeAll(async () => {
			const folder = join(stage().folder, 'certificates');
			mkdirSync(folder);
			const { selfSigned, expired } = makeCertificates(folder);
			const https = async ({ certificate, key }: { certificate: string; key: string }): Promise<number> => {
				const server = createServer({ cert: certificate, key }, (request, response) => {
					reached.push(JSON.stringify([request.url, request.headers]));
					response.end('{}');
				});
				servers.push(server);
				return await listen(server);
			};
			const plain = createPlainServer((_request, response) => void response.end('{}')) as unknown as Server;
			servers.push(plain);
			addresses = {
				'whose name nobody knows': 'https://batch.invalid',
				'where nobody listens': `http://127.0.0.1:${await freePort()}`,
				'with a certificate of its own making': `https://127.0.0.1:${await https(selfSigned)}`,
				'with a certificate that is over': `https://127.0.0.1:${await https(expired)}`,
				'that speaks no TLS': `https://127.0.0.1:${await listen(plain)}`,
			};
		});
		afterAll(() => servers.forEach((server) => server.close()));

		it.each(['whose name nobody knows', 'where nobody listens', 'with a certificate of its own making', 'with a certificate that is over', 'that speaks no TLS'])(
			'leads to a server %s: every row says so, and no key goes there',
			async (name) => {
				const credentials = await stage().credential(await stage().sandbox(), { apiAddress: addresses[name]! });
				const said = await Promise.all(
					chosen.map(async (subject) => {
						const batch = { type: 'n8n-nodes-batch.batch', parameters: subject.parameters, credentials, settings: { onError: 'continueRegularOutput' } };
						const workflow = await (await PublishedWorkflow.publish(stage().n8n.api, `${subject.name} ${name}`, { Batch: batch }, 'Batch')).ready();
						const run = await workflow.run(rows);
						expect(JSON.stringify(run)).not.toMatch(secret);
						return itemsOf(run, 'Batch').map(({ json }) => [json.status ?? 'refused', String(json.error)]);
					}),
				);
				for (const verdicts of said) {
					expect(verdicts).toHaveLength(2);
					for (const [status, error] of verdicts) expect([status, error]).toEqual(['refused', expect.stringMatching(/could not be reached|certificate|TLS|not known|address/i)]);
				}
				expect(reached).toEqual([]);
			},
		);

		it('brings the answer byte by byte: it is waited for', async () => {
			const sandbox = await stage().sandbox();
			// In front of the sandbox: it passes on what comes from there a few bytes at a time.
			const slow = createPlainServer((request, response) => {
				const chunks: Buffer[] = [];
				request.on('data', (chunk: Buffer) => chunks.push(chunk));
				request.on('end', () => {
					const headers = Object.fromEntries(Object.entries(request.headers).filter(([header]) => !['host', 'connection', 'content-length'].includes(header)));
					const body = chunks.length === 0 ? undefined : Buffer.concat(chunks);
					void fetch(`${sandbox.url}${request.url}`, { method: request.method, headers: headers as Record<string, string>, body }).then(async (answer) => {
						response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
						const bytes = Buffer.from(await answer.arrayBuffer());
						const piece = Math.ceil(bytes.length / 20);
						for (let at = 0; at < bytes.length; at += piece) {
							response.write(bytes.subarray(at, at + piece));
							await pause(150);
						}
						response.end();
					});
				});
			}) as unknown as Server;
			servers.push(slow);
			const credentials = await stage().credential(sandbox, { apiAddress: `http://127.0.0.1:${await listen(slow)}` });
			for (const subject of chosen) {
				const batch = { type: 'n8n-nodes-batch.batch', parameters: subject.parameters, credentials, settings: { onError: 'continueRegularOutput' } };
				const workflow = await (await PublishedWorkflow.publish(stage().n8n.api, `${subject.name} slowly`, { Batch: batch }, 'Batch')).ready();
				const items = itemsOf(await workflow.run(rows), 'Batch');
				expect(items.filter(({ json }) => json.error !== undefined)).toEqual([]);
				if (subject.kind !== 'read') expect(items.map(({ json }) => json.status)).toEqual(['accepted', 'accepted']);
			}
			expect(sandbox.state.events).toHaveLength(2);
		});
	});
}
